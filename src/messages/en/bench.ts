/** The bench: several devices at once, a batch slot for each port, and the list of what became of them. */
import { countdown, duration, elapsed, roughTime, speed } from '../numbers.ts';

const safeOn = (from: string): string => `Safe on ${from}.`;

const unless = (to: string, mayFreeze: boolean): string =>
  mayFreeze ? `, unless ${to} freezes while it starts` : '';
/** `1 device waits`, `3 devices wait`. */
const devices = (count: number, one: string, many: string): string =>
  count === 1 ? `1 device ${one}` : `${count} devices ${many}`;

const unplug = 'Unplug it.';
const aside = 'Set it aside.';

/** What a card has to say: its tag, one sentence, and what to do with the device. */
interface Says {
  readonly tag: string;
  readonly say: string;
  readonly act?: string | null;
}

interface Move {
  readonly from: string;
  readonly to: string;
  /** The device does not go back from a firmware that freezes while it starts. */
  readonly mayFreeze: boolean;
}

export default {
  words: {
    title: 'Bench',
    lead: 'One firmware for many devices, eight written at a time.',
    leadHow: 'Plug in, wait for the mark, unplug, plug in the next.',
    firmware: 'Firmware for every lane',
    willRun: 'Will run',
    noFirmware: 'No firmware chosen',
    noFirmwareHint: 'Every lane writes the same file.',
    checking: 'Checking …',
    build: (build: string) => `build ${build}`,
    changeWaits: 'It can be changed when no device is under way.',

    empty: {
      title: 'No port this browser may use yet',
      text: 'Every port that is allowed becomes a lane, and stays one: the browser asks once for each adapter.',
      steps: [
        'Plug a device in by its USB cable.',
        'Press Add a port, click the device in the browser’s list, then Connect.',
        'Do the same for each of the others.',
      ],
      add: 'Add a port',
      elsewhere: 'The bench needs USB ports. One device at a time is updated on the Update screen.',
      toUpdate: 'Go to Update',
    },
    addLane: {
      title: 'Plug in the next one',
      text: 'A port this browser knows shows up by itself.',
    },
    waiting: (count: number) =>
      count === 1
        ? '1 more port is plugged in. It gets the first lane that is free.'
        : `${count} more ports are plugged in. They get the first lanes that are free.`,
    blocked: 'An update runs on the Update screen. The bench waits until it is over.',

    armed: {
      strong: 'Armed.',
      text: (name: string, version: string) =>
        `A device plugged in starts by itself: ${name} ${version}, kept when all checks pass.`,
      arm: 'Arm the bench',
      disarm: 'Disarm',
    },

    buttons: {
      startAll: (count: number) => (count === 1 ? 'Start 1 device' : `Start ${count} devices`),
      stopAll: 'Stop all',
      pauseAll: 'Pause all',
      goOn: 'Go on',
      changeFirmware: 'Change firmware',
      takeOff: 'Take out of line',
      again: 'Do it all again',
      nextAll: 'Next device in all',
      start: 'Start',
      cancel: 'Cancel',
      next: 'Next device',
      retry: 'Try once more',
      rewrite: 'Write it again',
      of: (action: string, lane: string) => `${action}, ${lane}`,
    },
    stopQuestion: {
      title: 'Stop every lane?',
      text: (count: number, queued: number) =>
        (count === 1
          ? 'One device is under way. What is half written is forgotten; it keeps its old firmware. What has restarted into the new one goes back by itself.'
          : `${count} devices are under way. What is half written is forgotten; they keep their old firmware. Those that have restarted into the new one go back by themselves.`) +
        (queued === 0
          ? ''
          : ` ${devices(queued, 'waits', 'wait')} in line and will not be started.`),
      stop: 'Stop all lanes',
      keep: 'Keep going',
    },

    summary: {
      label: 'Since the bench was opened',
      passed: 'Passed',
      running: 'Under way',
      queued: 'In line',
      wentBack: 'Went back',
      stopped: 'Stopped',
      mean: 'Mean time',
      none: '–',
    },

    batch: 'Lanes',
    lane: (number: number) => `Lane ${number}`,
    noPort: 'no port',
    bar: (lane: string) => `${lane}, written`,
    freeName: 'Plug in the next one',
    unplugName: 'Unplug this one',
    askingName: 'A device',
    checks: (passed: number, all: number) => `${passed} of ${all}`,
    percent: (percent: number) => `${percent} %`,
    keys: 'Space on the keyboard: next device in every finished lane.',
    tones: 'Tones: one up = passed, two down = set it aside.',
    statusBar: {
      label: 'Running bench',
      text: (running: number) =>
        running === 1 ? 'Bench: 1 device under way' : `Bench: ${running} devices under way`,
      back: 'Back to the bench',
    },
  },

  /** All of it is paused. Each count is more than 0. */
  held: {
    strong: 'Paused.',
    paused: (count: number) => `${devices(count, 'waits', 'wait')}; each card says until when.`,
    pausing: (count: number) => `${devices(count, 'pauses', 'pause')} after the present block.`,
    past: (count: number) =>
      `${devices(count, 'is', 'are')} past writing and ${count === 1 ? 'goes' : 'go'} on: a restart or a trial cannot be paused.`,
    noOther: 'No other device starts.',
  },

  /** Heard when it changes. Each count is more than 0. */
  heard: {
    all: (parts: readonly string[]) => `Bench: ${parts.join(', ')}.`,
    held: 'paused',
    running: (count: number) => `${count} under way`,
    queued: (count: number) => `${count} in line`,
    passed: (count: number) => `${count} passed`,
    failed: (count: number) => `${count} to set aside`,
  },

  safety: {
    care: {
      strong: 'Keep the power on while a device restarts.',
      text: 'Each one runs its old firmware until it restarts. A lane that stops does not stop the others.',
    },
    safe: {
      strong: 'Every device here is safe.',
      text: 'Each one runs its old firmware until its own new one has passed. A lane that stops does not stop the others.',
    },
  },

  /** The cards, by what a batch slot is in. */
  says: {
    free: (armed: boolean): Says => ({
      tag: armed ? 'Armed' : 'Waits for a device',
      say: armed
        ? 'It starts by itself as soon as it answers.'
        : 'Its name and firmware are read; then it waits for your start.',
    }),
    unplug: (armed: boolean): Says => ({
      tag: armed ? 'Armed' : 'Waits for the next one',
      say: 'Then plug in the next one.',
    }),
    asking: (): Says => ({ tag: 'Asking', say: 'Reading its name and firmware.' }),
    ready: (from: string, to: string | null): Says => ({
      tag: 'Ready',
      say:
        to === null
          ? `It runs ${from}. Choose a firmware.`
          : `${from} → ${to}. Nothing is sent yet.`,
    }),
    /** `place`: from 1; null = it has none. */
    queued: (
      { from, to }: { readonly from: string; readonly to: string },
      { place, held }: { readonly place: number | null; readonly held: boolean },
    ): Says => ({
      tag: place === null ? 'In line' : `In line, number ${place}`,
      say: `${from} → ${to}. ${
        held
          ? 'The bench is paused: it starts after Go on.'
          : 'Eight devices are being written: it starts by itself when one of them is done.'
      } Nothing is sent yet.`,
    }),
    starting: (from: string, held: boolean): Says => ({
      tag: 'Preparing',
      say: `Making room in the free slot.${held ? ' It pauses before the first block.' : ''} ${safeOn(from)}`,
    }),
    /** `when`: a sentence. */
    pausing: (from: string, when: string): Says => ({
      tag: 'Pausing',
      say: `${when} ${safeOn(from)}`,
    }),
    /** `lead`: until when the device waits, a sentence. */
    paused: (
      from: string,
      of: { readonly percent: number; readonly lead: string | null; readonly hasPort: boolean },
    ): Says => ({
      tag: `Paused at ${of.percent} %`,
      say: [...(of.lead === null ? [] : [of.lead]), safeOn(from)].join(' '),
      act: of.hasPort ? null : 'It is unplugged: plug it in again.',
    }),
    /** `rate`: in bytes a second. */
    writing: (
      from: string,
      { rate, leftMs }: { readonly rate: number | null; readonly leftMs: number | null },
    ): Says => ({
      tag: 'Writing',
      say: [
        ...(leftMs === null ? [] : [`${roughTime(leftMs)} left.`]),
        ...(rate === null ? [] : [`${speed(rate)}.`]),
        safeOn(from),
      ].join(' '),
    }),
    /** `leftMs`: 0 or more. */
    lost: (from: string, leftMs: number): Says => ({
      tag: 'Lost its device',
      say: `Cable unplugged, or power lost. ${safeOn(from)}`,
      act:
        leftMs > 0
          ? `Plug it in again within ${countdown(leftMs)}.`
          : 'It is looked for once more.',
    }),
    lostLater: ({ from, to, mayFreeze }: Move): Says => ({
      tag: 'Lost its device',
      say: `Cable unplugged. ${to} is kept if it comes back and all checks pass, else it returns to ${from} by itself${unless(to, mayFreeze)}.`,
      act: 'Plug it in again.',
    }),
    silent: ({ from, to }: Move, since: string): Says => ({
      tag: `No answer for ${since}`,
      say: `${to} is kept if the device answers again and all checks pass, else it returns to ${from} by itself.`,
      act: 'Check its cable and its power.',
    }),
    finishing: (from: string): Says => ({
      tag: 'Checking',
      say: `The device checks what was written. ${safeOn(from)}`,
    }),
    /** `usualMs` null = not known. */
    restarting: (
      { from, to, mayFreeze }: Move,
      { usualMs, needsPower }: { readonly usualMs: number | null; readonly needsPower: boolean },
    ): Says => ({
      tag: 'Restarting',
      say: [
        ...(usualMs === null ? [] : [`Usually ${elapsed(usualMs)}.`]),
        ...(needsPower ? ['Keep its power on.'] : []),
        `Returns to ${from} by itself if ${to} does not start${unless(to, mayFreeze)}.`,
      ].join(' '),
    }),
    /** `waitsFor`: the name of a check. */
    trial: (
      from: string,
      { leftMs, waitsFor }: { readonly leftMs: number | null; readonly waitsFor: string | null },
    ): Says => ({
      tag: leftMs === null ? 'On trial' : `On trial, ${countdown(leftMs)} left`,
      say: `${waitsFor === null ? 'Checking how it does.' : `Waits for “${waitsFor}”.`} Kept by itself when all pass, else back to ${from}.`,
    }),
    keeping: (to: string): Says => ({
      tag: 'Keeping it',
      say: `All checks passed. Telling the device to keep ${to}.`,
    }),
    goingBack: (from: string): Says => ({
      tag: 'Going back',
      say: `A check failed twice. The device returns to ${from}.`,
    }),
    stopping: (from: string): Says => ({
      tag: 'Stopping',
      say: `The device forgets what was written. ${safeOn(from)}`,
    }),

    passed: (to: string, tookMs: number | null): Says => ({
      tag: `Pass: runs ${to}`,
      say: `All checks passed, kept${tookMs === null ? '' : ` in ${duration(tookMs)}`}.`,
      act: unplug,
    }),
    upToDate: (to: string): Says => ({
      tag: `Pass: ran ${to} already`,
      say: 'The same build, committed. Nothing was sent.',
      act: unplug,
    }),
    /** `why`: what a check that failed says, without an end. */
    wentBack: (from: string, to: string, why: string | null): Says => ({
      tag: `Fail: back on ${from}`,
      say: `${why === null ? `${to} was not kept` : `${why}, so the device went back`}. It works as before.`,
      act: aside,
    }),
    /** `what`: a sentence, here and below. */
    failed: (what: string, from: string | null, percent: number | null): Says => ({
      tag: percent === null ? 'Fail: stopped' : `Fail: stopped at ${percent} %`,
      say: `${what}${from === null ? '' : ` It runs ${from}.`}`,
      act: aside,
    }),
    refused: (what: string, from: string | null): Says => ({
      tag: 'Fail: not started',
      say: `${what}${from === null ? '' : ` It runs ${from}; nothing was sent.`}`,
      act: aside,
    }),
    unreached: (what: string): Says => ({
      tag: 'Fail: no answer',
      say: what,
      act: 'Check its power and its port.',
    }),
    unclear: (what: string): Says => ({ tag: 'Fail: not as sent', say: what, act: aside }),
    unknown: (move: Move | null): Says => ({
      tag: 'Fail: not seen again',
      say:
        move === null
          ? 'It did not come back after the restart.'
          : `It did not come back after the restart. What is not kept returns to ${move.from} by itself${unless(move.to, move.mayFreeze)}.`,
      act: aside,
    }),
    cancelled: (from: string | null): Says => ({
      tag: 'Cancelled',
      say: from === null ? 'Nothing has changed.' : `Nothing has changed. It runs ${from}.`,
    }),
  },

  /** How a device ended, in one word for sorting: as the summary calls it. */
  verdicts: {
    passed: 'Passed',
    'went-back': 'Went back',
    stopped: 'Stopped',
    cancelled: 'Cancelled',
  },

  results: {
    title: 'Results of this visit',
    kept: 'Kept until this page closes.',
    newest: (shown: number, all: number) => `The newest ${shown} of ${all}; the file has all.`,
    dropped: (most: number) => `Only the newest ${most} are kept.`,
    save: 'Save as CSV',
    saved: (count: number) => (count === 1 ? '1 result saved.' : `${count} results saved.`),
    ended: 'Ended',
    device: 'Device',
    versions: 'From → to',
    result: 'Result',
    took: 'Time',
    move: (from: string, to: string) => `${from} → ${to}`,
    /** Nobody said who it is. */
    nobody: 'No answer',
    none: '–',
    columns: [
      'Ended (UTC)',
      'Lane',
      'Device id',
      'MAC',
      'Name',
      'From version',
      'From build',
      'To version',
      'To build',
      'Result',
      'Details',
      'Seconds',
    ],
  },
};
