/** Why an update ends: the device's number and words, without the number in the words (protocol.md 7.4, 7.8). */
export interface UpdateRefusal {
  /** Negative. */
  readonly code: number;
  readonly message: string;
}

export function refuseUpdate(code: number, message: string): UpdateRefusal {
  return { code, message };
}
