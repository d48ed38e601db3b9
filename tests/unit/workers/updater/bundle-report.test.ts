/** What the window is told of each platform's bundle, against what a device of it installs. */
import { describe, expect, it } from 'vitest';
import { makeBundle } from '../../../../src/bundle/make-bundle.ts';
import { ALL_PLATFORMS } from '../../../../src/ota-core/platforms/index.ts';
import { isWritten } from '../../../../src/ui/state/writing.ts';
import { bundleReportOf } from '../../../../src/workers/updater/bundle-report.ts';
import { platformBundle } from '../../../support/bundle/platform-bundle.ts';
import { open } from '../../../support/bundle/refusal.ts';
import { passTime, startDevice } from '../../../support/ota-core/device/test-device.ts';

const emulated = ALL_PLATFORMS.filter(({ profiles }) => profiles.length > 0);
const PLATFORMS = emulated.map(({ facts }) => facts.name);

const reportedFor = async (platform: string) =>
  bundleReportOf(await open(platformBundle(platform).bytes));

/** Name and kind of the parts that a device reads back from its slot at the end of an update. */
function installedOn(platform: string, slot: 0 | 1): readonly (readonly [string, string])[] {
  const { device, call, push, trace } = startDevice({ profile: platform });
  const update = (): void => {
    expect(push(platformBundle(platform).bytes).kind).toBe('result');
    expect(call('OTA.End').kind).toBe('result');
  };
  update();
  if (slot === 0) {
    passTime(device, 600);
    expect(call('OTA.Commit', null, 600).kind).toBe('result');
    update();
  }
  return trace.flatMap((event) =>
    event.kind === 'part-verified' && event.slot === slot ? [[event.part, event.of] as const] : [],
  );
}

describe.each(PLATFORMS)('a bundle for %s', (platform) => {
  it.each([0, 1] as const)(
    'is reported to have for slot %s what its device puts there',
    async (slot) => {
      const { parts } = await reportedFor(platform);
      const told = parts
        .filter((part) => isWritten(part, 1 - slot))
        .map(({ name, slotPart }) => [name, slotPart]);
      expect(told.sort()).toEqual([...installedOn(platform, slot)].sort());
    },
  );

  it('is reported to have one application and one filesystem for either slot', async () => {
    const { parts } = await reportedFor(platform);
    for (const fromSlot of [0, 1]) {
      const written = parts.filter((part) => isWritten(part, fromSlot));
      expect(written.map(({ slotPart }) => slotPart).sort()).toEqual(['app', 'fs']);
    }
  });
});

describe('a part', () => {
  const part = (name: string, attributes: Readonly<Record<string, boolean>> = {}) => ({
    ...{ name, src: `${name}.bin`, bytes: new Uint8Array(64), attributes },
  });
  const report = async (platform: string, parts: readonly ReturnType<typeof part>[]) =>
    bundleReportOf(
      await open(
        Uint8Array.from(makeBundle({ name: 'demo', platform, version: '1', buildId: 'b', parts })),
      ),
    );

  it('that is to be replaced outside the slots is installed, and is no part of a slot', async () => {
    const { parts } = await report('esp32', [part('app'), part('boot', { update: true })]);
    expect(parts[1]).toMatchObject({
      name: 'boot',
      installed: true,
      slotPart: null,
      onlySlot: null,
    });
  });

  it('of the RS14100 is told to be for one slot only', async () => {
    const { parts } = await reportedFor('rs14100');
    expect(parts.map(({ name, onlySlot }) => [name, onlySlot])).toEqual(
      expect.arrayContaining([
        ['app0', 0],
        ['app1', 1],
        ['fs', null],
      ]),
    );
  });

  it('of a platform that nobody described is known by what parts are usually called', async () => {
    const { parts } = await report('other', [part('fw'), part('fs'), part('boot')]);
    expect(parts.map(({ installed, slotPart }) => [installed, slotPart])).toEqual([
      [true, 'app'],
      [true, 'fs'],
      [false, null],
    ]);
  });
});
