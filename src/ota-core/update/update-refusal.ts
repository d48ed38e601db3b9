/**
 * Why an update ends: the device's number and words, without the number in the words
 * (device-core.md#messages, boot-schemes.md#esp32).
 */
export interface UpdateRefusal {
  /** Negative. */
  readonly code: number;
  readonly message: string;
}

export function refuseUpdate(code: number, message: string): UpdateRefusal {
  return { code, message };
}
