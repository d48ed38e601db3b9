/** The invariants of docs/DESIGN.md that a campaign asserts; reliability numbers them I1 to I14. */
export type Invariant =
  | 'I1 boots within three resets'
  | 'I2 what runs is a whole image'
  | 'I3 app and filesystem belong together'
  | 'I4 a trial has a sound way back'
  | 'I5 I6 a kept image stays, a refused one stays away'
  | 'I9 a boot record is valid at every instant'
  | 'I10 sequence numbers only go one way'
  | 'I12 only a verified image is started'
  | 'I13 the running slot is never touched'
  | 'I14 the same cut gives the same chip'
  | 'stable: further power cycles change nothing'
  | 'works: a whole update succeeds on the survivor'
  | 'plain: the scenario goes as it must without a cut';

export interface Violation {
  readonly replay: string;
  readonly invariant: Invariant;
  readonly words: string;
}

/** Counts what was asserted and keeps what was violated. */
export class Checks {
  assertions = 0;
  readonly violations: Violation[] = [];
  #replay = '';

  /** Names what is being examined from here on. */
  about(replay: string): void {
    this.#replay = replay;
  }

  that(holds: boolean, invariant: Invariant, words: () => string): boolean {
    this.assertions += 1;
    if (!holds) this.violations.push({ replay: this.#replay, invariant, words: words() });
    return holds;
  }
}
