import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlashFault, type FlashFaultKind } from '../../../../src/ota-core/flash/flash.ts';
import { NorFlash, type FlashOperation } from '../../../../src/ota-core/flash/nor-flash.ts';
import { nobleDigests } from '../../../../src/ota-core/primitives/digest.ts';

const GEOMETRY = { size: 4 * 256, eraseSize: 256, programSize: 4, wordOnce: false };
const CHIP_4_MIB = { size: 4 << 20, eraseSize: 4096, programSize: 4, wordOnce: false };

const read = (chip: NorFlash, offset: number, length: number): number[] => {
  const into = new Uint8Array(length);
  chip.read(offset, into);
  return [...into];
};

function faultOf(act: () => void): { kind: FlashFaultKind; offset: number } {
  try {
    act();
  } catch (error) {
    if (error instanceof FlashFault) return { kind: error.kind, offset: error.offset };
    throw error;
  }
  throw new Error('no fault');
}

describe('the rules of the chip', () => {
  it('is all ones when new and gives back what was programmed', () => {
    const chip = new NorFlash(GEOMETRY);
    expect(read(chip, 0, 1024).every((byte) => byte === 0xff)).toBe(true);
    chip.program(252, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)); // over the edge of a block
    expect(read(chip, 250, 12)).toEqual([255, 255, 1, 2, 3, 4, 5, 6, 7, 8, 255, 255]);
  });

  it('lets a program clear more bits and refuses one that would set a bit, at the very byte, with nothing changed', () => {
    const chip = new NorFlash(GEOMETRY);
    chip.program(0, Uint8Array.of(0xf0, 0xff, 0xff, 0xff));
    chip.program(0, Uint8Array.of(0x30, 0xff, 0x0f, 0xff));
    const bad = (): void => chip.program(0, Uint8Array.of(0x30, 0x00, 0x1f, 0xff));
    expect(faultOf(bad)).toEqual({ kind: 'bit-set', offset: 2 });
    expect(read(chip, 0, 4)).toEqual([0x30, 0xff, 0x0f, 0xff]);
  });

  it('refuses what lies outside or off the grid', () => {
    const chip = new NorFlash(GEOMETRY);
    const four = new Uint8Array(4);
    expect(faultOf(() => chip.program(1022, four)).kind).toBe('out-of-bounds');
    expect(faultOf(() => chip.program(-4, four)).kind).toBe('out-of-bounds');
    expect(faultOf(() => chip.read(1021, four)).kind).toBe('out-of-bounds');
    expect(faultOf(() => chip.erase(1024, 256)).kind).toBe('out-of-bounds');
    expect(faultOf(() => chip.program(2, four)).kind).toBe('misaligned');
    expect(faultOf(() => chip.program(0, new Uint8Array(3))).kind).toBe('misaligned');
    expect(faultOf(() => chip.erase(128, 256)).kind).toBe('misaligned');
    expect(faultOf(() => chip.erase(0, 100)).kind).toBe('misaligned');
    expect(chip.operations).toBe(0);
  });

  it('refuses the second program of a unit on ECC flash until the block is erased', () => {
    const chip = new NorFlash({ ...GEOMETRY, wordOnce: true });
    chip.program(8, Uint8Array.of(255, 255, 255, 255)); // even ones spend the unit
    const again = (): void => chip.program(4, new Uint8Array(8));
    expect(faultOf(again)).toEqual({ kind: 'programmed-twice', offset: 8 });
    chip.program(4, new Uint8Array(4));
    chip.erase(0, 256);
    again();
    const fork = chip.fork();
    expect(faultOf(() => fork.program(4, new Uint8Array(4))).kind).toBe('programmed-twice');
  });

  it('behaves like a plain array of bytes under any sequence of legal operations', () => {
    const step = fc.record({
      block: fc.nat(3),
      unit: fc.nat(63),
      data: fc.uint8Array({ minLength: 1, maxLength: 40 }),
      erase: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const chip = new NorFlash(GEOMETRY);
        const model = new Uint8Array(1024).fill(0xff);
        for (const { block, unit, data, erase } of steps) {
          if (erase) {
            chip.erase(block * 256, 256);
            model.fill(0xff, block * 256, block * 256 + 256);
            continue;
          }
          const at = block * 256 + unit * 4;
          const length = Math.min(Math.ceil(data.length / 4) * 4, 1024 - at);
          const bytes = model.slice(at, at + length).map((cell, i) => cell & (data[i] ?? 0xff));
          chip.program(at, bytes);
          model.set(bytes, at);
        }
        expect(chip.image()).toEqual(model);
      }),
    );
  });
});

