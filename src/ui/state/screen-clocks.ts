/** The two clocks of the window. */
export interface ScreenClocks {
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}
