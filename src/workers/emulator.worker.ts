/**
 * The practice device's thread: the emulated device on a chip that outlives the page. It is as strict as
 * a stock device; what a person may do to it is cut its power, make its time run faster, and start with
 * a fresh chip.
 */
import { OtaError } from '../contracts/failure.ts';
import type { OpenChipWatch } from '../emulator/chip-watch.ts';
import type { EmulatorApi, PracticeStart } from './api.ts';
import { createEmulatorControlApi } from './practice/control-calls.ts';
import { createLateFilesystems } from './practice/late-filesystems.ts';
import { PracticeFeed } from './practice/practice-feed.ts';
import { openChipStore } from './practice/chip-store.ts';
import { PracticeDevice } from './practice/practice-device.ts';
import { realClock } from '../contracts/clock.ts';
import { createScaledClock } from '../contracts/scaled-clock.ts';
import { offerApi, outcomeOf, holdLife, takeAlone } from './comlink/calls.ts';
import { transferLink } from './comlink/links.ts';
import type { LinkSource } from './comlink/links.ts';

const CHIP_LOCK = 'slipway-practice-chip';

const clock = createScaledClock(realClock, { factor: 1 });
const filesystems = createLateFilesystems();
const feed = new PracticeFeed(realClock);
let device: PracticeDevice | null = null;
/** Somebody looks at the chip, of whatever device. */
let openWatch: OpenChipWatch | null = null;
/** Another tab has the chip. */
let isElsewhere = false;

function theDevice(): PracticeDevice {
  if (isElsewhere) {
    const detail = 'another tab has the chip';
    const address = 'practice';
    throw new OtaError('link/held', { kind: 'loopback', address, by: 'other-tab', detail });
  }
  if (device === null)
    throw new OtaError('link/refused', { address: 'practice', detail: 'not started' });
  return device;
}

async function start(wait: boolean): Promise<PracticeStart> {
  if (device === null) {
    const taken = await takeAlone(CHIP_LOCK, { wait });
    isElsewhere = !taken;
    if (!taken) return { kind: 'in-use' };
    const store = await openChipStore();
    const kept = await store.load();
    const complete = filesystems.complete().catch(() => undefined); // what it lacks, the device cannot mount
    // A new chip needs no more than is there; whatever comes by an update takes longer to come than the rest.
    if (kept.chip !== null) await complete;
    const options = {
      store,
      filesystems,
      clock,
      random: Math.random,
      onEvent: () => feed.changed(),
      onChange: () => feed.chipChanged(),
    };
    device = new PracticeDevice(options, kept);
    if (openWatch !== null) device.watchWith(openWatch);
    feed.tellOf(device);
  }
  return { kind: 'started', storage: device.latest.storage, fresh: device.fresh };
}

/** Does something to the device and tells of it. */
const change = (work: (device: PracticeDevice) => void | Promise<void>) =>
  outcomeOf(async () => {
    await work(theDevice());
    feed.changed();
    return null;
  });

const links: LinkSource = { openLink: () => transferLink(() => theDevice().connect()) };

const api: EmulatorApi = {
  ...createEmulatorControlApi({
    device: theDevice,
    change,
    watchChip(open) {
      openWatch = open;
      device?.watchWith(open);
      feed.watchChip();
    },
    signal: new AbortController().signal,
  }),
  hello: (lifeLock) => outcomeOf(() => holdLife(lifeLock)),
  start: ({ wait }) => outcomeOf(() => start(wait)),
  watch: (latest) =>
    outcomeOf(() => {
      feed.sendTo(latest);
      return null;
    }),
  serveLinks: (port) =>
    outcomeOf(() => {
      offerApi(links, port);
      return null;
    }),
  powerOff: () => change((practice) => practice.powerOff()),
  powerOn: () => change((practice) => practice.powerOn()),
  setTimeFactor: (factor) => change((practice) => practice.setTimeFactor(factor)),
  startFresh: () => change((practice) => practice.startFresh()),
  chipDigest: () => outcomeOf(() => theDevice().fingerprint()),
};

offerApi(api, globalThis);
