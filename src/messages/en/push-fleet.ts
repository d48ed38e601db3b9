/** What `push --fleet` prints of a roll-out. */
import { duration } from '../numbers.ts';

const devices = (of: number): string => `${of} ${of === 1 ? 'device' : 'devices'}`;

export default {
  pushFleet: {
    /** `waves`: sizes, joined. */
    plan: (of: { readonly devices: number; readonly waves: string; readonly limit: number }) =>
      `${devices(of.devices)}, in waves of ${of.waves}. Stops at ${of.limit} ${of.limit === 1 ? 'failure' : 'failures'}.`,
    soak: (ms: number) =>
      `The next wave waits until all before it are committed and have run ${duration(ms)}.`,
    wave: (number: number, of: number) => `Wave ${number} of ${of}.`,
    soaking: 'The wave is committed. Waiting until it has run its time …',
    quiet: 'Quiet hours: no further device is started now …',
    stopping: 'Stopping: devices under way finish. Press Ctrl+C again to leave them.',
    halted: (failures: number) =>
      `Stopped by itself after ${failures} ${failures === 1 ? 'failure' : 'failures'}. No further device is started.`,
    noCommit:
      'Stopped by itself: no device of this wave was committed. No further device is started.',
    coordinator: {
      own: 'This computer coordinates the roll-out.',
      other: (name: string) => `${name} coordinates the roll-out. Standing by.`,
      gone: (name: string) => `${name} has lost its connection.`,
    },
    wishes: {
      pause: 'Told to pause: no further device is started.',
      'go-on': 'Told to go on.',
      stop: 'Told to stop: devices under way finish, no further one is started.',
    },
    broker: {
      lost: (why: string) =>
        `The broker cannot be reached; no device is started until it is. ${why}`,
      back: 'The broker is there again.',
    },
    runners: {
      none: 'No runner is there: no device is started until one is.',
      some: (of: number, places: number) =>
        `${of} ${of === 1 ? 'runner is' : 'runners are'} there, for ${devices(places)} at once.`,
    },
    /** `places`: devices at once. */
    runner: {
      ready: (places: number) => `Ready: this computer updates up to ${devices(places)} at once.`,
      left: 'Stopped.',
      update: (device: string) => `${device}: begun`,
      adopt: (device: string) => `${device}: looked after, another runner began it`,
    },
    underWay: (device: string, wave: number) => `${device}: under way, wave ${wave}`,
    onTrial: (device: string) => `${device}: on trial`,
    committed: (device: string) => `${device}: committed`,
    soaked: (device: string) => `${device}: has run its time`,
    again: (device: string, why: string) => `${device}: is tried again. ${why}`,
    calledOff: (device: string) => `${device}: called off before its restart`,
    wentBack: (device: string, why: string) => `${device}: went back. ${why}`,
    failed: (device: string, why: string) => `${device}: failed. ${why}`,
    skipped: (device: string, why: string) => `${device}: skipped. ${why}`,
    offline: (device: string, why: string) => `${device}: offline. ${why}`,
    counts: {
      committed: (of: number) => `${of} committed`,
      reverted: (of: number) => `${of} went back`,
      failed: (of: number) => `${of} failed`,
      skipped: (of: number) => `${of} skipped`,
      offline: (of: number) => `${of} offline`,
      waiting: (of: number) => `${of} not started`,
    },
    results: {
      completed: (counts: string) => `Done: ${counts}.`,
      halted: (counts: string) => `Halted: ${counts}.`,
      stopped: (counts: string) => `Stopped: ${counts}.`,
    },
  },

  /** Of the help: a line for each element. */
  pushFleetHelp: {
    fleet: ['a roll-out instead of one device: the plan names devices, packages and waves'],
    broker: [
      'with --fleet: mqtt://BROKER/NAME keeps the roll-out there; others that are',
      'given the same stand by, and take over when this computer is gone',
    ],
    'take-over': ['with --broker: coordinate it now, whoever does'],
    runners: ['with --broker: runners update the devices, and get the packages at --serve'],
    runner: [
      'update devices as whoever coordinates the roll-out at --port says,',
      'mqtt://BROKER/NAME; any number, on any computer that reaches the devices',
    ],
    'at-once': ['with --runner: devices under way at the same time (20)'],
    cache: ['with --runner: keeps packages there rather than in ~/.cache/slipway'],
    'fleet-watch': ['show a roll-out that is at a broker: mqtt://BROKER/NAME'],
    wish: ['with --fleet-watch: pause, go-on or stop, told to whoever coordinates it'],
  },
};
