/** What a cut leaves where the format cannot say what was meant: the rule, and that it stays so. */
import { describe, expect, it } from 'vitest';
import { FaultPlan } from '../../../../../src/ota-core/flash/fault-plan.ts';
import type { NorFlash } from '../../../../../src/ota-core/flash/nor-flash.ts';
import { openSpiffs } from '../../../../../src/ota-core/fs/spiffs/open-spiffs.ts';
import { checkAgainstSpec } from '../../../../support/ota-core/fs/spiffs/spec-checker.ts';
import {
  chipWith,
  contentOf,
  crammedChip,
  doStep,
  freshChip,
  linesOf,
  modelOf,
  readImage,
} from '../../../../support/ota-core/fs/spiffs/spiffs-kit.ts';
import type { Step } from '../../../../support/ota-core/fs/spiffs/spiffs-kit.ts';

const OLD = contentOf(300, 1);
const NEW = contentOf(310, 2);

/** The chip after so many operations of a step. */
function stoppedBefore(base: NorFlash, step: Step, operation: number): NorFlash {
  const chip = base.fork();
  try {
    doStep(openSpiffs(new FaultPlan(chip, { operation, variant: 'clean' })), step);
  } catch {
    // the cut
  }
  return chip;
}

/** Index headers that count: their names and ids in the order of their pages. */
function headersOf(chip: NorFlash): readonly string[] {
  const image = Buffer.from(chip.image());
  const headers: string[] = [];
  for (let at = 0; at < image.length; at += 256) {
    const isHeader =
      at % 4096 !== 0 && image[at + 1]! >> 7 === 1 && image.readUInt16LE(at + 2) === 0;
    if (!isHeader || (image[at + 4]! & 0x80) === 0 || (image[at + 4]! & 2) !== 0) continue;
    const name = image.toString('utf8', at + 13, image.indexOf(0, at + 13));
    headers.push(
      `${name} ${image.readUInt16LE(at) & 0x7fff}${image[at + 4]! & 0x40 ? '' : ' dying'}`,
    );
  }
  return headers;
}

/** All states that a step goes through in which these headers are there. */
function statesWith(base: NorFlash, step: Step, headers: readonly string[]): readonly NorFlash[] {
  const whole = new FaultPlan(base.fork(), null);
  doStep(openSpiffs(whole), step);
  const chips = Array.from({ length: whole.operations }, (_, at) => stoppedBefore(base, step, at));
  return chips.filter((chip) => headersOf(chip).join() === headers.join());
}

function requireAnswer(
  chips: readonly NorFlash[],
  files: Readonly<Record<string, Uint8Array>>,
): void {
  expect(chips.length).toBeGreaterThan(0);
  const lines = linesOf(new Map(Object.entries(files)));
  for (const chip of chips) {
    expect(linesOf(modelOf(openSpiffs(chip)))).toEqual(lines);
    openSpiffs(chip).write('x', NEW); // puts right what was left
    openSpiffs(chip).remove('x');
    expect(linesOf(modelOf(openSpiffs(chip)))).toEqual(lines);
    expect(checkAgainstSpec(chip.image()).problems).toEqual([]);
  }
}

const base = freshChip(5);
openSpiffs(base).write('a', OLD);
openSpiffs(base).write('b', contentOf(20, 3));

