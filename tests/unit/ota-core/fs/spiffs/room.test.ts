import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FilesystemError, type Filesystem } from '../../../../../src/ota-core/fs/filesystem.ts';
import { openSpiffs } from '../../../../../src/ota-core/fs/spiffs/open-spiffs.ts';
import {
  chipWith,
  freshChip,
  readImage,
} from '../../../../support/ota-core/fs/spiffs/spiffs-kit.ts';

type RecordedStep =
  | readonly ['write' | 'append' | 'remove', name: string, size: number, freePages: number]
  | readonly ['rename', from: string, to: string, size: number, freePages: number];

/** What the SPIFFS of Mongoose OS had left after each step: tests/fixtures/spiffs-room/README.md. */
interface RecordedSet {
  readonly blocks: number;
  readonly image: string | null;
  readonly pieceBytes: number;
  readonly steps: readonly RecordedStep[];
}

const RECORDED = JSON.parse(
  readFileSync(
    path.resolve(import.meta.dirname, '../../../../fixtures/spiffs-room/recorded.json'),
    'utf8',
  ),
) as readonly RecordedSet[];

const PAGE_BYTES = 251;
const FULL = -1;

function doRecorded(fs: Filesystem, step: RecordedStep, pieceBytes: number): void {
  switch (step[0]) {
    case 'write': {
      fs.write(step[1], new Uint8Array(step[2]), { pieceBytes });
      return;
    }
    case 'append': {
      fs.append(step[1], new Uint8Array(step[2]));
      return;
    }
    case 'remove':
      return void fs.remove(step[1]);
    case 'rename':
      return void fs.rename(step[1], step[2]);
  }
}

/** Pages; FULL where the step is refused. */
function freeAfter(fs: Filesystem, step: RecordedStep, pieceBytes: number): number {
  try {
    doRecorded(fs, step, pieceBytes);
    return fs.space().freeBytes / PAGE_BYTES;
  } catch (error) {
    if (!(error instanceof FilesystemError) || error.kind !== 'full') throw error;
    return FULL;
  }
}

describe('the room of a SPIFFS', () => {
  it('is to the page that of the original after every step of 200 recorded sets of files', () => {
    expect(RECORDED).toHaveLength(200);
    const different: string[] = [];
    let refused = 0;
    RECORDED.forEach(({ blocks, image, pieceBytes, steps }, set) => {
      const fs = openSpiffs(image === null ? freshChip(blocks) : chipWith(readImage(image)));
      for (const [at, step] of steps.entries()) {
        const free = freeAfter(fs, step, pieceBytes);
        if (free !== step[step.length - 1])
          different.push(`set ${set} step ${at}: ${step.join(' ')}, here ${free}`);
        if (free === FULL) refused += 1;
      }
    });
    expect(different).toEqual([]);
    expect(refused).toBeGreaterThan(50);
  });

  it.each([
    [128, 83_456],
    [1024, 85_842],
  ])(
    'of 128 KiB takes one file beside an image of 69 pages, written %i bytes at a time, of %i bytes',
    (pieceBytes, most) => {
      const chip = freshChip(32);
      openSpiffs(chip).write('image', new Uint8Array(68 * PAGE_BYTES));
      const fits = (size: number): boolean => {
        const fs = openSpiffs(chipWith(chip.image()));
        return freeAfter(fs, ['write', 'file', size, 0], pieceBytes) !== FULL;
      };
      expect([fits(most), fits(most + 1)]).toEqual([true, false]);
    },
  );

  it('is counted anew after a mount, and what was refused has changed nothing', () => {
    const chip = freshChip(16);
    const fs = openSpiffs(chip);
    fs.write('a', new Uint8Array(30_000), { pieceBytes: 128 });
    const before = chip.operations;
    expect(freeAfter(fs, ['write', 'b', 25_000, 0], 128)).toBe(FULL);
    expect(chip.operations).toBe(before);
    expect(freeAfter(openSpiffs(chip), ['write', 'b', 25_000, 0], 128)).toBe(FULL);
    expect(freeAfter(fs, ['write', 'b', 5000, 0], 128)).toBeGreaterThan(0);
  });
});
