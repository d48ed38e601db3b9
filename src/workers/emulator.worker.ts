/**
 * The practice device's thread: the emulated device on a chip that outlives the page. It is as strict as
 * a stock device; what a person may do to it is cut its power, make its time run faster, and start with
 * a fresh chip.
 */
import { OtaError } from '../contracts/failure.ts';
import type { EmulatorApi, PracticeStart } from './api.ts';
import { createBenchApi } from './practice/bench-calls.ts';
import { ChipFeed, NewsFeed } from './practice/feeds.ts';
import { openChipStore } from './practice/chip-store.ts';
import { PracticeDevice } from './practice/practice-device.ts';
import { realClock } from '../contracts/real-clock.ts';
import { createScaledClock } from './scaled-clock.ts';
import { offerApi, outcomeOf } from './wire/calls.ts';
import { giveLink } from './wire/links.ts';
import type { LinkSource } from './wire/links.ts';
import { holdLife, takeAlone } from './wire/life.ts';

const CHIP_LOCK = 'slipway-practice-chip';

const clock = createScaledClock(realClock, { factor: 1 });
const feed = new NewsFeed(realClock);
const chipFeed = new ChipFeed(realClock, () => device?.bench.news() ?? null);
let device: PracticeDevice | null = null;
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
    const options = {
      store,
      clock,
      random: Math.random,
      onEvent: () => feed.changed(),
      onChange: () => chipFeed.changed(),
    };
    device = new PracticeDevice(options, await store.load());
    feed.tellOf(device);
    chipFeed.changed();
  }
  return { kind: 'started', storage: device.news.storage, fresh: device.fresh };
}

/** Does something to the device and tells of it. */
const change = (work: (device: PracticeDevice) => void | Promise<void>) =>
  outcomeOf(async () => {
    await work(theDevice());
    feed.changed();
    chipFeed.changed();
    return null;
  });

const links: LinkSource = { openLink: () => giveLink(() => theDevice().connect()) };

const api: EmulatorApi = {
  ...createBenchApi({
    device: theDevice,
    change,
    watchChip: (news) => chipFeed.add(news),
    signal: new AbortController().signal,
  }),
  hello: (lifeLock) => outcomeOf(() => holdLife(lifeLock)),
  start: ({ wait }) => outcomeOf(() => start(wait)),
  watch: (news) =>
    outcomeOf(() => {
      feed.add(news);
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