describe('two headers that count', () => {
  const replace: Step = { kind: 'write', name: 'a', bytes: NEW };
  const rename: Step = { kind: 'rename', from: 'b', to: 'c' };
  const over: Step = { kind: 'rename', from: 'a', to: 'b' };

  it('with one name: the greater id, which is the newer file', () => {
    const states = statesWith(base, replace, ['a 1', 'b 2', 'a 3']);
    requireAnswer(states, { a: NEW, b: contentOf(20, 3) });
  });

  it('with one name, when no greater id was left: the greater id, which is the older file', () => {
    const image = readImage('spiffs10.img');
    const chip = chipWith(image);
    const most = 256; // pages of the chip
    for (const at of [0, 256, 512, 768, 1024, 1280, 1536, 1792, 2048, 2304])
      chip.setCells(at, Uint8Array.of(most & 0xff, (most >> 8) | (at === 256 ? 0x80 : 0)));
    for (let entry = 0; entry < 9; entry += 1)
      chip.setCells(2 * entry, Uint8Array.of(most & 0xff, (most >> 8) | (entry === 0 ? 0x80 : 0)));
    const model = modelOf(openSpiffs(chip));
    expect(model.get('ca.pem')?.length).toBe(1800);
    const states = statesWith(chip, { kind: 'write', name: 'ca.pem', bytes: NEW }, [
      'ca.pem 256',
      'index.html 2',
      'init.js 3',
      'conf0.json 4',
      'ca.pem 1',
    ]);
    requireAnswer(states, Object.fromEntries(model));
  });

  it('with one id and two names: either name, the content with it', () => {
    const states = statesWith(base, rename, ['a 1', 'b 2', 'c 2']);
    requireAnswer(states, { a: OLD, b: contentOf(20, 3) });
  });

  it('with one id, of which one has the name of another file: nothing happened yet', () => {
    const states = statesWith(base, over, ['a 1', 'b 2', 'b 1']);
    requireAnswer(states, { a: OLD, b: contentOf(20, 3) });
  });

  it('with one name, of which one was another before: the renamed file, though its id is smaller', () => {
    const states = statesWith(base, over, ['a 1 dying', 'b 2', 'b 1']);
    requireAnswer(states, { b: OLD });
  });

  it('with one id and one name: the same file, once', () => {
    const chip = crammedChip();
    const model = modelOf(openSpiffs(chip));
    const step: Step = { kind: 'write', name: 'f5', bytes: contentOf(2600, 9) };
    const whole = new FaultPlan(chip.fork(), null);
    doStep(openSpiffs(whole), step);
    const states = Array.from({ length: whole.operations }, (_, at) =>
      stoppedBefore(chip, step, at),
    );
    const doubled = states.filter((state) => {
      const headers = headersOf(state);
      return new Set(headers).size < headers.length;
    });
    requireAnswer(doubled, Object.fromEntries(model));
  });
});

describe('the answer', () => {
  it('stays while what was left is put right, wherever the supply goes away again', () => {
    const chip = chipWithHeaderLast();
    const replaced: Step = { kind: 'write', name: 'a', bytes: NEW };
    const whole = new FaultPlan(chip.fork(), null);
    doStep(openSpiffs(whole), replaced);
    const states = Array.from({ length: whole.operations }, (_, at) =>
      stoppedBefore(chip, replaced, at),
    );
    const undecided = states.find((state) => headersOf(state).length === 2);
    const next: Step = { kind: 'write', name: 'next', bytes: OLD };
    const repair = new FaultPlan(undecided!.fork(), null);
    doStep(openSpiffs(repair), next);
    for (let at = 0; at < repair.operations; at += 1)
      expect(openSpiffs(stoppedBefore(undecided!, next, at)).read('a')).toEqual(NEW);
  });
});

/** A file whose header lies behind its last piece, so that whoever deletes in order deletes it last. */
function chipWithHeaderLast(): NorFlash {
  const chip = freshChip(6);
  const filesystem = openSpiffs(chip);
  for (let round = 0; round < 60; round += 1) {
    filesystem.write('a', contentOf(2600, round));
    const image = Buffer.from(chip.image());
    for (let header = 256; header < image.length; header += 256) {
      const isCurrent = image[header + 4] === 0xf8 && image[header + 13] === 0x61;
      if (isCurrent && image.readUInt16LE(header + 70 + 2 * 10) * 256 < header) return chip;
    }
  }
  throw new Error('no such chip');
}

