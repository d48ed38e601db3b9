import { describe, expect, it } from 'vitest';
import {
  eraseBlocksOf,
  eraseSpan,
  openPartition,
} from '../../../../src/ota-core/flash/flash-areas.ts';
import { FaultPlan } from '../../../../src/ota-core/flash/fault-plan.ts';
import { FlashFault, PowerCut } from '../../../../src/ota-core/flash/flash.ts';
import { NorFlash } from '../../../../src/ota-core/flash/nor-flash.ts';

/** Two blocks of 256, one of 512, two of 256. */
const MIXED = {
  size: 1536,
  eraseSize: 256,
  programSize: 4,
  wordOnce: false,
  runs: [
    { sizeBytes: 256, count: 2 },
    { sizeBytes: 512, count: 1 },
    { sizeBytes: 256, count: 2 },
  ],
};

describe('a chip whose erase blocks differ in size', () => {
  it('takes each block as one, and refuses a part of the large one', () => {
    const blocks = eraseBlocksOf(MIXED, 256, 1024).map(({ offset, length }) => [offset, length]);
    expect(blocks).toEqual([
      [256, 256],
      [512, 512],
      [1024, 256],
    ]);
    expect(() => eraseBlocksOf(MIXED, 512, 256)).toThrow(FlashFault);
    expect(() => eraseBlocksOf(MIXED, 768, 256)).toThrow(FlashFault);
    expect(eraseBlocksOf(MIXED, 512, 0)).toEqual([]);
    expect([0, 1, 256, 513, 1025].map((length) => eraseSpan(MIXED, length))).toEqual([
      0, 256, 256, 1024, 1280,
    ]);
  });

  it('logs and wears the large block as one operation, and erases all of it', () => {
    const chip = new NorFlash(MIXED);
    chip.program(512, new Uint8Array(512));
    chip.erase(512, 512);
    expect(chip.log.at(-1)).toMatchObject({ kind: 'erase', offset: 512, length: 512 });
    expect([1, 2, 3, 4].map((block) => chip.wear(block))).toEqual([0, 1, 1, 0]);
    expect(chip.image().every((byte) => byte === 0xff)).toBe(true);
    expect(() => chip.erase(768, 256)).toThrow('misaligned');
  });

  it('shows its windows their own blocks: uniform where they are', () => {
    const chip = new NorFlash(MIXED);
    const window = openPartition(chip, { offset: 256, sizeBytes: 768 });
    expect(window.geometry).toMatchObject({ size: 768, eraseSize: 256 });
    expect(window.geometry.runs).toEqual([
      { sizeBytes: 256, count: 1 },
      { sizeBytes: 512, count: 1 },
    ]);
    const large = openPartition(chip, { offset: 512, sizeBytes: 512 });
    expect(large.geometry).toMatchObject({ size: 512, eraseSize: 512 });
    expect(large.geometry.runs).toBeUndefined();
    expect(() => openPartition(chip, { offset: 768, sizeBytes: 256 })).toThrow('misaligned');
  });

  it('loses the supply in the middle of the large block as of any other', () => {
    const chip = new NorFlash(MIXED);
    chip.program(512, new Uint8Array(512));
    const plan = new FaultPlan(chip, { operation: 1, variant: 'prefix' });
    expect(() => plan.erase(256, 768)).toThrow(PowerCut);
    const cells = new Uint8Array(512);
    chip.read(512, cells);
    expect([cells[0], cells[255], cells[256], cells[511]]).toEqual([0xff, 0xff, 0, 0]);
  });
});
