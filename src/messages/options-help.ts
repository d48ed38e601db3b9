/** What the options of a command are explained by. */

export interface OptionWords {
  /** Left out for an option that takes none. */
  readonly value?: string;
  /** A further line for each element; the default in parentheses. */
  readonly does: readonly string[];
}

/** By the name of each option, without its dashes, in the order of the help. */
export type OptionsHelp = Readonly<Record<string, OptionWords>>;
