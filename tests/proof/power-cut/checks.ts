/** The invariants that a campaign asserts, by the numbers of proof.md#invariants. */
export type Invariant =
  | 'I1 boots within three resets'
  | 'I2 what runs is a whole image'
  | 'I3 app and filesystem belong together'
  | 'I4 a trial has a sound way back'
  | 'I5 I6 a kept image stays, a refused one stays away'
  | 'I7 I8 no file is lost, mixed or left over'
  | 'I9 a boot record is valid at every instant'
  | 'I10 sequence numbers only go one way'
  | 'I11 few erases of a boot record'
  | 'I12 only a verified image is started'
  | 'I13 the running slot is never touched'
  | 'I14 the same cut gives the same chip'
  | 'I16 everything ends in time'
  | 'stable: further power cycles change nothing'
  | 'works: a whole update succeeds on the survivor'
  | 'plain: the scenario goes as it must without a cut';

export interface Violation {
  readonly replay: string;
  readonly invariant: Invariant;
  readonly words: string;
  /** Where the cuts fell; none for the plain run. */
  readonly partitions: readonly string[];
  /** The weakness of a vendor's form that this is (weaknesses.ts); null: nobody knows of it. */
  readonly weakness: string | null;
}

/** Counts what was asserted and keeps what was violated. */
export class Checks {
  assertions = 0;
  readonly violations: Violation[] = [];
  readonly known = new Map<string, number>();
  #replay = '';
  #partitions: readonly string[] = [];
  readonly #explain: (violation: Violation) => string | null;

  /** `explain` names the documented weakness that a violation is. */
  constructor(explain: (violation: Violation) => string | null = () => null) {
    this.#explain = explain;
  }

  /** Names what is being examined from here on. */
  about(replay: string, partitions: readonly string[] = []): void {
    this.#replay = replay;
    this.#partitions = partitions;
  }

  that(holds: boolean, invariant: Invariant, words: () => string): boolean {
    this.assertions += 1;
    if (!holds) this.#add(invariant, words());
    return holds;
  }

  #add(invariant: Invariant, words: string): void {
    const facts = { replay: this.#replay, invariant, words, partitions: this.#partitions };
    const weakness = this.#explain({ ...facts, weakness: null });
    if (weakness === null) this.violations.push({ ...facts, weakness });
    else this.known.set(weakness, (this.known.get(weakness) ?? 0) + 1);
  }
}
