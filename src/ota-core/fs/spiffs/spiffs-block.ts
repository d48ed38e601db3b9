/**
 * A block as a whole: whether it is one, and how it becomes one. A block that is to be erased is spoiled first,
 * so that a half-done erase, which can bring back any bit, brings back no page.
 */
import type { Flash } from '../../flash/flash.ts';
import type { SpiffsLayout } from './spiffs-layout.ts';

/** Programs whole units of the chip; what was not asked for stays as it is. Borrows `bytes`. */
export function programPart(flash: Flash, offset: number, bytes: Uint8Array): void {
  const unit = flash.geometry.programSize;
  const start = offset - (offset % unit);
  const end = Math.ceil((offset + bytes.length) / unit) * unit;
  const whole = new Uint8Array(end - start);
  if (whole.length !== bytes.length) flash.read(start, whole);
  whole.set(bytes, offset - start);
  flash.program(start, whole);
}

/** Erases a block in which nothing counts. Cut off, it is spent, or still what it was. */
export function renewBlock(
  flash: Flash,
  layout: SpiffsLayout,
  { block, eraseCount }: { readonly block: number; readonly eraseCount: number },
): void {
  const from = block * layout.blockSize + unusedAt(layout);
  programPart(flash, from, new Uint8Array(layout.eraseCountAt - unusedAt(layout)));
  flash.erase(block * layout.blockSize, layout.blockSize);
  stampBlock(flash, layout, { block, eraseCount });
}

/** Unused bytes of a lookup page that may have aged before they count as spoiled. */
const AGED_BYTES = 16;

/**
 * `spent`: no magic, or a lookup whose unused part is far from all ones, which renewing spoils first. A half-done
 * erase can happen to bring the magic back, but not with it 200 bytes of ones and pages of before.
 * `marred`: it is what it was, but it has aged, or its spoiling was cut off in the first bytes.
 */
export function stateOfBlock(
  bytes: Uint8Array,
  layout: SpiffsLayout,
): 'sound' | 'marred' | 'spent' {
  if (numberAt(bytes, layout.magicAt) !== layout.magic) return 'spent';
  let spoiled = 0;
  for (let at = unusedAt(layout); at < layout.magicAt; at += 1)
    if (bytes[at] !== 0xff) spoiled += 1;
  if (spoiled > AGED_BYTES) return 'spent';
  return spoiled > 0 ? 'marred' : 'sound';
}

/** Little-endian, as all numbers of SPIFFS. */
export function numberAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

/** The magic last, as `spiffs_erase_block` does. */
function stampBlock(
  flash: Flash,
  layout: SpiffsLayout,
  { block, eraseCount }: { readonly block: number; readonly eraseCount: number },
): void {
  const at = block * layout.blockSize;
  programPart(flash, at + layout.eraseCountAt, numberBytes(eraseCount));
  programPart(flash, at + layout.magicAt, numberBytes(layout.magic));
}

const numberBytes = (value: number): Uint8Array => Uint8Array.of(value & 0xff, value >> 8);

const unusedAt = (layout: SpiffsLayout): number => 2 * layout.entriesPerBlock;
