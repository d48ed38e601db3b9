import type { Outcome } from '../contracts/failure.ts';
import type { CallAnswer, LinkBatch } from '../contracts/link-log.ts';

/** What the console and the link panel ask of the updater worker. */
export interface ConsoleApi {
  /** What passed on the links to the device after the line `after` (0 = all that is kept), and the figures. Ask at most every 100 ms. */
  linkLog(after: number): Promise<Outcome<LinkBatch>>;
  /** The whole frame of a line; null = it is no longer there. */
  openFrame(seq: number): Promise<Outcome<string | null>>;
  /**
   * Calls a method by hand: over the link of the update that runs, else over one of its own. While an update
   * runs, only what reads: `device/busy` otherwise.
   */
  callDevice(method: string, params: unknown): Promise<Outcome<CallAnswer>>;
}
