/** A state that is photographed and checked. */
interface ShownState {
  readonly title: string;
  /** Must match what the screen says: its headline, or any text of it. */
  readonly says: RegExp;
}

export const says = (title: string, words: RegExp): ShownState => ({ title, says: words });
