import type {
  BootBytes,
  FirmwareName,
  NextPowerOn,
  PictureBoot,
} from '../contracts/flash-picture.ts';
import type { BootOutcome } from '../ota-core/boot/boot-config.ts';
import type { RunningSlot } from './update-tracker.ts';

type Records = Extract<PictureBoot, { kind: 'records' }>;

/** The boot state as its bytes tell it: two records, or the places of a platform that has none. */
export type BootReading =
  Records | { readonly kind: 'bytes'; readonly bytes: readonly BootBytes[] };

/** A boot loader's decision, tried on a copy of the chip, as the sentence under the picture. */
export function toNextPowerOn(
  outcome: BootOutcome,
  firmwareIn: (slot: number) => FirmwareName | null,
): NextPowerOn {
  switch (outcome.kind) {
    case 'booted': {
      const kind = outcome.committed ? 'starts' : 'tries';
      return { kind, slot: outcome.slot, firmware: firmwareIn(outcome.slot) };
    }
    case 'reverted':
      return { kind: 'returns', slot: outcome.to, firmware: firmwareIn(outcome.to) };
    case 'bricked':
      return { kind: 'nothing' };
    default:
      return outcome satisfies never;
  }
}

/** While a firmware is on trial, starting another slot is going back, whatever the platform calls it. */
export function seenFrom(running: RunningSlot | null, next: NextPowerOn): NextPowerOn {
  const leaves = running !== null && next.kind === 'starts' && next.slot !== running.slot;
  return leaves && !running.committed ? { ...next, kind: 'returns' } : next;
}

/** The slot a power-on goes to; null where nothing starts. */
export function slotOf(next: NextPowerOn): number | null {
  return 'slot' in next ? next.slot : null;
}

/** Completes what the bytes say with who runs: the card of a platform without two records. */
export function toPictureBoot(
  reading: BootReading,
  running: RunningSlot | null,
  next: NextPowerOn,
): PictureBoot {
  if (reading.kind === 'records') return reading;
  const slot = running?.slot ?? slotOf(next);
  if (slot === null) return { kind: 'not-reported' };
  const committed = running?.committed ?? next.kind === 'starts';
  const wayBackSlot = committed ? null : wayBackOf(reading, running, next);
  return { kind: 'card', source: 'chip', slot, committed, wayBackSlot, bytes: reading.bytes };
}

/** Where a firmware on trial would go back to; null when none is. */
export function wayBackOf(
  reading: BootReading,
  running: RunningSlot | null,
  next: NextPowerOn,
): number | null {
  if (running?.committed === true) return null;
  if (next.kind === 'returns') return next.slot;
  return reading.kind === 'records' ? (newerOf(reading)?.wayBackSlot ?? null) : null;
}

/** Where the wire leads: the newer record's slot, or what the boot loader would start. */
export function bootTargetOf(reading: BootReading, next: NextPowerOn): number | null {
  return reading.kind === 'records' ? (newerOf(reading)?.startsSlot ?? null) : slotOf(next);
}

function newerOf(reading: Records) {
  for (const { content } of reading.records)
    if (content.kind === 'sound' && content.age === 'newer') return content;
  return null;
}