describe('log, wear, observer and mirror', () => {
  it('logs each program once and each erased block once, and counts the wear per block', () => {
    const chip = new NorFlash(GEOMETRY);
    const seen: FlashOperation[] = [];
    const stop = chip.observe((operation) => void seen.push(operation));
    chip.program(0, new Uint8Array(512));
    chip.erase(0, 512);
    const expected = [
      { index: 0, kind: 'program', offset: 0, length: 512 },
      { index: 1, kind: 'erase', offset: 0, length: 256 },
      { index: 2, kind: 'erase', offset: 256, length: 256 },
    ];
    expect(chip.log).toEqual(expected);
    expect(seen).toEqual(expected);
    stop();
    chip.erase(256, 256);
    expect(seen).toHaveLength(3);
    expect([0, 1, 2].map((block) => chip.wear(block))).toEqual([1, 2, 0]);
  });

  it('keeps only the last operations in the log and goes on counting', () => {
    const chip = new NorFlash(GEOMETRY, { logSize: 3 });
    for (let turn = 0; turn < 20; turn += 1) chip.erase(0, 256);
    expect(chip.log.map((operation) => operation.index)).toEqual([17, 18, 19]);
    expect(chip.operations).toBe(20);
  });

  it('a mirror that only applies what it is told holds the same bytes after every operation', () => {
    const file = new Uint8Array(1024).fill(0xff);
    const mirror = { write: (offset: number, bytes: Uint8Array) => file.set(bytes, offset) };
    const chip = new NorFlash(GEOMETRY, { mirror });
    chip.observe(() => expect(chip.image()).toEqual(file));
    chip.program(128, new Uint8Array(256).fill(0x5a));
    chip.erase(0, 512);
    chip.setCells(700, Uint8Array.of(1, 2, 3));
    expect(chip.image()).toEqual(file);
    const reopened = new NorFlash(GEOMETRY, { image: file });
    expect(reopened.image()).toEqual(file);
  });
});

describe('fork', () => {
  it('gives a chip of its own: neither side sees what the other does later', () => {
    const chip = new NorFlash(GEOMETRY);
    chip.program(0, new Uint8Array(4));
    const fork = chip.fork();
    chip.program(4, new Uint8Array(4));
    fork.erase(0, 256);
    fork.program(8, new Uint8Array(4).fill(7));
    expect(read(chip, 0, 12)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255]);
    expect(read(fork, 0, 12)).toEqual([255, 255, 255, 255, 255, 255, 255, 255, 7, 7, 7, 7]);
    expect([chip.wear(0), fork.wear(0)]).toEqual([0, 1]);
    expect([chip.operations, fork.operations]).toEqual([2, 3]);
  });

  it('keeps four thousand chips of 4 MiB, each with a block of its own, in under 160 MB', () => {
    const chip = new NorFlash(CHIP_4_MIB);
    chip.program(0, new Uint8Array(2 << 20));
    const before = process.memoryUsage();
    const forks = Array.from({ length: 4000 }, (_, index) => {
      const fork = chip.fork();
      fork.program((2 << 20) + (index % 100) * 4096, Uint8Array.of(1, 2, 3, 4));
      return fork;
    });
    const after = process.memoryUsage();
    const bytes = after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed;
    expect(forks.every((fork) => fork.ownedBytes() === 4096)).toBe(true);
    expect(bytes).toBeLessThan(160e6);
    for (const fork of forks) fork.erase(2 << 20, 100 * 4096);
    expect(forks.reduce((sum, fork) => sum + fork.ownedBytes(), 0)).toBe(0);
  });
});

describe('fingerprint', () => {
  it('depends on the bytes alone, not on how they came about', () => {
    const nativeDigests = { create: (name: string) => createHash(name) };
    const a = new NorFlash(GEOMETRY);
    const b = new NorFlash(GEOMETRY);
    const fresh = a.fingerprint(nobleDigests);
    a.program(300, Uint8Array.of(1, 2, 3, 4));
    b.program(300, Uint8Array.of(3, 3, 3, 7));
    expect(a.fingerprint(nobleDigests)).not.toBe(b.fingerprint(nobleDigests));
    b.program(300, Uint8Array.of(1, 2, 3, 4));
    b.program(0, new Uint8Array(4));
    b.erase(0, 256);
    expect(a.fingerprint(nobleDigests)).toBe(b.fingerprint(nobleDigests));
    expect(a.fork().fingerprint(nativeDigests)).toBe(b.fingerprint(nobleDigests));
    a.erase(0, 1024);
    a.program(0, new Uint8Array(4).fill(255));
    expect(a.fingerprint(nobleDigests)).toBe(fresh);
    b.setCells(301, Uint8Array.of(9));
    b.setCells(301 + 256, Uint8Array.of(9));
    const once = b.fingerprint(nobleDigests);
    b.setCells(301, Uint8Array.of(2));
    expect(b.fingerprint(nobleDigests)).not.toBe(once);
  });
});
