import { describe, expect, it } from 'vitest';
import { FlashFault } from '../../../../src/ota-core/flash/flash.ts';
import { NorFlash } from '../../../../src/ota-core/flash/nor-flash.ts';
import { openPartition, protectFlash } from '../../../../src/ota-core/flash/flash-areas.ts';

const GEOMETRY = { size: 1024, eraseSize: 256, programSize: 4, wordOnce: false };

const kindOf = (act: () => void): string | null => {
  try {
    act();
  } catch (error) {
    return error instanceof FlashFault ? error.kind : 'other';
  }
  return null;
};

describe('a partition', () => {
  it('is a flash of its own size whose zero is its start', () => {
    const chip = new NorFlash(GEOMETRY);
    const window = openPartition(chip, { offset: 512, sizeBytes: 256 });
    window.program(0, Uint8Array.of(1, 2, 3, 4));
    expect([...chip.image().subarray(510, 518)]).toEqual([255, 255, 1, 2, 3, 4, 255, 255]);
    expect(window.geometry).toEqual({ ...GEOMETRY, size: 256 });
    window.erase(0, 256);
    const into = new Uint8Array(4);
    window.read(0, into);
    expect([...into]).toEqual([255, 255, 255, 255]);
  });

  it('lets nobody reach over its edges, in either direction', () => {
    const chip = new NorFlash(GEOMETRY);
    const window = openPartition(chip, { offset: 512, sizeBytes: 256 });
    const four = new Uint8Array(4);
    expect(kindOf(() => window.program(256, four))).toBe('out-of-bounds');
    expect(kindOf(() => window.program(-4, four))).toBe('out-of-bounds');
    expect(kindOf(() => window.erase(0, 512))).toBe('out-of-bounds');
    expect(kindOf(() => window.read(254, four))).toBe('out-of-bounds');
    expect(chip.operations).toBe(0);
  });
});

describe('a protected area', () => {
  it('refuses every program and erase that touches it and lets the rest through', () => {
    const chip = new NorFlash(GEOMETRY);
    const guarded = protectFlash(chip, [{ offset: 256, sizeBytes: 256 }]);
    expect(kindOf(() => guarded.program(252, new Uint8Array(8)))).toBe('protected');
    expect(kindOf(() => guarded.program(508, new Uint8Array(8)))).toBe('protected');
    expect(kindOf(() => guarded.erase(0, 1024))).toBe('protected');
    expect(chip.operations).toBe(0);
    guarded.program(252, new Uint8Array(4));
    guarded.erase(512, 512);
    expect(chip.operations).toBe(3);
  });

  it('is everything when no area is named', () => {
    const chip = new NorFlash(GEOMETRY);
    expect(kindOf(() => protectFlash(chip).erase(768, 256))).toBe('protected');
  });
});
