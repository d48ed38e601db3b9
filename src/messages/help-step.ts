/** What help is made of: what it may be, most likely first, and what to do about each. */

export interface CauseWords {
  readonly title: string;
  readonly hint: string;
  /** In their order. */
  readonly steps: readonly CauseStep[];
}

export interface CauseStep {
  readonly text: string;
  /** For a terminal. */
  readonly command?: string;
  /** Opens in a tab of its own. */
  readonly link?: { readonly text: string; readonly address: string };
}

/** One step; `command` is for a terminal. */
export const step = (text: string, command?: string): CauseStep =>
  command === undefined ? { text } : { text, command };

/** A step with an address to go to. */
export const stepWithLink = (text: string, link: CauseStep['link'] & object): CauseStep => ({
  text,
  link,
});

/** A picture of the browser's own list. */
export interface ChooserWords {
  readonly label: string;
  readonly asks: string;
  readonly line: string;
  readonly other: string;
  readonly first: string;
  readonly cancel: string;
  readonly second: string;
}
