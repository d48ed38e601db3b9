/** The boxes of an update, by platform: what is drawn in a slot is what a device of it puts there. */
import { describe, expect, it } from 'vitest';
import { ALL_PLATFORMS } from '../../../../src/ota-core/platforms/index.ts';
import { fateOf } from '../../../../src/ui/state/writing.ts';
import { boxBytesOf, rowsOf } from '../../../../src/ui/features/update/flash/reported-picture.ts';
import type { Fill } from '../../../../src/ui/features/update/flash/slots-view.ts';
import { bundleReportOf } from '../../../../src/workers/updater/bundle-report.ts';
import { platformBundle } from '../../../support/bundle/platform-bundle.ts';
import { open } from '../../../support/bundle/refusal.ts';

const emulated = ALL_PLATFORMS.filter(({ profiles }) => profiles.length > 0);
const PLATFORMS = emulated.map(({ facts }) => facts.name);
const reportedFor = async (platform: string) =>
  bundleReportOf(await open(platformBundle(platform).bytes));

describe.each(PLATFORMS)('a bundle for %s', (platform) => {
  it.each([0, 1])('is drawn in slot %s as one application and one filesystem', async (slot) => {
    const { parts, sizeBytes } = await reportedFor(platform);
    const fill: Fill = {
      kind: 'parts',
      ...{ parts, confirmedBytes: sizeBytes, looks: 'new', writing: false },
    };
    const boxBytes = boxBytesOf(parts, slot);
    const rows = rowsOf(fill, { slot, boxBytes });
    expect(rows.map(({ kind, partition }) => [kind, partition])).toEqual([
      ['app', 'application'],
      ['fs', 'filesystem'],
    ]);
    for (const [index, kind] of (['app', 'fs'] as const).entries()) {
      const own = parts.filter((part) => part.slotPart === kind);
      const { sizeBytes: bytes = 0 } =
        own.find(({ onlySlot }) => onlySlot === null || onlySlot === slot) ?? {};
      const cells = rows[index]?.cells ?? [];
      expect(cells.reduce((sum, { length }) => sum + length, 0)).toBe(bytes);
      expect(new Set(cells.map(({ state }) => state))).toEqual(new Set(['new']));
    }
  });

  it.each([0, 1])('has two parts that are written when slot %s runs', async (fromSlot) => {
    const { parts } = await reportedFor(platform);
    const fates = parts.map((part) => fateOf(part, fromSlot));
    expect(fates.filter((fate) => fate === 'written to the free slot')).toHaveLength(2);
    expect(new Set(fates.filter((fate) => fate !== 'written to the free slot'))).toEqual(
      new Set(parts.length === 2 ? [] : ['not installed by this update']),
    );
  });
});

it('without a device, an image for one slot is said to be written if that slot is free', async () => {
  const { parts } = await reportedFor('rs14100');
  const fates = parts
    .filter(({ slotPart }) => slotPart !== null)
    .map((part) => [part.name, fateOf(part, null)]);
  expect(Object.fromEntries(fates)).toEqual({
    app0: 'written if slot\u00a0A is free',
    app1: 'written if slot\u00a0B is free',
    fs: 'written to the free slot',
  });
});
