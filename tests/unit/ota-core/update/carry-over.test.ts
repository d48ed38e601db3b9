import { describe, expect, it } from 'vitest';
import { FlashFault, PowerCut, type Flash } from '../../../../src/ota-core/flash/flash.ts';
import { NorFlash } from '../../../../src/ota-core/flash/nor-flash.ts';
import { carryOver } from '../../../../src/ota-core/update/slot-backend.ts';
import { nodeDigests } from '../../../support/ota-core/update/update-bench.ts';

const geometry = { size: 16_384, eraseSize: 4096, programSize: 4, wordOnce: false };
const FILES = new Uint8Array(geometry.size).map((_, at) => (at * 7) ^ (at >> 8)).fill(0xff, 9000);
const REFUSED = { code: -11, message: 'Write failed' };

const running = (): NorFlash => new NorFlash(geometry, { image: FILES });
/** The slot that does not run holds an older filesystem. */
const other = (): NorFlash =>
  new NorFlash(geometry, { image: new Uint8Array(geometry.size).fill(0x11) });

/** A chip that does something else than what it is told. */
const faulty = (chip: NorFlash, change: Partial<Flash>): Flash => ({
  geometry,
  read: (offset, into) => chip.read(offset, into),
  erase: (offset, length) => chip.erase(offset, length),
  program: (offset, bytes) => chip.program(offset, bytes),
  ...change,
});

describe('the filesystem that is carried over to the new slot', () => {
  it('is there byte for byte afterwards, whatever lay there', () => {
    const to = other();
    expect(carryOver(running(), to, nodeDigests)).toBeNull();
    expect(Buffer.compare(to.image(), FILES)).toBe(0);
  });

  it('is not written again where it lies already', () => {
    const to = running();
    expect(carryOver(running(), to, nodeDigests)).toBeNull();
    expect(to.operations).toBe(0);
  });

  it.each<readonly [string, (chip: NorFlash) => Partial<Flash>]>([
    ['swallows every write', () => ({ program: () => undefined })],
    [
      'swallows the last write',
      (chip) => ({
        program: (offset, bytes) => {
          if (offset < 8704) chip.program(offset, bytes);
        },
      }),
    ],
    [
      'changes one bit of what it stores',
      (chip) => ({
        program(offset, bytes) {
          chip.program(offset, bytes);
          if (offset === 4096) chip.setCells(4100, Uint8Array.of((bytes[4] ?? 0) ^ 0x20));
        },
      }),
    ],
    [
      'refuses a write',
      () => ({
        program(offset) {
          throw new FlashFault('bit-set', offset);
        },
      }),
    ],
  ])('is refused by what is in flash when the chip %s', (_, change) => {
    const to = other();
    expect(carryOver(running(), faulty(to, change(to)), nodeDigests)).toMatchObject(REFUSED);
  });

  it('lets a power cut pass', () => {
    const to = other();
    const cut = (): never => {
      throw new PowerCut(1);
    };
    expect(() => carryOver(running(), faulty(to, { erase: cut }), nodeDigests)).toThrow(PowerCut);
  });
});
