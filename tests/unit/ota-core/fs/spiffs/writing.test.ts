import { describe, expect, it } from 'vitest';
import { FilesystemError } from '../../../../../src/ota-core/fs/filesystem.ts';
import { openSpiffs } from '../../../../../src/ota-core/fs/spiffs/open-spiffs.ts';
import { formatSpiffs } from '../../../../support/ota-core/fs/spiffs/format-spiffs.ts';
import type { NorFlash } from '../../../../../src/ota-core/flash/nor-flash.ts';
import { seededRandom } from '../../../../support/chunking.ts';
import { checkAgainstSpec } from '../../../../support/ota-core/fs/spiffs/spec-checker.ts';
import {
  afterStep,
  chipWith,
  contentOf,
  describeStep,
  doStep,
  freshChip,
  linesOf,
  modelOf,
  randomStep,
  readImage,
  type Model,
} from '../../../../support/ota-core/fs/spiffs/spiffs-kit.ts';
import { isFull, seedFor } from '../../../../support/sample.ts';

/** Mounted anew, by our reader and by the checker of the specification. */
function requireHolds(chip: NorFlash, model: Model, label: string): void {
  const lines = linesOf(model);
  expect(linesOf(modelOf(openSpiffs(chip))), label).toEqual(lines);
  const { problems, files } = checkAgainstSpec(chip.image());
  expect(problems, label).toEqual([]);
  expect(linesOf(files), label).toEqual(lines);
}

const SEQUENCES = isFull ? 10_000 : 150;
/** The first of them: any part of the 10,000. */
const FIRST = isFull ? 1 : 1 + (seedFor('spiffs-writing') % (10_000 - SEQUENCES));
const STEPS = 12;

describe('random sequences of changes', () => {
  it(`are read back after every operation, ${SEQUENCES} of them`, { timeout: 900_000 }, () => {
    let full = 0;
    for (let seed = FIRST; seed < FIRST + SEQUENCES; seed += 1) {
      const random = seededRandom(seed);
      const blocks = 4 + (seed % 9);
      const chip = freshChip(blocks, [1, 4, 256][seed % 3]);
      const filesystem = openSpiffs(chip);
      let model: Model = new Map();
      for (let count = 0; count < STEPS; count += 1) {
        const step = randomStep(random, (blocks - 2) * 3000);
        const label = `seed ${seed} step ${count}: ${describeStep(step)}`;
        try {
          doStep(filesystem, step);
          model = afterStep(model, step);
        } catch (error) {
          if (!(error instanceof FilesystemError)) throw error;
          expect(error.kind, label).toBe('full');
          full += 1;
        }
        requireHolds(chip, model, label);
      }
    }
    // Both ways are worth something only if both are gone.
    expect(full).toBeGreaterThan(SEQUENCES / 20);
    expect(full).toBeLessThan((SEQUENCES * STEPS) / 4);
  });
});

describe('a chip that is written for long', () => {
  it('takes 600 rewrites of a file beside others, and wears its blocks alike', () => {
    const chip = chipWith(readImage('spiffsuser.img'));
    const filesystem = openSpiffs(chip);
    let model = modelOf(filesystem);
    for (let round = 0; round < 600; round += 1) {
      const bytes = contentOf(500 + (round % 2000), round);
      filesystem.write('conf9.json', bytes);
      model = afterStep(model, { kind: 'write', name: 'conf9.json', bytes });
    }
    requireHolds(chip, model, 'after all');
    const wear = Array.from({ length: 16 }, (_, block) => chip.wear(block));
    expect(Math.max(...wear)).toBeLessThan(200);
  });

  it('stamps every erased block with the number of erases so far, as SPIFFS does', () => {
    const chip = freshChip(5);
    const filesystem = openSpiffs(chip);
    for (let round = 0; round < 40; round += 1) filesystem.write('a', contentOf(2000, round));
    const { eraseCounts } = checkAgainstSpec(chip.image());
    const erases = chip.log.filter(({ kind }) => kind === 'erase').length;
    const worn = [0, 1, 2, 3, 4].reduce((sum, block) => sum + chip.wear(block), 0) - 5;
    expect(erases).toBeGreaterThan(0);
    expect(Math.max(...eraseCounts)).toBe(worn);
    expect(new Set(eraseCounts).size).toBe(5);
  });
});

