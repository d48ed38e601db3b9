/** A roll-out: how it is put together, how it stands, and what became of each device. */
import { duration } from '../numbers.ts';
import grammar from './grammar.ts';

const { count, list, whole } = grammar;

const devices = (number: number): string => count(number, 'device', 'devices');
const failures = (number: number): string => count(number, 'failure', 'failures');

/** `1 device, then 3, 12, 30`. */
function wavesOf(waves: readonly number[]): string {
  const [first = 0, ...others] = waves;
  const then = others.map(whole).join(', ');
  return others.length === 0 ? `${devices(first)} at once` : `${devices(first)}, then ${then}`;
}

export default {
  title: 'New roll-out',
  lead: 'Four steps. Nothing is sent before you press Start roll-out.',
  toFleet: 'To the fleet',
  change: 'Change',

  firmware: {
    title: 'Firmware',
    none: 'No file yet',
    hint: 'One file for each kind of device: each device gets the one for its chip, and of several for a chip the one for its application.',
    add: 'Add a file',
    another: 'Add another file',
    checking: (file: string) => `Checking ${file} …`,
    failed: (file: string) => `${file} is not used.`,
    remove: 'Remove',
    removeName: (file: string) => `Remove ${file}`,
    is: (version: string, app: string, platform: string) => `${version} of ${app}, for ${platform}`,
    signedBy: (names: readonly string[]) => `signed by ${list(names)}`,
    unsigned: 'not signed',
    unknownKey: 'signed by a key nobody here trusts',
    broken: 'its signature holds for nothing',
  },

  devices: {
    title: 'Devices',
    none: 'None chosen',
    chosen: (number: number, of: number) => `${whole(number)} of ${devices(of)}`,
    which: 'Which devices',
    modes: { all: 'All', groups: 'By group', list: 'By list' },
    group: (name: string, number: number) => `${name}, ${whole(number)}`,
    noGroup: 'no group',
    list: {
      label: 'Device ids, one a line',
      hint: 'A device that is not in the fleet needs its address beside its id: esp32_0A1B2C mqtt+ws://192.168.1.5/esp32_0A1B2C',
      bad: (lines: readonly string[], more: number) =>
        `Not used: ${list(lines)}${more > 0 ? ` and ${whole(more)} more` : ''}. Is the id right, or does the address lack?`,
    },
    empty:
      'The fleet has no devices yet. Choose By list and enter ids with their addresses, or add devices to the fleet.',
    unreachable: (number: number) =>
      `${devices(number)} left out: a page cannot reach ${number === 1 ? 'it' : 'them'}. It needs an address that begins with ws, http or mqtt+ws.`,
    loading: 'Reading the fleet …',
  },

  rules: {
    title: 'Waves and brakes',
    waves: 'Waves',
    presets: { usual: '1, 5, 25 %, rest', once: 'All at once', own: 'My own' },
    own: {
      label: 'Waves, in order',
      hint: 'Numbers of devices and shares, such as 1, 10, 25 %, rest',
      fault: 'Numbers from 1 on, shares up to 100 %, and rest, with commas between them.',
    },
    wave: (number: number) => `Wave ${whole(number)}`,
    devices,
    stopAt: {
      name: 'Stop at',
      text: 'Failures, or a share of all devices. Went back and failed count; skipped and offline do not.',
      own: 'Other',
      label: 'Number or share',
      fault: 'A number from 1 on, or a share up to 100 %, such as 2 %.',
    },
    soak: {
      name: 'Run before the next wave',
      text: 'Every device of the wave is kept and has run this long.',
      none: 'Not at all',
    },
    quiet: {
      name: 'Quiet hours',
      text: (timeZone: string) => `No device is started that would restart then (${timeZone}).`,
      on: 'Keep quiet hours',
      from: 'From',
      until: 'Until',
    },
    wait: {
      name: 'Wait for me',
      text: 'Before the devices of a wave restart, or before they are kept.',
      options: { nothing: 'Never', restart: 'Restart', commit: 'Keep' },
    },
    more: 'More rules',
    moreHint: 'Order, retries, offline devices, time on trial',
    order: {
      name: 'Order',
      text: 'Which devices come first.',
      options: { listed: 'By id', group: 'By group' },
    },
    atOnce: { name: 'At the same time', text: 'Devices under way at once, at most.' },
    retries: {
      name: 'Try again',
      text: 'A device that kept its old firmware because its link was lost, or that was busy.',
      options: (number: number) => (number === 0 ? 'Never' : whole(number)),
    },
    offline: {
      name: 'Wait for offline devices',
      text: 'After all others.',
      none: 'Ask once more',
    },
    trial: {
      name: 'On trial at most',
      text: 'A device that nobody keeps goes back by itself after this.',
    },
    skipWentBack: 'Leave out devices that went back from this firmware before',
    duration: (ms: number) =>
      ms >= 86_400_000
        ? count(ms / 86_400_000, 'day', 'days')
        : ms >= 3_600_000
          ? count(ms / 3_600_000, 'hour', 'hours')
          : duration(ms),
    summary: (waves: string, limit: number) => `${waves}; stops at ${failures(limit)}`,
  },

  happens: {
    title: 'What will happen',
    read: 'read it once, then start',
    waves: (waves: readonly number[]) => `${wavesOf(waves)}.`,
    stops: (limit: number) => `Stops at ${failures(limit)}.`,
    next: (soak: string | null) =>
      soak === null
        ? 'Each wave waits until all before it are committed.'
        : `Each wave waits until all before it are committed and have run ${soak}.`,
    soakLast: (soak: string) => `Each device is asked again when it has run ${soak}.`,
    quiet: (from: string, until: string) => `No restarts from ${from} to ${until}.`,
    waits: {
      restart: 'Each wave waits for you before its devices restart.',
      commit: 'Each wave waits for you before its devices are kept.',
    },
    neverEnds: 'It never ends: there is no hour that is not quiet.',
    takes: (all: string, one: string) => `Takes about ${all} where nothing goes wrong, ${one}.`,
    waiting: (all: string, each: string, waves: number) =>
      waves === 1
        ? `${all} of it is waiting time, after which each device is asked again.`
        : `${all} of it is waiting time: ${each} after each of the ${whole(waves)} waves.`,
    changeWaiting: 'Change waiting time',
    each: {
      seen: (one: string) => `at ${one} a device, as this browser has seen it`,
      assumed: (one: string) => `if a device takes ${one}`,
    },
    lasts: {
      minutes: (number: number) => count(number, 'minute', 'minutes'),
      hours: (number: number, minutes: number) =>
        minutes === 0 ? count(number, 'hour', 'hours') : `${whole(number)} h ${whole(minutes)} min`,
      days: (number: number) => count(number, 'day', 'days'),
    },
    dials: { devices: 'Devices', skipped: 'Skipped', offline: 'Offline' },
    gets: (version: string, number: number) => `${devices(number)} get ${version}`,
    getsOne: (version: string) => `1 device gets ${version}`,
    unknown: (number: number) =>
      `${devices(number)} ${number === 1 ? 'was' : 'were'} not seen yet: asked first, then given what fits.`,
    nobody: {
      strong: 'If nobody acts:',
      free: (limit: number, trial: string) =>
        `Waves start by themselves. A device that is not kept within ${trial} goes back. At ${failures(limit)} all stops.`,
      restart: (trial: string) =>
        `Devices wait for you up to 45 minutes, then they are called off and all is paused. They keep their old firmware. Once restarted, a device that is not kept within ${trial} goes back.`,
      commit: (trial: string) =>
        `A device that you do not keep within ${trial} goes back by itself, and counts as a failure.`,
    },
    start: 'Start roll-out',
    leads:
      'This page leads. Keep it open: closed, nobody goes on, and devices on trial go back by themselves.',
    keeps:
      'This page leads, and the broker keeps how it stands. Closed, another browser or the push command can take over; without one, devices on trial go back by themselves.',
    off: {
      firmware: 'Add a firmware first.',
      devices: 'Choose devices first.',
      checks: 'The checks that are chosen are not there.',
      rules: 'The waves, or the number of failures, cannot be read.',
      name: 'Give it another name at the broker.',
      nobody: 'All chosen devices would be skipped.',
      counting: 'Looking at the devices …',
    },
    refusals: {
      'led-elsewhere': 'Another tab leads a roll-out. Only one at a time can.',
      'name-taken': 'The broker keeps another roll-out by this name. Choose another name.',
    },
    skipped: (number: number) => (number === 1 ? '1 is skipped' : `${whole(number)} are skipped`),
    skips: {
      'already-there': 'already there',
      'no-bundle': 'no firmware fits',
      'went-back-before': 'went back before',
    },
    skipWords: {
      'already-there': 'It runs this firmware.',
      'no-bundle': 'None of the files is for it.',
      'went-back-before': 'It went back from this firmware.',
    },
    offline: (number: number) =>
      number === 1 ? '1 needs patience' : `${whole(number)} need patience`,
    offlineText: 'Not seen lately. Asked in their turn, and once more after all others.',
    more: (number: number) => `and ${whole(number)} more`,
  },

  run: {
    title: (versions: readonly string[], number: number) =>
      `${list(versions)} to ${devices(number)}`,
    started: (at: string, limit: number) =>
      `Started ${at} in this page · stops by itself at ${failures(limit)}`,
    pause: 'Pause',
    goOn: 'Go on',
    stop: 'Stop roll-out',
    states: {
      running: 'Running',
      soaking: 'Running the new firmware',
      quiet: 'Quiet hours',
      paused: 'Paused',
      halted: 'Stopped by itself',
      stopped: 'Stopping',
      completed: 'Done',
    },
    ended: {
      completed: 'Roll-out done',
      halted: 'Roll-out stopped by itself',
      stopped: 'Roll-out stopped',
    },
    wave: (number: number) => `Wave ${whole(number)}`,
    counts: {
      committed: (number: number) => `${whole(number)} committed`,
      trial: (number: number) => `${whole(number)} on trial`,
      'under-way': (number: number) => `${whole(number)} under way`,
      'went-back': (number: number) => `${whole(number)} went back`,
      failed: (number: number) => `${whole(number)} failed`,
      waiting: (number: number) => (number === 1 ? '1 waits' : `${whole(number)} wait`),
    },
    next: {
      strong: 'Next:',
      wave: (next: number, soak: string | null) =>
        `wave ${whole(next)} starts when every device of wave ${whole(next - 1)} is committed${soak === null ? '' : ` and has run for ${soak}`}.`,
      last: 'this is the last wave.',
      soaking: (until: string) =>
        `the devices of this wave run until ${until}, then they are asked again.`,
      quiet: (until: string) => `quiet hours last until ${until}. No device starts before.`,
      paused: 'devices under way finish, and none starts.',
      lapsed:
        'nobody let the devices restart in time. They were called off and keep their old firmware.',
      stopped: 'devices under way finish.',
      halted: 'nothing starts. Devices on their way back or on trial are watched to their end.',
      used: (failed: number, of: number) =>
        `${whole(failed)} of ${whole(of)} allowed failures used.`,
    },
    gate: {
      strong: (wave: number) => `Wave ${whole(wave)} waits for you.`,
      restart: (number: number) =>
        number === 1
          ? '1 device has all of the new firmware and has not restarted.'
          : `${devices(number)} have all of the new firmware and have not restarted.`,
      commit: (number: number) =>
        number === 1
          ? '1 device runs the new firmware on trial.'
          : `${devices(number)} run the new firmware on trial.`,
      letRestart: (wave: number) => `Restart wave ${whole(wave)}`,
      letKeep: (wave: number) => `Keep wave ${whole(wave)}`,
    },
    halted: {
      failures: (number: number) => `Stopped by itself after ${failures(number)}`,
      noCommit: (wave: number) => `Stopped by itself: no device of wave ${whole(wave)} kept it`,
      look: 'Look at the failures',
      raise: {
        label: (limit: number) => `New limit of failures, more than ${whole(limit)}`,
        press: 'Raise the limit',
        fault: (limit: number) => `Type a whole number greater than ${whole(limit)}.`,
      },
      pass: {
        label: (wave: number) => `To go on all the same, type ${whole(wave)}`,
        press: 'Go on',
        fault: (wave: number) => `Type ${whole(wave)}, the number of the wave.`,
      },
      end: 'End the roll-out',
    },
    question: {
      title: (versions: readonly string[]) => `Stop ${list(versions)}?`,
      underWay: (number: number) =>
        number === 0
          ? 'No device is under way.'
          : number === 1
            ? '1 device under way finishes.'
            : `${devices(number)} under way finish.`,
      stay: (number: number) =>
        number === 1 ? '1 stays on what it runs.' : `${whole(number)} stay on what they run.`,
      committed:
        'Devices already committed keep the new firmware; stopping does not bring them back.',
      stop: 'Stop',
      goBack: 'Stop, and take back those on trial',
      keep: 'Keep going',
    },
    bar: {
      label: 'Roll-out',
      text: (committed: number, of: number) => `${whole(committed)} of ${devices(of)} committed`,
      back: 'To the roll-out',
    },
    died: 'The roll-out’s thread stumbled. Devices on trial go back by themselves; start anew for the rest.',
  },

  rows: {
    buckets: {
      all: 'All',
      'under-way': 'Under way',
      committed: 'Committed',
      'went-back': 'Went back',
      failed: 'Failed',
      skipped: 'Skipped',
      waiting: 'Waiting',
      offline: 'Offline',
    },
    filter: 'Show devices',
    columns: {
      device: 'Device',
      state: 'State',
      version: 'Version',
      progress: 'Progress',
      group: 'Group',
    },
    table: 'Devices of the roll-out',
    phases: {
      connecting: 'Connecting',
      checking: 'Checking',
      preparing: 'Preparing',
      writing: 'Writing',
      finalizing: 'Finishing',
      rebooting: 'Restarting',
      verifying: 'Verifying',
      committing: 'Keeping',
    },
    trial: 'On trial',
    waitsForYou: 'Waits for you',
    soaks: 'Committed, runs its time',
    again: 'Is tried again',
    committed: 'Committed',
    wentBack: (version: string | null) => (version === null ? 'Went back' : `Back on ${version}`),
    failed: 'Failed',
    skipped: (why: string) => `Skipped: ${why}`,
    offline: 'Offline',
    waiting: 'Waits',
    move: (from: string, to: string) => `${from} → ${to}`,
    none: '–',
    percent: (number: number) => `${whole(number)} %`,
    progressOf: (name: string) => `Written to ${name}`,
    showing: (number: number, of: number) => `Showing ${whole(number)} of ${whole(of)}`,
    more: (number: number) => `Show ${whole(number)} more`,
  },

  heard: {
    state: (state: string, committed: number, of: number, failed: number) =>
      `${state}. ${whole(committed)} of ${devices(of)} committed, ${failures(failed)}.`,
  },
};
