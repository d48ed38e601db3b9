import { describe, expect, it } from 'vitest';
import {
  openOtadata,
  otadataCodec,
  otadataSequencer,
} from '../../../../src/ota-core/boot/esp32-boot-state.ts';
import { NorFlash } from '../../../../src/ota-core/flash/nor-flash.ts';
import { fromHex, toHex } from '../../../../src/ota-core/primitives/bytes.ts';

const GEOMETRY = { size: 8192, eraseSize: 4096, programSize: 4, wordOnce: false };

describe('otadata', () => {
  it('gives sequence 1 the checksum that ESP-IDF 4 gives it', () => {
    expect(toHex(otadataCodec.encode(0, 1n))).toBe('01000000' + 'ff'.repeat(24) + '9a984347');
  });

  it('refuses the entry that the IDF 3 build shipped, as boot loaders of IDF 4 do', () => {
    const entry = fromHex('0100000010000000' + '00'.repeat(20) + '852b7a15');
    expect(otadataCodec.decode(entry!)).toBeNull();
  });

  it('does not choose an entry that the boot loader has marked invalid or aborted', () => {
    for (const [state, taken] of [
      [0xffff_ffff, true],
      [2, true],
      [3, false],
      [4, false],
    ] as const) {
      const entry = otadataCodec.encode(0, 1n);
      new DataView(entry.buffer).setUint32(24, state, true);
      expect(otadataCodec.decode(entry) !== null).toBe(taken);
    }
  });

  it('takes the larger number for newer, the slot from its parity, and the next one that names the slot', () => {
    const { next, first, isNewer, isLive } = otadataSequencer;
    expect([first(0), first(1)]).toEqual([1n, 2n]);
    expect([next(1n, 1), next(1n, 0), next(2n, 0), next(2n, 1)]).toEqual([2n, 3n, 3n, 4n]);
    expect(isNewer(3n, 2n)).toBe(true);
    expect([0n, 1n, 0xffff_fffen, 0xffff_ffffn].map(isLive)).toEqual([false, true, true, false]);
    expect(next(0xffff_fffen, 0)).toBeNull();
  });

  it('starts the slot that was saved last, from two sectors by turns', () => {
    const chip = new NorFlash(GEOMETRY);
    expect(openOtadata(chip).load()).toBeNull();
    for (const slot of [0, 1, 1, 0, 1, 0, 0] as const) {
      openOtadata(chip).save(slot);
      expect(openOtadata(chip).load()?.record).toBe(slot);
    }
    expect([chip.wear(0), chip.wear(1)]).toEqual([4, 3]);
  });
});
