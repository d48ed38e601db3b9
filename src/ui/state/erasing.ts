import type { PartReport, Phase } from '../../workers/api.ts';
import type { Sample } from './rate.ts';
import { isWritten } from './written-parts.ts';

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
