/** What the window may ask of the rehearsal worker, and what it answers. Plain data only: see comlink/calls.ts. */
import type { Outcome } from '../contracts/failure.ts';
import type { MeasuredTimes } from '../contracts/expected-time.ts';
import type { RehearsalVerdict, RehearsedDevice } from '../contracts/rehearsal.ts';
import type { ForceName } from '../update/events.ts';
import type { Greeted } from './comlink/calls.ts';
import type { ReplayApi } from './recording-api.ts';

export interface RehearsalOrder {
  /** As it was checked. */
  readonly bundle: Blob;
  readonly fileName: string;
  /** null: a new one of the chip that the bundle is for. */
  readonly device: RehearsedDevice | null;
  readonly commitTimeoutMs: number;
  /** What earlier updates of the device took. */
  readonly earlier: MeasuredTimes | null;
  /** Findings that people let pass. */
  readonly force: readonly ForceName[];
}

export interface RehearsalApi extends Greeted, ReplayApi {
  /**
   * One at a time; whoever wants it no more ends the worker. Steps come to the port, which is moved. Failure: of the update where
   * the stand-in does not take it, rehearsal/no-stand-in, and as of openBundle.
   */
  rehearse(order: RehearsalOrder, steps: MessagePort): Promise<Outcome<RehearsalVerdict>>;
}
