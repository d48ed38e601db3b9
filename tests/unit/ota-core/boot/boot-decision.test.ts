import { describe, expect, it } from 'vitest';
import type { BootConfig } from '../../../../src/ota-core/boot/boot-config.ts';
import { decideBoot } from '../../../../src/ota-core/boot/boot-config.ts';

const COMMITTED: BootConfig = {
  activeSlot: 1,
  revertSlot: null,
  committed: true,
  firstBoot: false,
  mergeFs: false,
  commitTimeoutMs: 0,
};
const STAGED: BootConfig = { ...COMMITTED, committed: false, firstBoot: true, revertSlot: 0 };
const SPENT: BootConfig = { ...STAGED, firstBoot: false };

/** Rows of the table: record, sound slots, what is done. */
const ROWS: readonly [string, BootConfig | null, readonly number[], object][] = [
  ['no record', null, [0, 1], { act: 'brick', why: 'no-config' }],
  ['committed, sound', COMMITTED, [1], { act: 'start', slot: 1 }],
  ['committed, damaged, the other sound', COMMITTED, [0], { act: 'go-back', from: 1, to: 0 }],
  ['committed, both damaged', COMMITTED, [], { act: 'brick', why: 'bad-checksum' }],
  ['staged, sound', STAGED, [0, 1], { act: 'try', slot: 1 }],
  ['staged, sound, way back damaged', STAGED, [1], { act: 'try', slot: 1 }],
  ['staged, damaged', STAGED, [0], { act: 'go-back', from: 1, to: 0 }],
  ['staged, both damaged', STAGED, [], { act: 'brick', why: 'bad-checksum' }],
  ['attempt spent', SPENT, [0, 1], { act: 'go-back', from: 1, to: 0 }],
  ['attempt spent, new one damaged', SPENT, [0], { act: 'go-back', from: 1, to: 0 }],
  ['attempt spent, way back damaged', SPENT, [1], { act: 'keep', slot: 1 }],
  ['attempt spent, no way back', { ...SPENT, revertSlot: null }, [1], { act: 'keep', slot: 1 }],
  ['attempt spent, both damaged', SPENT, [], { act: 'brick', why: 'bad-checksum' }],
];

describe('the boot decision', () => {
  for (const [row, config, sound, decision] of ROWS)
    it(`${row}: ${JSON.stringify(decision)}`, () => {
      expect(decideBoot(config, (slot) => sound.includes(slot))).toEqual(decision);
    });
});
