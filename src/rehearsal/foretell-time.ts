/**
 * How long the real update will take: the same update is done on a stand-in over a link that takes the time of the real one, with flash
 * at its usual speed, and the time that has jumped by then is read. What an earlier update of the device took counts more.
 */
import type { MeasuredTimes } from '../contracts/expected-time.ts';
import type { ForetoldTime, MeasuredLink } from '../contracts/foretold-time.ts';
import { paceName } from '../update/expected-time.ts';
import { openPacedLink } from './paced-link.ts';
import { updateEmulated } from './plain-run.ts';
import type { PlainRunOptions } from './plain-run.ts';
import type { StandIn } from './stand-in.ts';

export interface ForetellOptions extends PlainRunOptions {
  readonly link: MeasuredLink;
  /** What earlier updates of the device took, where anybody kept it. */
  readonly earlier?: MeasuredTimes | null;
  /** The device is one of ours: how long it restarts is known. */
  readonly isEmulated: boolean;
}

/** Without an answer by then a link is no link (update/deps.ts). */
const LONGEST_CONNECT_MS = 9_000;

/** null: the update does not end well over such a link. Changes the stand-in's chip. */
export async function foretellTime(
  { facts, chip, registry }: StandIn,
  { link: measured, earlier = null, isEmulated, ...options }: ForetellOptions,
): Promise<ForetoldTime | null> {
  const deviceId = facts.identity.id;
  const seen: { startedAt?: number; restartsAt?: number; answersAt?: number } = {};
  const { result, writeSeconds } = await updateEmulated(
    { facts, flash: chip, registry },
    {
      ...options,
      timing: 'typical',
      async connect({ emulator, clock }, signal) {
        const connectMs = Math.min(LONGEST_CONNECT_MS, measured.connectMs);
        if (connectMs > 0) await clock.sleep(connectMs, signal);
        return openPacedLink({ emulator, clock }, { ...measured, deviceId });
      },
      onEvent(event) {
        seen.startedAt ??= event.at;
        if (event.type === 'phase' && event.phase === 'rebooting') seen.restartsAt = event.at;
        if (event.type === 'device' && event.when === 'after') seen.answersAt ??= event.at;
      },
    },
  );
  const { startedAt, restartsAt, answersAt } = seen;
  if (result !== 'committed' || startedAt === undefined) return null;
  if (restartsAt === undefined || answersAt === undefined) return null;
  const simulatedMs = writeSeconds * 1_000;
  const earlierMs = writingBefore(options.bundle.sizeBytes, measured, earlier);
  const isAlike = earlierMs !== null && alike(earlierMs, simulatedMs);
  const writingMs = isAlike ? earlierMs : simulatedMs;
  const besideMs = restartsAt - startedAt - simulatedMs;
  const restart = restartOf(answersAt - restartsAt, { earlier, isEmulated });
  return {
    link: measured.kind,
    writingMs,
    basis: isAlike ? 'device' : 'link',
    wholeMs: restart.ms === null ? null : besideMs + writingMs + restart.ms,
    restart: restart.from,
  };
}

function writingBefore(
  sizeBytes: number,
  link: MeasuredLink,
  earlier: MeasuredTimes | null,
): number | null {
  const pace = earlier?.paces[paceName(link)] ?? 0;
  return pace > 0 ? (sizeBytes * 1_000) / pace : null;
}

/** Flash of one chip is so many times slower than of another; beyond that the link is not what it was. */
const MOST_TIMES = 2;

const alike = (one: number, other: number): boolean =>
  Math.max(one, other) <= MOST_TIMES * Math.min(one, other);

function restartOf(
  simulatedMs: number,
  { earlier, isEmulated }: Pick<ForetellOptions, 'earlier' | 'isEmulated'>,
): { readonly ms: number | null; readonly from: ForetoldTime['restart'] } {
  const seen = earlier?.restart ?? null;
  if (seen !== null) return { ms: (seen.fromMs + seen.toMs) / 2, from: seen.measured };
  return isEmulated ? { ms: simulatedMs, from: 'emulated' } : { ms: null, from: 'none' };
}
