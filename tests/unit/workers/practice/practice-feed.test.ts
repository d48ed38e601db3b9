import { describe, expect, it } from 'vitest';
import { openChipWatch } from '../../../../src/emulator/chip-watch.ts';
import { openRecordLog } from '../../../../src/store/flash-blocks.ts';
import { createScaledClock } from '../../../../src/contracts/scaled-clock.ts';
import type { ChipSnapshot, PracticeSnapshot } from '../../../../src/workers/api.ts';
import { fileStore } from '../../../../src/workers/practice/chip-store.ts';
import { PracticeDevice } from '../../../../src/workers/practice/practice-device.ts';
import { createLateFilesystems } from '../../../../src/workers/practice/late-filesystems.ts';
import { PracticeFeed } from '../../../../src/workers/practice/practice-feed.ts';
import { MemoryFile } from '../../../support/store/memory-file.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

/** A practice device in memory, its feed, and what the window was sent since it was asked last. */
async function setUp() {
  const time = new VirtualClock();
  const feed = new PracticeFeed(time);
  const sent: (PracticeSnapshot | ChipSnapshot)[] = [];
  const store = fileStore(new MemoryFile(), openRecordLog(new MemoryFile()));
  const device = new PracticeDevice(
    {
      store,
      filesystems: createLateFilesystems(),
      clock: createScaledClock(time, { factor: 1 }),
      random: () => 0.5,
      onEvent: () => feed.changed(),
      onChange: () => feed.chipChanged(),
    },
    { chip: null, damage: null },
  );
  device.watchWith(openChipWatch);
  feed.sendTo({ postMessage: (latest: PracticeSnapshot | ChipSnapshot) => void sent.push(latest) });
  feed.tellOf(device);
  await time.advance(0);
  let isOnTrial = false;
  const onTrial = {
    get latest() {
      return device.latest;
    },
    get latestWithChip() {
      return device.latestWithChip;
    },
    get onTrial() {
      return isOnTrial;
    },
  };
  const write = (): void => device.chip.flash.erase(0x30_0000, 4_096);
  const beginTrial = (): void => {
    isOnTrial = true;
    feed.tellOf(onTrial);
  };
  return { time, feed, device, write, beginTrial, taken: () => sent.splice(0) };
}

const hasChip = (latest: PracticeSnapshot | ChipSnapshot): boolean => 'picture' in latest;

describe('what the window is sent of the practice device', () => {
  it('is one snapshot for all changes of a moment, and none while nothing changes', async () => {
    const { time, feed, taken } = await setUp();
    expect(taken()).toHaveLength(1);
    feed.changed();
    feed.changed();
    await time.advance(0);
    expect(taken()).toHaveLength(1);
    await time.advance(60_000);
    expect(taken()).toEqual([]);
  });

  it('has no picture of the chip while nobody watches it: not of a write, and not at the beats of a trial', async () => {
    const { time, write, beginTrial, taken } = await setUp();
    taken();
    write();
    await time.advance(1_000);
    expect(taken()).toEqual([]);
    beginTrial();
    await time.advance(1_000);
    expect(taken().map(hasChip)).toEqual([false, false, false, false, false]);
  });

  it('has the chip from the moment on in which somebody watches it', async () => {
    const { time, feed, taken } = await setUp();
    taken();
    feed.watchChip();
    await time.advance(0);
    expect(taken().map(hasChip)).toEqual([true]);
    await time.advance(1_000); // its uptime goes on
    expect(taken().map(hasChip)).toEqual([true, true]);
  });

  it('comes ten times a second while the chip is written', async () => {
    const { time, feed, write, taken } = await setUp();
    feed.watchChip();
    await time.advance(500);
    taken();
    for (let ms = 0; ms < 1_000; ms += 10) {
      write();
      await time.advance(10);
    }
    expect(taken()).toHaveLength(10);
  });

  it('comes at once when the device changed, with a picture of the same moment', async () => {
    const { time, feed, device, taken } = await setUp();
    feed.watchChip();
    await time.advance(50);
    taken();
    device.powerOff();
    feed.changed();
    await time.advance(0);
    expect(taken()).toMatchObject([
      { snapshot: { power: false }, picture: { slots: [{ role: 'starts-next' }, {}] } },
    ]);
  });

  it('says of the chip how it is kept, with its picture and without', async () => {
    const { device } = await setUp();
    const { picture, ...rest } = device.latestWithChip;
    expect(picture.slots).toHaveLength(2);
    expect(rest).toMatchObject(device.latest);
    expect(device.latest.storage).toBe('kept');
  });
});