describe('what SPIFFS itself leaves', () => {
  const image = readImage('spiffs10.img');
  const lines = linesOf(modelOf(openSpiffs(chipWith(image))));
  const left = (change: (image: Uint8Array) => void): NorFlash => {
    const changed = image.slice();
    change(changed);
    return chipWith(changed);
  };
  const requireSame = (chip: NorFlash): void => {
    expect(linesOf(modelOf(openSpiffs(chip)))).toEqual(lines);
    openSpiffs(chip).write('x', NEW);
    openSpiffs(chip).remove('x');
    expect(linesOf(modelOf(openSpiffs(chip)))).toEqual(lines);
  };

  it('a data page gone from the lookup before the new index was written is still read', () => {
    requireSame(left((bytes) => bytes.fill(0, 2, 4)));
  });

  it('a page that was never finished is deleted', () => {
    const chip = left((bytes) => {
      bytes.set([5, 0], 4096); // the lookup entry of page 17
      bytes.set([5, 0, 0, 0, 0xfe], 17 * 256);
    });
    requireSame(chip);
    expect(checkAgainstSpec(chip.image()).problems).toEqual([]);
  });

  it('a copy without lookup entry is not taken for a blank page', () => {
    const free = checkFree(image);
    const chip = left((bytes) => bytes.copyWithin(free * 256, 2 * 256, 3 * 256));
    requireSame(chip);
    expect(checkAgainstSpec(chip.image()).problems).toEqual([]);
  });

  it('a file half removed is gone, and its pages come back', () => {
    const chip = left((bytes) => (bytes[256 + 4] = 0xb8)); // the header of ca.pem is dying
    expect(openSpiffs(chip).read('ca.pem')).toBeNull();
    openSpiffs(chip).write('x', NEW);
    const { problems, files } = checkAgainstSpec(chip.image());
    expect(problems).toEqual([]);
    expect([...files.keys()].sort()).toEqual(['conf0.json', 'index.html', 'init.js', 'x']);
  });

  it('a block whose erase was cut off is erased', () => {
    const chip = left((bytes) => bytes.fill(0xff, 4 * 4096, 5 * 4096));
    requireSame(chip);
    expect(checkAgainstSpec(chip.image()).problems).toEqual([]);
  });
});

/** First page of the second block that nothing was written to. */
function checkFree(image: Uint8Array): number {
  for (let page = 17; page < 32; page += 1)
    if (image.subarray(page * 256, page * 256 + 256).every((byte) => byte === 0xff)) return page;
  throw new Error('no free page');
}

describe('a half-done erase', () => {
  it('brings back no page, though it brings back lookup entries, flags and the magic', () => {
    const chip = freshChip(6);
    const filesystem = openSpiffs(chip);
    for (let count = 0; count < 14; count += 1)
      filesystem.write(`f${count}`, contentOf(600, count));
    for (let count = 0; count < 14; count += 2) filesystem.remove(`f${count}`);
    const step: Step = { kind: 'write', name: 'f5', bytes: contentOf(5000, 9) };
    const lines = linesOf(modelOf(openSpiffs(chip)));
    const whole = chip.fork();
    doStep(openSpiffs(whole), step);
    const erases = whole.log.filter(({ kind }) => kind === 'erase');
    expect(erases.length).toBeGreaterThan(0);
    for (const { index, offset } of erases) {
      const cut = stoppedBefore(chip, step, index - chip.operations);
      const block = Buffer.from(cut.image().subarray(offset, offset + 4096));
      for (let page = 1; page < 16; page += 1) {
        const id = block.readUInt16LE(256 * page);
        block.writeUInt16LE(id, 2 * (page - 1));
        block[256 * page + 4] = id === 0xffff ? 0xff : id & 0x8000 ? 0xf8 : 0xfc;
      }
      block.writeUInt16LE(0x0429, 252);
      cut.setCells(offset, new Uint8Array(block));
      expect(linesOf(modelOf(openSpiffs(cut)))).toEqual(lines);
      openSpiffs(cut).write('x', NEW);
      expect(checkAgainstSpec(cut.image()).problems).toEqual([]);
    }
  });
});
