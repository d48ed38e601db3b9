import type { PartReport, Phase } from '../../workers/api.ts';
import { screenWords } from '../../messages/screen-words.ts';

/**
 * Speed and time left from confirmed bytes: pure functions of samples. Both stay `null` until they
 * mean something, and time left does not jump: it may fall at will, but rises at most every 5 s.
 */
export interface Sample {
  /** Milliseconds of one clock. */
  readonly at: number;
  /** Confirmed bytes. */
  readonly bytes: number;
}

/** Over which stretch the speed is taken: long enough to smooth blocks, short enough to follow a change. */
const WINDOW_MS = 8_000;
/** A rate only after so much data. */
const MEANINGFUL_MS = 2_000;
/** No time left before this share, or this time, has passed. */
const MEANINGFUL_SHARE = 0.03;
const MEANINGFUL_WAIT_MS = 5_000;
const RISES_EVERY_MS = 5_000;

/** The samples with `next` added, without those no longer needed. */
export function addSample(samples: readonly Sample[], next: Sample): readonly Sample[] {
  const last = samples.at(-1);
  // Bytes that fall mean a new start: what was measured before does not count.
  if (last !== undefined && next.bytes < last.bytes) return [next];
  const start = windowStart(samples, next.at);
  return [...samples.slice(Math.max(0, start)), next];
}

/** Index of the last sample that is at least one window old; -1 if none is. */
function windowStart(samples: readonly Sample[], now: number): number {
  const younger = samples.findIndex((sample) => sample.at > now - WINDOW_MS);
  return (younger < 0 ? samples.length : younger) - 1;
}

/** Bytes per second, or null. A standstill counts: `now` is the end of the stretch. */
export function speedOf(samples: readonly Sample[], now: number): number | null {
  const last = samples.at(-1);
  const first = samples[0];
  if (first === undefined || last === undefined) return null;
  const start = samples[windowStart(samples, now)] ?? first;
  const elapsedMs = Math.max(now, last.at) - start.at;
  if (elapsedMs < MEANINGFUL_MS || last.bytes <= start.bytes) return null;
  return ((last.bytes - start.bytes) * 1_000) / elapsedMs;
}

interface TimeLeftInput {
  readonly samples: readonly Sample[];
  readonly totalBytes: number;
  /** When the first byte was sent. */
  readonly startedAt: number;
  readonly now: number;
}

/** Milliseconds, or null. */
export function timeLeftOf({ samples, totalBytes, startedAt, now }: TimeLeftInput): number | null {
  const bytes = samples.at(-1)?.bytes ?? 0;
  if (totalBytes <= 0 || bytes / totalBytes < MEANINGFUL_SHARE) return null;
  if (now - startedAt < MEANINGFUL_WAIT_MS) return null;
  const speed = speedOf(samples, now);
  return speed === null ? null : ((totalBytes - bytes) * 1_000) / speed;
}

/** What the screen shows as time left, and since when. */
export interface ShownTime {
  readonly ms: number | null;
  readonly raisedAt: number;
}

export const nothingShown: ShownTime = { ms: null, raisedAt: Number.NEGATIVE_INFINITY };

/** Lets the shown time fall at will, and rise at most every 5 s. */
export function steadyTime(shown: ShownTime, next: number | null, now: number): ShownTime {
  if (next === null || shown.ms === null) return { ms: next, raisedAt: now };
  if (next <= shown.ms) return { ms: next, raisedAt: shown.raisedAt };
  return now - shown.raisedAt >= RISES_EVERY_MS ? { ms: next, raisedAt: now } : shown;
}

/**
 * Is it installed by an update of a device that runs from this slot? A part that is for one slot is left out where
 * that is the one that runs. null: the device does not tell, so any may be.
 */
export const isWritten = (
  { installed, onlySlot }: Pick<PartReport, 'installed' | 'onlySlot'>,
  fromSlot: number | null,
): boolean => installed && (onlySlot === null || onlySlot !== fromSlot);

/** What happens to a part in an update of a device that runs from this slot; null = no device tells. */
export function fateOf(
  part: Pick<PartReport, 'installed' | 'slotPart' | 'onlySlot'>,
  fromSlot: number | null,
): string {
  const words = screenWords.parts;
  if (!isWritten(part, fromSlot)) return words.other;
  if (part.slotPart === null) return words.outside;
  return part.onlySlot === null || fromSlot !== null
    ? words.installed
    : words.ofSlot(part.onlySlot);
}

/** A device answers a block much sooner, unless it erases. */
const SOON_MS = 1_000;
/** No block is larger (channels.md#largest-write). */
const BLOCK_BYTES = 4_096;

/** What of a run tells whether its device erases. */
interface Writing {
  readonly phase: Phase;
  /** null = it is not paused. */
  readonly pause: object | null;
  readonly samples: readonly Sample[];
  readonly acknowledgedBytes: number;
  readonly order: { readonly parts: readonly PartReport[]; readonly fromSlot: number | null };
}

/**
 * Since when the device has been erasing: it does so before it answers the block that begins a part
 * (timing.md#flash), and says nothing of it. In milliseconds of the window's clock; null = it does not, as far as its
 * answers tell.
 */
export function erasingSince(run: Writing, now: number): number | null {
  const last = run.samples.at(-1);
  if (run.phase !== 'writing' || run.pause !== null || last === undefined) return null;
  if (now - last.at < SOON_MS) return null;
  const beginsPart = run.order.parts.some(
    (part) =>
      isWritten(part, run.order.fromSlot) &&
      part.dataOffset !== null &&
      Math.abs(run.acknowledgedBytes - part.dataOffset) <= BLOCK_BYTES,
  );
  return beginsPart ? last.at : null;
}
