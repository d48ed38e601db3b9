import type { Facts } from './truth.ts';
import type { Visit } from '../visit.ts';

/** A device that a person updates in a browser, and that a test takes cable and power from. */
export interface Subject {
  readonly visit: Visit;
  /** The file that it is updated with where much is to be written, and where little is. */
  readonly files: { readonly large: string; readonly small: string };
  facts(): Promise<Facts>;
  /** Presses its way, and waits for nothing. */
  pressWay(): Promise<void>;
  /** On the first page of somebody who may have been here before: the way that it names. */
  pressHome(): Promise<void>;
  /** Until some 40 % of the large file are on the device. */
  untilHalfWritten(): Promise<void>;
  pull(): Promise<void>;
  /** As the screen offers it, where it does; else at the device. */
  plug(): Promise<void>;
  cutPower(): Promise<void>;
  powerOn(): Promise<void>;
  end(): Promise<void>;
}
