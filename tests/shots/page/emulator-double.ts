import type { PracticeClient } from '../../../src/ui/state/practice.svelte.ts';
import { createEmulatorControlApi } from '../../../src/workers/practice/control-calls.ts';
import { createLateFilesystems } from '../../../src/workers/practice/late-filesystems.ts';
import { PracticeFeed } from '../../../src/workers/practice/practice-feed.ts';
import { PracticeDevice } from '../../../src/workers/practice/practice-device.ts';
import { realClock } from '../../../src/contracts/clock.ts';
import { createScaledClock } from '../../../src/contracts/scaled-clock.ts';
import { ok, outcomeOf } from '../../../src/workers/comlink/calls.ts';
import { chipInMemory } from './chip-in-memory.ts';
import type { Held } from './held.ts';

const never = new Promise<never>(() => undefined);

export interface PracticeThread {
  readonly device: PracticeDevice;
  readonly client: PracticeClient;
}

/** The practice device without its thread: the same device, feeds and calls, in the page itself. */
export function createPracticeThread(random: () => number, held: Held): PracticeThread {
  const clock = createScaledClock(realClock, { factor: 1 });
  const feed = new PracticeFeed(realClock);
  let made: PracticeDevice | null = null;
  let isPlugged: boolean | undefined;
  const options = {
    store: chipInMemory(),
    filesystems: createLateFilesystems(),
    clock,
    random,
    onEvent: () => feed.changed(),
    onChange: () => {
      feed.chipChanged();
      // A script pulls the cable at the bench itself, not by a call.
      if (isPlugged !== made?.control.plugged) feed.changed();
      isPlugged = made?.control.plugged;
    },
  };
  const device = new PracticeDevice(options, { chip: null, damage: null });
  made = device;
  feed.tellOf(device);
  const change = (work: (practice: PracticeDevice) => void | Promise<void>) =>
    outcomeOf(async () => {
      await work(device);
      feed.changed();
      return null;
    });
  const { signal } = new AbortController();
  const bench = createEmulatorControlApi({
    device: () => device,
    change,
    watchChip(open) {
      device.watchWith(open);
      feed.watchChip();
    },
    signal,
  });
  const client: PracticeClient = {
    ...bench,
    died: never,
    lifeLock: Promise.resolve(null),
    terminate: () => undefined,
    restart: () => undefined,
    start: ({ wait }) => {
      if (held.isHeld('start')) return wait ? never : Promise.resolve(ok({ kind: 'in-use' }));
      return Promise.resolve(ok({ kind: 'started', storage: 'kept', fresh: device.fresh }));
    },
    watch(onEvent) {
      feed.sendTo(portTo(onEvent));
      return Promise.resolve(ok(null));
    },
    serveLinks: () => Promise.resolve(ok(null)),
    powerOff: () => change((practice) => practice.powerOff()),
    powerOn: () => change((practice) => practice.powerOn()),
    setTimeFactor: (factor) => change((practice) => practice.setTimeFactor(factor)),
    startFresh: () => change((practice) => practice.startFresh()),
    chipDigest: () => outcomeOf(() => device.fingerprint()),
  };
  return { device, client };
}

function portTo(hear: (news: never) => void): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => hear(data as never); // what the feed sends is what its watcher hears
  return port2;
}
