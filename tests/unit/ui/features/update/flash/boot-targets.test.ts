import { describe, expect, it } from 'vitest';
import type {
  FlashPicture,
  PictureBoot,
  PictureSlot,
} from '../../../../../../src/contracts/flash-picture.ts';
import {
  geometry,
  legendOf,
  nextPowerOn,
  slotAlternative,
  slotHolds,
  rowEnd,
} from '../../../../../../src/messages/flash-words.ts';
import { bootTargetsOf } from '../../../../../../src/ui/parts/flash/boot-targets.ts';

const cell = (state: 'new' | 'writing' | 'erased' | 'damaged' | 'running', offset: number) => ({
  state,
  offset,
  length: 65536,
});
const slotB: PictureSlot = {
  id: 1,
  label: 'B',
  role: 'writing',
  holds: null,
  committed: null,
  rows: [
    {
      partition: 'app_1',
      kind: 'app',
      sizeBytes: 3 * 65536,
      cells: [cell('new', 0), cell('writing', 65536), cell('erased', 131072)],
    },
    { partition: 'fs_1', kind: 'fs', sizeBytes: 65536, cells: [cell('erased', 196608)] },
  ],
};
const slotA: PictureSlot = {
  ...slotB,
  id: 0,
  label: 'A',
  role: 'runs',
  holds: { name: 'demo', version: '1.4.2' },
  committed: true,
  rows: [
    {
      partition: 'app_0',
      kind: 'app',
      sizeBytes: 2 * 65536,
      cells: [cell('running', 0), cell('erased', 65536)],
    },
  ],
};
const picture = (boot: PictureBoot, target: number | null = 0): FlashPicture => ({
  slots: [slotA, slotB],
  boot,
  next: { kind: 'starts', slot: 0, firmware: { name: 'demo', version: '1.4.2' } },
  bootTarget: target,
  cellBytes: 65536,
});
const sound = (age: 'newer' | 'older', startsSlot: number) =>
  ({
    kind: 'sound',
    sequence: 'FFFFFFFFFFFFFFFA',
    age,
    startsSlot,
    committed: true,
    firstBoot: false,
    wayBackSlot: null,
  }) as const;
const card = (source: 'chip' | 'device'): PictureBoot => ({
  kind: 'card',
  source,
  slot: 0,
  committed: true,
  wayBackSlot: null,
  bytes: [],
});

describe('the wires', () => {
  it('lead from each sound record to its slot, the newer one live', () => {
    const boot: PictureBoot = {
      kind: 'records',
      rule: 'smaller-is-newer',
      records: [
        { number: 1, offset: 0, nextVictim: true, content: sound('older', 0) },
        { number: 2, offset: 0, nextVictim: false, content: sound('newer', 0) },
      ],
    };
    expect(bootTargetsOf(picture(boot))).toEqual([
      { key: 1, from: 25, to: 25, live: false },
      { key: 2, from: 75, to: 25, live: true },
    ]);
  });

  it('are left out for records that lead nowhere', () => {
    const boot: PictureBoot = {
      kind: 'records',
      rule: 'smaller-is-newer',
      records: [
        { number: 1, offset: 0, nextVictim: false, content: sound('newer', 1) },
        { number: 2, offset: 0, nextVictim: true, content: { kind: 'erased' } },
      ],
    };
    expect(bootTargetsOf(picture(boot))).toEqual([{ key: 1, from: 25, to: 75, live: true }]);
  });

  it('swing from the one card of the chip, and are not made up for a device that only reports', () => {
    expect(bootTargetsOf(picture(card('chip'), 1))).toEqual([
      { key: 1, from: 50, to: 75, live: true },
    ]);
    expect(bootTargetsOf(picture(card('device')))).toEqual([]);
  });
});

describe('the words of the flash picture', () => {
  it('tell the strip by stage, without a count that would change with every box', () => {
    expect(slotAlternative(slotB)).toBe('Slot\u00a0B: it is being written.');
    expect(slotAlternative(slotA)).toBe(
      'Slot\u00a0A: demo 1.4.2, application in 1 of 2 boxes. It runs now and is not touched.',
    );
  });

  it('say how far each partition is while it is written', () => {
    expect(slotB.rows.map((row) => rowEnd(row, 'writing'))).toEqual([
      'app_1 · 1 of 3 boxes',
      'fs_1 · to come',
    ]);
    expect(slotA.rows.map((row) => rowEnd(row, 'runs'))).toEqual(['app_0 · 128 KiB']);
  });

  it('never call a half-written slot by the name of a firmware', () => {
    expect(slotHolds({ ...slotA, role: 'half-written' })).toBe('never started like this');
  });

  it('explain the cross only while there is one', () => {
    expect(legendOf(picture(card('chip')))).not.toContain('damaged');
    const cut: PictureSlot = {
      ...slotB,
      rows: [{ ...slotB.rows[0]!, cells: [cell('damaged', 0)] }],
    };
    expect(legendOf({ ...picture(card('chip')), slots: [slotA, cut] })).toContain('damaged');
  });

  it('put the way back first while a firmware is on trial', () => {
    const words = nextPowerOn(
      { kind: 'returns', slot: 0, firmware: { name: 'demo', version: '1.4.2' } },
      () => 'slot A',
    );
    expect(words.strong + words.rest).toBe('A power cut now returns to slot A, demo 1.4.2');
  });

  it('give flash sizes in powers of two', () => {
    expect([4096, 65536, 1.5 * 1024 * 1024].map(geometry)).toEqual(['4 KiB', '64 KiB', '1.5 MiB']);
  });
});
