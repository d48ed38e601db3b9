import { describe, expect, it } from 'vitest';
import type {
  CellState,
  FlashPicture,
  PictureBoot,
  PictureRecord,
  PictureSlot,
  SlotRole,
} from '../../../../src/contracts/flash-picture.ts';
import { bootSteps, cutSentence, endSentences } from '../../../../src/ui/state/boot-lesson.ts';

const slot = (id: number, role: SlotRole, state: CellState = 'running'): PictureSlot => ({
  id,
  label: id === 0 ? 'A' : 'B',
  role,
  holds: { name: 'demo', version: id === 0 ? '1.0.0' : '1.1.0' },
  committed: true,
  rows: [{ partition: 'app', kind: 'app', sizeBytes: 1, cells: [{ state, offset: 0, length: 1 }] }],
});
const sound = (number: number, sequence: string, age: 'newer' | 'older'): PictureRecord => ({
  number,
  offset: 0,
  nextVictim: false,
  content: {
    kind: 'sound',
    sequence,
    age,
    startsSlot: age === 'newer' ? 0 : 1,
    committed: true,
    firstBoot: false,
    wayBackSlot: null,
  },
});
const card: PictureBoot = {
  kind: 'card',
  source: 'chip',
  slot: 0,
  committed: true,
  wayBackSlot: null,
  bytes: [],
};
const picture = (slots: readonly PictureSlot[], boot: PictureBoot = card): FlashPicture => ({
  slots,
  boot,
  next: { kind: 'nothing' },
  bootTarget: null,
  cellBytes: 1,
});
const records = (...list: readonly PictureRecord[]): PictureBoot => ({
  kind: 'records',
  rule: 'smaller-is-newer',
  records: list,
});

describe('what is said when the power goes', () => {
  it('names the torn block only where a box is damaged', () => {
    const torn = picture([slot(0, 'starts-next'), slot(1, 'half-written', 'damaged')]);
    const between = picture([slot(0, 'starts-next'), slot(1, 'half-written', 'new')]);
    const idle = picture([slot(0, 'starts-next'), slot(1, 'free', 'erased')]);
    expect([torn, between, idle].map(cutSentence)).toEqual([
      expect.stringContaining('in the middle of a write'),
      expect.stringContaining('between two flash operations'),
      expect.stringContaining('Nothing was being written'),
    ]);
  });
});

describe('what the boot loader does', () => {
  it('reads one record after the other, whatever is in them', () => {
    const boot = records(sound(1, 'FFFFFFFFFFFFFFFA', 'newer'), {
      number: 2,
      offset: 0,
      nextVictim: true,
      content: { kind: 'damaged' },
    });
    expect(bootSteps(picture([], boot))).toMatchObject([
      { reading: 1, sentence: expect.stringContaining('record 1: …FFFA, CRC good') as string },
      { reading: 2, sentence: expect.stringContaining('record 2: its CRC is wrong') as string },
    ]);
  });

  it('reads the one card of a platform without records for as long as two records', () => {
    const [step, ...rest] = bootSteps(picture([]));
    expect([step?.reading, step?.ms, rest]).toEqual([1, 600, []]);
  });
});

describe('why it chose as it did', () => {
  it('is the number it read before, not the one that was written while it started', () => {
    const before = picture(
      [slot(0, 'starts-next'), slot(1, 'free')],
      records(sound(1, 'FFFFFFFFFFFFFFFA', 'newer'), sound(2, 'FFFFFFFFFFFFFFFB', 'older')),
    );
    const after = picture(
      [slot(0, 'runs'), slot(1, 'free')],
      records(sound(1, 'FFFFFFFFFFFFFFFA', 'older'), sound(2, 'FFFFFFFFFFFFFFF9', 'newer')),
    );
    expect(endSentences(before, after)).toEqual([
      '…FFFA is the smaller number: it leads to slot\u00a0A.',
      'demo 1.0.0 runs from slot\u00a0A.',
    ]);
  });

  it('tells of the way back when what it read was on trial', () => {
    const trial = picture(
      [slot(0, 'starts-next'), slot(1, 'free')],
      records(sound(1, 'FFFFFFFFFFFFFFFA', 'newer'), sound(2, 'FFFFFFFFFFFFFFFB', 'older')),
    );
    const before: FlashPicture = { ...trial, next: { kind: 'returns', slot: 0, firmware: null } };
    expect(endSentences(before, picture([slot(0, 'runs'), slot(1, 'not-kept')]))).toContain(
      'That firmware was on trial and not kept, so the boot loader goes back to slot\u00a0A.',
    );
  });

  it('says so when nothing starts', () => {
    const dead = picture([slot(0, 'free'), slot(1, 'half-written')]);
    expect(endSentences(dead, dead)).toEqual(['No slot holds a firmware that starts.']);
  });
});
