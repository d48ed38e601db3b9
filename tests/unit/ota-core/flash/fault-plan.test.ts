import { describe, expect, it } from 'vitest';
import { FaultPlan, TORN_VARIANTS } from '../../../../src/ota-core/flash/fault-plan.ts';
import { FlashFault, PowerCut } from '../../../../src/ota-core/flash/flash.ts';
import { NorFlash } from '../../../../src/ota-core/flash/nor-flash.ts';

const GEOMETRY = { size: 1024, eraseSize: 256, programSize: 4, wordOnce: false };
const PATTERN = Uint8Array.from({ length: 64 }, (_, at) => (at * 37) & 0xff);

/** A chip whose block 1 holds 64 bytes, of which byte 0 was already partly cleared. */
function chipInUse(): NorFlash {
  const chip = new NorFlash(GEOMETRY);
  chip.program(
    256,
    PATTERN.map((byte) => byte | 0x81),
  );
  return chip;
}

const cells = (chip: NorFlash, offset: number, length: number): Uint8Array =>
  chip.image().slice(offset, offset + length);

describe('a cut during a program', () => {
  for (const variant of TORN_VARIANTS)
    for (let seed = 0; seed < 12; seed += 1)
      it(`leaves only bits between the old and the new ones: ${variant}, seed ${seed}`, () => {
        const chip = chipInUse();
        const plan = new FaultPlan(chip, { operation: 0, variant, seed });
        const before = cells(chip, 256, 64);
        expect(() => plan.program(256, PATTERN)).toThrow(PowerCut);
        const after = cells(chip, 256, 64);
        const between = after.every(
          (cell, at) => (cell & ~before[at]!) === 0 && (PATTERN[at]! & ~cell) === 0,
        );
        expect(between).toBe(true);
        if (variant === 'clean') expect(after).toEqual(before);
        else expect(after).not.toEqual(before);
        expect(after).not.toEqual(PATTERN);
      });

  it('does the first half as prefix and the second half as suffix when no seed says otherwise', () => {
    const torn = (variant: 'prefix' | 'suffix'): Uint8Array => {
      const chip = new NorFlash(GEOMETRY);
      const plan = new FaultPlan(chip, { operation: 0, variant });
      expect(() => plan.program(0, new Uint8Array(8))).toThrow(PowerCut);
      return cells(chip, 0, 8);
    };
    expect([...torn('prefix')]).toEqual([0, 0, 0, 0, 255, 255, 255, 255]);
    expect([...torn('suffix')]).toEqual([255, 255, 255, 255, 0, 0, 0, 0]);
  });
});

describe('a cut during an erase', () => {
  it('hits one block of several: those before are erased, those after untouched, this one half', () => {
    for (const variant of ['prefix', 'suffix', 'random'] as const) {
      const chip = new NorFlash(GEOMETRY);
      chip.program(0, new Uint8Array(1024));
      const plan = new FaultPlan(chip, { operation: 1, variant });
      expect(() => plan.erase(0, 768)).toThrow(PowerCut);
      const image = chip.image();
      expect(image.subarray(0, 256).every((byte) => byte === 0xff)).toBe(true);
      expect(image.subarray(512).every((byte) => byte === 0)).toBe(true);
      const half = image.subarray(256, 512);
      expect(half.some((byte) => byte !== 0) && half.some((byte) => byte !== 0xff)).toBe(true);
    }
  });
});

describe('the supply', () => {
  it('stays away for every access until it is switched on, then counts on', () => {
    const chip = new NorFlash(GEOMETRY);
    const plan = new FaultPlan(chip, { operation: 1, variant: 'clean' });
    plan.program(0, new Uint8Array(4));
    expect(() => plan.program(4, new Uint8Array(4))).toThrow(PowerCut);
    expect(plan.isDead).toBe(true);
    expect(() => plan.read(0, new Uint8Array(4))).toThrow(PowerCut);
    expect(() => plan.erase(0, 256)).toThrow(PowerCut);
    expect(plan.operations).toBe(2);
    plan.powerOn({ operation: 3, variant: 'clean' });
    plan.program(4, new Uint8Array(4));
    expect(() => plan.program(8, new Uint8Array(4))).toThrow(PowerCut);
    expect([...cells(chip, 0, 12)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255]);
  });

  it('a plan without a cut is only a counter, as strict as the chip below', () => {
    const chip = new NorFlash(GEOMETRY);
    const plan = new FaultPlan(chip, null);
    plan.erase(0, 512);
    plan.program(0, new Uint8Array(4));
    expect(plan.operations).toBe(3);
    expect(() => plan.program(0, new Uint8Array(4).fill(1))).toThrow(FlashFault);
    expect(() => plan.erase(8, 256)).toThrow(FlashFault);
  });

  it('does not hide a misuse: an illegal program is a fault though the supply goes away in it', () => {
    const chip = chipInUse();
    const before = chip.image();
    const plan = new FaultPlan(chip, { operation: 0, variant: 'random' });
    expect(() => plan.program(256, new Uint8Array(64).fill(0xff))).toThrow(FlashFault);
    expect(chip.image()).toEqual(before);
  });

  it('the same plan on the same chip gives the same cells', () => {
    const torn = (seed: number): Uint8Array => {
      const chip = chipInUse();
      const plan = new FaultPlan(chip, { operation: 0, variant: 'random', seed });
      expect(() => plan.program(256, PATTERN)).toThrow(PowerCut);
      return chip.image();
    };
    expect(torn(5)).toEqual(torn(5));
    expect(torn(5)).not.toEqual(torn(6));
  });
});
