/** A page in any browser, as far as the walk of the practice device needs it. Every method throws what went wrong. */
export interface DrivenPage {
  open(address: string): Promise<void>;
  /** The value of an expression in the page, as JSON carries it. */
  evaluate(expression: string): Promise<unknown>;
  /** A real press on the first element that this XPath names. */
  press(xpath: string): Promise<void>;
  /** Chooses a file in the first input for files of the page. Absolute path. */
  chooseFile(file: string): Promise<void>;
}

/** A browser that was started for one test. */
export interface DrivenBrowser extends DrivenPage {
  end(): Promise<void>;
}
