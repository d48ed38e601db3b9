import { bytesAt } from '../../support/transports/wrap/faulty.ts';
import type { ByteFault, BytePlan, BytePlace } from '../../support/transports/wrap/faulty.ts';
import type { Direction } from '../../../src/transports/wrap/throttle.ts';
import { runSerial, shortBundle } from './serial-run.ts';
import type { Hands, SerialRun } from './serial-run.ts';
import { isFull, seedFor } from '../../support/sample.ts';

/** `npm test` tries places spread over a session, `npm run test:full` every one. */
export const FULL = isFull;
export const LONG_MS = FULL ? 3_600_000 : 120_000;

/** A short session, and what hurts it. */
export interface FaultBench {
  /** Without faults. */
  readonly clean: SerialRun;
  withFaults(places: readonly BytePlace[]): Promise<SerialRun>;
  withPlan(plan: (hands: Hands) => BytePlan): Promise<SerialRun>;
  withEvent(direction: Direction, at: number, act: (hands: Hands) => void): Promise<SerialRun>;
  /** Where the frames of a direction stand in the clean session. */
  framesOf(direction: Direction): readonly Span[];
  /** The frame that holds these words. */
  spanOf(direction: Direction, text: string): Span;
}

/**
 * So many of the places, evenly spread, first and last included; in a full run all of them, or as many as are given.
 * Those between move with the seed.
 */
export function someOf(count: number, few: number, many = Infinity): readonly number[] {
  const sample = FULL ? many : few;
  if (count <= sample) return Array.from({ length: count }, (_, at) => at);
  const gap = (count - 1) / (sample - 1);
  const shift = FULL ? 0 : seedFor(`places of ${count}`) % Math.max(1, Math.floor(gap));
  return Array.from({ length: sample }, (_, at) => {
    const isEnd = at === 0 || at === sample - 1;
    return Math.min(count - 1, Math.round(at * gap) + (isEnd ? 0 : shift));
  });
}

export const retriesOf = ({ events }: SerialRun): number =>
  events.filter(({ type }) => type === 'retry').length;

/** One fault costs one frame; what is late may be asked for twice meanwhile. */
export const MOST_RETRIES = 2;

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Runs the session once without faults. */
export async function openFaultBench(): Promise<FaultBench> {
  const bundle = await shortBundle();
  const clean = await runSerial({ bundle, plan: () => () => null });
  const framesOf = (direction: Direction): readonly Span[] => {
    const frames = clean.heard[direction].matchAll(/\{"id":.*\}[0-9a-f]{8}/g);
    return [...frames].map(({ index, 0: text }) => ({ from: index, to: index + text.length }));
  };
  const withPlan = (plan: (hands: Hands) => BytePlan) => runSerial({ bundle, plan });
  return {
    clean,
    framesOf,
    withPlan,
    withFaults: (places) => withPlan(() => bytesAt(places)),
    withEvent: (direction, at, act) =>
      withPlan((hands) =>
        bytesAt([{ direction, at, fault: { kind: 'event', run: () => act(hands) } }]),
      ),
    spanOf(direction, text) {
      const span = framesOf(direction).find(({ from, to }) =>
        clean.heard[direction].slice(from, to).includes(text),
      );
      if (span === undefined) throw new Error(`no frame with ${text}`);
      return span;
    },
  };
}

export const everyByte = (
  { from, to }: Span,
  fault: ByteFault,
  direction: Direction,
): BytePlace[] =>
  Array.from({ length: to - from }, (_, at) => ({ direction, at: from + at, fault }));

export const late = (at: number, ms: number): BytePlace => ({
  direction: 'in',
  at,
  fault: { kind: 'delay', ms },
});