describe('one change', () => {
  it('keeps the metadata of a file that it replaces or renames', () => {
    const image = readImage('spiffs10.img');
    const meta = [1, 2, 3, 4, 5, 6, 7, 8];
    image.set(meta, 256 + 61); // the header of ca.pem
    const chip = chipWith(image);
    const filesystem = openSpiffs(chip);
    filesystem.write('ca.pem', contentOf(300, 1));
    filesystem.rename('ca.pem', 'ca2.pem');
    const at = Buffer.from(chip.image()).lastIndexOf('ca2.pem');
    expect([...chip.image().subarray(at + 48, at + 56)]).toEqual(meta);
  });

  it('of an empty filesystem leaves a file whose size was never written, as SPIFFS has it', () => {
    const chip = freshChip(4);
    openSpiffs(chip).write('a', new Uint8Array(0));
    const at = Buffer.from(chip.image()).indexOf(Buffer.from('\x01a\0'));
    expect(Buffer.from(chip.image()).readUInt32LE(at - 4)).toBe(0xffffffff);
    expect(openSpiffs(chip).read('a')).toEqual(new Uint8Array(0));
  });

  it('of what is not there changes nothing', () => {
    const chip = freshChip(4);
    const filesystem = openSpiffs(chip);
    const before = chip.operations;
    expect(filesystem.read('a')).toBeNull();
    expect(filesystem.remove('a')).toBe(false);
    expect(filesystem.rename('a', 'b')).toBe(false);
    expect(chip.operations).toBe(before);
  });

  it('to its own name changes nothing', () => {
    const chip = chipWith(readImage('spiffs10.img'));
    const before = chip.operations;
    expect(openSpiffs(chip).rename('ca.pem', 'ca.pem')).toBe(true);
    expect(chip.operations).toBe(before);
  });

  it.each([
    ['', 'bad-name'],
    ['a\0b', 'bad-name'],
    ['a/b', 'bad-name'],
    ['\ud800', 'bad-name'],
    ['x'.repeat(48), 'name-too-long'],
    ['ä'.repeat(24), 'name-too-long'],
  ])('to the name %j is refused: %s', (name, kind) => {
    const filesystem = openSpiffs(freshChip(4));
    filesystem.write('a', contentOf(10, 1));
    expect(() => filesystem.write(name, new Uint8Array(1))).toThrow(
      expect.objectContaining({ kind }),
    );
    expect(() => filesystem.rename('a', name)).toThrow(expect.objectContaining({ kind }));
    expect(filesystem.list()).toEqual([{ name: 'a', size: 10 }]);
  });

  it('takes a name of 47 bytes', () => {
    const chip = freshChip(4);
    const name = 'x'.repeat(47);
    openSpiffs(chip).write(name, contentOf(10, 1));
    requireHolds(chip, new Map([[name, contentOf(10, 1)]]), name);
  });

  it('does not keep the bytes it was given', () => {
    const filesystem = openSpiffs(freshChip(4));
    const bytes = contentOf(10, 1);
    filesystem.write('a', bytes);
    bytes.fill(0);
    expect(filesystem.read('a')).toEqual(contentOf(10, 1));
  });
});

describe('a full filesystem', () => {
  it('refuses what does not fit beside the old content, and keeps everything', () => {
    const chip = freshChip(6);
    const filesystem = openSpiffs(chip);
    filesystem.write('big', contentOf(8000, 1));
    filesystem.write('small', contentOf(10, 2));
    const model = modelOf(filesystem);
    expect(() => filesystem.write('big', contentOf(9000, 3))).toThrow('filesystem full');
    requireHolds(chip, model, 'refused');
    filesystem.remove('big');
    filesystem.write('big', contentOf(12_000, 3));
    expect(filesystem.read('big')).toEqual(contentOf(12_000, 3));
  });

  it('refuses before the first flash operation what can never fit', () => {
    const chip = freshChip(6);
    const filesystem = openSpiffs(chip);
    const before = chip.operations;
    expect(() => filesystem.write('a', contentOf(6 * 4096, 1))).toThrow('filesystem full');
    expect(chip.operations).toBe(before);
  });

  it('takes almost all that SPIFFS_info calls free, and still lets go of files', () => {
    const chip = freshChip(16);
    const filesystem = openSpiffs(chip);
    let count = 0;
    const fill = (): void => {
      for (;;) filesystem.write(`file${(count += 1)}`, contentOf(700, count));
    };
    expect(fill).toThrow('filesystem full');
    expect(filesystem.space().freeBytes).toBeLessThan(5 * 251);
    for (const { name } of filesystem.list()) expect(filesystem.remove(name)).toBe(true);
    expect(filesystem.space().freeBytes).toBe(filesystem.space().sizeBytes);
    expect(fill).toThrow('filesystem full');
  });
});

describe('format', () => {
  it('makes an empty filesystem of anything, as SPIFFS_format does', () => {
    const chip = chipWith(new Uint8Array(65_536).fill(0x5a));
    formatSpiffs(chip);
    expect(checkAgainstSpec(chip.image())).toEqual({
      problems: [],
      files: new Map(),
      eraseCounts: Array.from({ length: 16 }, () => 0),
    });
  });

  it('keeps to the size of the part', () => {
    const chip = chipWith(new Uint8Array(65_536).fill(0x5a));
    formatSpiffs(chip, { sizeBytes: 20_000 });
    expect(openSpiffs(chip, { sizeBytes: 20_000 }).list()).toEqual([]);
    expect(
      chip
        .image()
        .subarray(16_384)
        .every((byte) => byte === 0x5a),
    ).toBe(true);
  });
});
