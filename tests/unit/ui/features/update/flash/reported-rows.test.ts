import { describe, expect, it } from 'vitest';
import {
  boxBytesOf,
  rowsOf,
} from '../../../../../../src/ui/features/update/flash/reported-picture.ts';
import { fateOf, erasingSince } from '../../../../../../src/ui/state/writing.ts';
import type { PartReport } from '../../../../../../src/workers/api.ts';
import { order } from '../../../../../support/ui/fixtures.ts';

const part = (name: string, more: Partial<PartReport>): PartReport => ({
  ...{ name, file: `${name}.bin`, dataOffset: 100_000, sizeBytes: 8_192 },
  ...{ sha256: null, digests: [], installed: true, slotPart: null, onlySlot: null },
  ...more,
});
const drawn = (parts: readonly PartReport[], slot: number) =>
  rowsOf(
    { kind: 'parts', parts, confirmedBytes: 200_000, looks: 'new', writing: false },
    { slot, boxBytes: 4_096 },
  ).map(({ kind, cells }) => [kind, cells.length]);

describe('a boot loader that an update replaces', () => {
  const boot = part('boot', {});

  it('is said to be written outside the slots, and is not drawn in one', () => {
    expect(fateOf(boot, 0)).toBe('written outside the slots');
    expect(drawn([boot], 1)).toEqual([]);
  });
});

describe('an image for one slot', () => {
  const parts = [
    part('app0', { slotPart: 'app', onlySlot: 0 }),
    part('app1', { slotPart: 'app', onlySlot: 1, dataOffset: 150_000, sizeBytes: 900_000 }),
  ];

  it('is drawn in that slot, and sets the size of its boxes', () => {
    expect(drawn(parts, 0)).toEqual([['app', 2]]);
    expect(drawn(parts, 1)).toEqual([['app', 220]]);
    expect([boxBytesOf(parts, 0), boxBytesOf(parts, 1)]).toEqual([4_096, 32_768]);
  });

  it('is erased for only where the other slot runs', () => {
    const run = {
      ...({ phase: 'writing', pause: null, acknowledgedBytes: 100_000 } as const),
      samples: [{ at: 1_000, bytes: 100_000 }],
    };
    const from = (fromSlot: number) => ({ ...run, order: { ...order, parts, fromSlot } });
    expect(erasingSince(from(1), 9_000)).toBe(1_000);
    expect(erasingSince(from(0), 9_000)).toBeNull();
  });
});
