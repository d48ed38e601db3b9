/** How long an update is expected to take: ranges, from what was measured before or else from formulas. Never a promise. */

export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** From this device, from others of its kind, or what is usual anywhere. */
export type MeasuredOn = 'device' | 'kind' | 'none';

export interface ExpectedTime {
  /** Its kind. */
  readonly link: string;
  /** Names the pace of this kind of link (`serial 115200`): what is measured is kept under it. */
  readonly pace: string;
  /** From the press of Update to the first answer of the new firmware. */
  readonly whole: TimeRange;
  /** From the first write to the last acknowledgement, the erasing included. */
  readonly writing: TimeRange;
  /** From the last acknowledgement until the device has compared what it wrote. */
  readonly check: TimeRange;
  readonly restart: TimeRange & { readonly measured: MeasuredOn };
}

/** What earlier updates took, as far as anybody kept it. */
export interface MeasuredTimes {
  readonly restart: (TimeRange & { readonly measured: 'device' | 'kind' }) | null;
  /** Bytes of the bundle a second, by `ExpectedTime.pace`. */
  readonly paces: Readonly<Record<string, number>>;
}
