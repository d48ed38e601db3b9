import { describe, expect, it } from 'vitest';
import { BootConfigStore, countingDown } from '../../../../src/ota-core/boot/boot-config-store.ts';
import { encodeBootRecord, type BootRecord } from '../../../../src/ota-core/boot/boot-record.ts';
import { REFERENCE_STORE } from '../../../../src/ota-core/boot/reference-scheme.ts';
import { FaultPlan } from '../../../../src/ota-core/flash/fault-plan.ts';
import { FlashFault, PowerCut, type Flash } from '../../../../src/ota-core/flash/flash.ts';
import { NorFlash } from '../../../../src/ota-core/flash/nor-flash.ts';
import { openPartition } from '../../../../src/ota-core/flash/flash-areas.ts';

const BLOCK = 256;
const GEOMETRY = { size: 2 * BLOCK, eraseSize: BLOCK, programSize: 4, wordOnce: false };

/** Records that differ in their time-out only. */
const recordNumber = (commitTimeoutMs: number): BootRecord => ({
  config: {
    activeSlot: 0,
    revertSlot: null,
    committed: true,
    firstBoot: false,
    mergeFs: false,
    commitTimeoutMs,
  },
  images: [null, null],
});

const open = (flash: Flash): BootConfigStore<BootRecord> =>
  new BootConfigStore(
    [
      openPartition(flash, { offset: 0, sizeBytes: BLOCK }),
      openPartition(flash, { offset: BLOCK, sizeBytes: BLOCK }),
    ],
    REFERENCE_STORE,
  );

const numberIn = (flash: Flash): number | null =>
  open(flash).load()?.record.config.commitTimeoutMs ?? null;

describe('the sequencer that counts down', () => {
  it('begins one below erased flash, takes the smaller for newer, and never chooses all ones or 0', () => {
    expect(countingDown.first(null)).toBe(0xffff_ffff_ffff_fffen);
    expect(countingDown.next(0xffff_ffff_ffff_fffen, null)).toBe(0xffff_ffff_ffff_fffdn);
    expect(countingDown.isNewer(1n, 2n)).toBe(true);
    expect(countingDown.isNewer(2n, 2n)).toBe(false);
    expect(
      [0n, 1n, 0xffff_ffff_ffff_fffen, 0xffff_ffff_ffff_ffffn].map(countingDown.isLive),
    ).toEqual([false, true, true, false]);
    expect(countingDown.next(2n, null)).toBe(1n);
    expect(countingDown.next(1n, null)).toBeNull();
  });
});

describe('the store of two copies', () => {
  it('knows nothing on an empty chip, then always the last record', () => {
    const chip = new NorFlash(GEOMETRY);
    expect(numberIn(chip)).toBeNull();
    for (let turn = 0; turn < 10; turn += 1) {
      open(chip).save(recordNumber(turn));
      expect(numberIn(chip)).toBe(turn);
    }
  });

  it('rewrites the older copy only, so that both blocks wear alike', () => {
    const chip = new NorFlash(GEOMETRY);
    for (let turn = 0; turn < 10; turn += 1) {
      const newest = open(chip).newest();
      const operations = chip.operations;
      open(chip).save(recordNumber(turn));
      const touched = chip.log.filter(({ index }) => index >= operations);
      const block = newest === 0 ? 1 : 0;
      expect(touched.every(({ offset }) => Math.floor(offset / BLOCK) === block)).toBe(true);
    }
    expect([chip.wear(0), chip.wear(1)]).toEqual([5, 5]);
  });

  it('never chooses a copy whose number is that of erased flash, or 0, though its checksum is right', () => {
    for (const seq of [0n, 0xffff_ffff_ffff_ffffn]) {
      const chip = new NorFlash(GEOMETRY);
      chip.program(0, encodeBootRecord(recordNumber(1), seq));
      expect(numberIn(chip)).toBeNull();
      chip.program(BLOCK, encodeBootRecord(recordNumber(2), 9n));
      expect(numberIn(chip)).toBe(2);
      open(chip).save(recordNumber(3));
      expect([numberIn(chip), chip.wear(0), chip.wear(1)]).toEqual([3, 1, 0]);
    }
  });

  it('begins the count again when the numbers run out, and a cut anywhere in that leaves the last or the new record', () => {
    const start = new NorFlash(GEOMETRY);
    start.program(0, encodeBootRecord(recordNumber(1), 2n));
    start.program(BLOCK, encodeBootRecord(recordNumber(2), 1n));
    const plain = new FaultPlan(start.fork(), null);
    open(plain).save(recordNumber(3));
    expect(numberIn(plain)).toBe(3);
    expect(plain.operations).toBe(3);
    for (let operation = 0; operation < plain.operations; operation += 1)
      for (const variant of ['clean', 'prefix', 'suffix', 'random'] as const)
        for (let seed = 0; seed < 30; seed += 1) {
          const chip = start.fork();
          const plan = new FaultPlan(chip, { operation, variant, seed });
          expect(() => open(plan).save(recordNumber(3))).toThrow(PowerCut);
          expect([2, 3]).toContain(numberIn(chip));
          open(chip).save(recordNumber(4));
          expect(numberIn(chip)).toBe(4);
        }
  });

  it('says so when the flash does not keep what was written, and the old record still counts', () => {
    const chip = new NorFlash(GEOMETRY);
    open(chip).save(recordNumber(1));
    const stuck: Flash = {
      geometry: chip.geometry,
      read: (offset, into) => chip.read(offset, into),
      erase: (offset, length) => chip.erase(offset, length),
      program(offset, bytes) {
        chip.program(offset, bytes);
        chip.setCells(offset + 30, Uint8Array.of(0)); // a cell that does not keep its ones
      },
    };
    expect(() => open(stuck).save(recordNumber(2))).toThrow(FlashFault);
    expect(numberIn(chip)).toBe(1);
  });
});
