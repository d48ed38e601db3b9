/** Words of the bench: several devices at once, a lane for each port. */
import { countdown, duration, elapsed, roughTime, speed } from './numbers.ts';
import type { BootSafety } from '../contracts/boot-safety.ts';
import { KEEP_POWER, needsPower } from './safety-words.ts';
import type { MarkShape, SafetyWords, Tone } from './state-shape.ts';

/** What a card says: its tag, one sentence, and what to do with the device. */
export interface LaneSays {
  readonly tag: { readonly tone: Tone; readonly mark: MarkShape; readonly text: string };
  readonly say: string;
  readonly act: string | null;
}

const says = (tone: Tone, mark: MarkShape, text: string) =>
  ({ tag: { tone, mark, text } }) as const;
const live = (text: string) => says('live', 'live', text);
const safeOn = (from: string): string => `Safe on ${from}.`;

/** Versions of a lane's update, and what the boot loader of its device survives. */
export interface LaneMove {
  readonly from: string;
  readonly to: string;
  readonly safety: BootSafety;
}

const unlessFrozen = ({ to, safety }: Pick<LaneMove, 'to' | 'safety'>): string =>
  safety.goesBackFromHang ? '' : `, unless ${to} freezes while it starts`;

/** `1 device waits`, `3 devices wait`. */
const devices = (count: number, one: string, many: string): string =>
  count === 1 ? `1 device ${one}` : `${count} devices ${many}`;

/** Of the devices under way while the bench is paused. */
export interface HeldCount {
  readonly paused: number;
  readonly pausing: number;
  /** Nothing of them is written any more. */
  readonly past: number;
}

const unplug = 'Unplug it.';
const aside = 'Set it aside.';

export const laneWords = {
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
    why: 'Armed, a device that is plugged in starts by itself.',
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
      (queued === 0 ? '' : ` ${devices(queued, 'waits', 'wait')} in line and will not be started.`),
    stop: 'Stop all lanes',
    keep: 'Keep going',
  },

  held: {
    strong: 'Paused.',
    text: ({ paused, pausing, past }: HeldCount) =>
      [
        ...(paused === 0
          ? []
          : [`${devices(paused, 'waits', 'wait')}; each card says until when.`]),
        ...(pausing === 0
          ? []
          : [`${devices(pausing, 'pauses', 'pause')} after the present block.`]),
        ...(past === 0
          ? []
          : [
              `${devices(past, 'is', 'are')} past writing and ${past === 1 ? 'goes' : 'go'} on: a restart or a trial cannot be paused.`,
            ]),
        'No other device starts.',
      ].join(' '),
  },

  tally: {
    label: 'Since the bench was opened',
    passed: 'Passed',
    running: 'Under way',
    queued: 'In line',
    wentBack: 'Went back',
    stopped: 'Stopped',
    mean: 'Mean time',
    none: '–',
  },

  lanes: 'Lanes',
  lane: (number: number) => `Lane ${number}`,
  noPort: 'no port',
  bar: (lane: string) => `${lane}, written`,

  free: (armed: boolean): LaneSays => ({
    ...(armed ? says('hold', 'wait', 'Armed') : says('wait', 'wait', 'Waits for a device')),
    say: armed
      ? 'It starts by itself as soon as it answers.'
      : 'Its name and firmware are read; then it waits for your start.',
    act: null,
  }),
  freeName: 'Plug in the next one',
  unplug: {
    name: 'Unplug this one',
    says: (armed: boolean): LaneSays => ({
      ...(armed ? says('hold', 'wait', 'Armed') : says('wait', 'wait', 'Waits for the next one')),
      say: 'Then plug in the next one.',
      act: null,
    }),
  },
  asking: { ...live('Asking'), say: 'Reading its name and firmware.', act: null } as LaneSays,
  askingName: 'A device',
  ready: (from: string, to: string | null): LaneSays => ({
    ...says('go', 'go', 'Ready'),
    say:
      to === null ? `It runs ${from}. Choose a firmware.` : `${from} → ${to}. Nothing is sent yet.`,
    act: null,
  }),
  /** `held`: the bench is paused. */
  queued: (
    { from, to }: { readonly from: string | null; readonly to: string | null },
    { place, held }: { readonly place: number | null; readonly held: boolean },
  ): LaneSays => ({
    ...says('wait', 'wait', place === null ? 'In line' : `In line, number ${place}`),
    say: `${from ?? ''} → ${to ?? ''}. ${
      held
        ? 'The bench is paused: it starts after Go on.'
        : 'Eight devices are being written: it starts by itself when one of them is done.'
    } Nothing is sent yet.`,
    act: null,
  }),
  starting: (from: string, held: boolean): LaneSays => ({
    ...live('Preparing'),
    say: `Making room in the free slot.${held ? ' It pauses before the first block.' : ''} ${safeOn(from)}`,
    act: null,
  }),
  pausing: (from: string, when: string): LaneSays => ({
    ...says('hold', 'hold', 'Pausing'),
    say: `${when} ${safeOn(from)}`,
    act: null,
  }),
  /** `lead`: until when the device waits. */
  paused: (
    from: string,
    {
      percent,
      lead,
      hasPort,
    }: { readonly percent: number; readonly lead: string | null; readonly hasPort: boolean },
  ): LaneSays => ({
    ...says('hold', 'hold', `Paused at ${percent} %`),
    say: [...(lead === null ? [] : [lead]), safeOn(from)].join(' '),
    act: hasPort ? null : 'It is unplugged: plug it in again.',
  }),
  writing: (
    from: string,
    { rate, leftMs }: { readonly rate: number | null; readonly leftMs: number | null },
  ): LaneSays => ({
    ...live('Writing'),
    say: [
      ...(leftMs === null ? [] : [`${roughTime(leftMs)} left.`]),
      ...(rate === null ? [] : [`${speed(rate)}.`]),
      safeOn(from),
    ].join(' '),
    act: null,
  }),
  lost: (from: string, leftMs: number): LaneSays => ({
    ...says('hold', 'hold', 'Lost its device'),
    say: `Cable unplugged, or power lost. ${safeOn(from)}`,
    act:
      leftMs > 0 ? `Plug it in again within ${countdown(leftMs)}.` : 'It is looked for once more.',
  }),
  /** After the restart: the device itself decides in the end. */
  lostLater: (move: LaneMove): LaneSays => ({
    ...says('hold', 'hold', 'Lost its device'),
    say: `Cable unplugged. ${move.to} is kept if it comes back and all checks pass, else it returns to ${move.from} by itself${unlessFrozen(move)}.`,
    act: 'Plug it in again.',
  }),
  /** On trial; `since` its last answer. */
  silent: (move: LaneMove, since: string): LaneSays => ({
    ...says('hold', 'hold', `No answer for ${since}`),
    say: `${move.to} is kept if the device answers again and all checks pass, else it returns to ${move.from} by itself.`,
    act: 'Check its cable and its power.',
  }),
  finishing: (from: string): LaneSays => ({
    ...live('Checking'),
    say: `The device checks what was written. ${safeOn(from)}`,
    act: null,
  }),
  restarting: (move: LaneMove, usualMs: number | null): LaneSays => ({
    ...live('Restarting'),
    say: [
      ...(usualMs === null ? [] : [`Usually ${elapsed(usualMs)}.`]),
      ...(needsPower(move.safety) ? [KEEP_POWER] : []),
      `Returns to ${move.from} by itself if ${move.to} does not start${unlessFrozen(move)}.`,
    ].join(' '),
    act: null,
  }),
  trial: (
    from: string,
    { leftMs, waitsFor }: { readonly leftMs: number | null; readonly waitsFor: string | null },
  ): LaneSays => ({
    ...live(leftMs === null ? 'On trial' : `On trial, ${countdown(leftMs)} left`),
    say: `${waitsFor === null ? 'Checking how it does.' : `Waits for “${waitsFor}”.`} Kept by itself when all pass, else back to ${from}.`,
    act: null,
  }),
  keeping: (to: string): LaneSays => ({
    ...live('Keeping it'),
    say: `All checks passed. Telling the device to keep ${to}.`,
    act: null,
  }),
  goingBack: (from: string): LaneSays => ({
    ...says('hold', 'back', 'Going back'),
    say: `A check failed twice. The device returns to ${from}.`,
    act: null,
  }),
  stopping: (from: string): LaneSays => ({
    ...live('Stopping'),
    say: `The device forgets what was written. ${safeOn(from)}`,
    act: null,
  }),

  passed: (to: string, tookMs: number | null): LaneSays => ({
    ...says('go', 'go', `Pass: runs ${to}`),
    say: `All checks passed, kept${tookMs === null ? '' : ` in ${duration(tookMs)}`}.`,
    act: unplug,
  }),
  upToDate: (to: string): LaneSays => ({
    ...says('go', 'go', `Pass: ran ${to} already`),
    say: 'The same build, committed. Nothing was sent.',
    act: unplug,
  }),
  wentBack: (from: string, to: string, why: string | null): LaneSays => ({
    ...says('hold', 'back', `Fail: back on ${from}`),
    say: `${why === null ? `${to} was not kept` : `${why}, so the device went back`}. It works as before.`,
    act: aside,
  }),
  failed: (what: string, from: string | null, percent: number | null): LaneSays => ({
    ...says('stop', 'stop', percent === null ? 'Fail: stopped' : `Fail: stopped at ${percent} %`),
    say: `${what}${from === null ? '' : ` It runs ${from}.`}`,
    act: aside,
  }),
  refused: (what: string, from: string | null): LaneSays => ({
    ...says('stop', 'stop', 'Fail: not started'),
    say: `${what}${from === null ? '' : ` It runs ${from}; nothing was sent.`}`,
    act: aside,
  }),
  unreached: (what: string): LaneSays => ({
    ...says('stop', 'stop', 'Fail: no answer'),
    say: what,
    act: 'Check its power and its port.',
  }),
  unclear: (what: string): LaneSays => ({
    ...says('stop', 'stop', 'Fail: not as sent'),
    say: what,
    act: aside,
  }),
  unknown: (move: LaneMove | null): LaneSays => ({
    ...says('hold', 'hold', 'Fail: not seen again'),
    say:
      move === null
        ? 'It did not come back after the restart.'
        : `It did not come back after the restart. What is not kept returns to ${move.from} by itself${unlessFrozen(move)}.`,
    act: aside,
  }),
  cancelled: (from: string | null): LaneSays => ({
    ...says('wait', 'wait', 'Cancelled'),
    say: from === null ? 'Nothing has changed.' : `Nothing has changed. It runs ${from}.`,
    act: null,
  }),

  checks: (passed: number, all: number) => `${passed} of ${all}`,
  percent: (percent: number) => `${percent} %`,

  /** `devices`: those in the lanes. */
  safety: (devices: readonly BootSafety[]): SafetyWords =>
    devices.some(needsPower)
      ? {
          tone: 'care',
          strong: 'Keep the power on while a device restarts.',
          text: 'Each one runs its old firmware until it restarts. A lane that stops does not stop the others.',
        }
      : {
          tone: 'safe',
          strong: 'Every device here is safe.',
          text: 'Each one runs its old firmware until its own new one has passed. A lane that stops does not stop the others.',
        },
  keys: 'Space on the keyboard: next device in every finished lane.',
  tones: 'Tones: one up = passed, two down = set it aside.',
  heard: (count: {
    readonly running: number;
    readonly queued: number;
    readonly held: boolean;
    readonly passed: number;
    readonly failed: number;
  }): string => {
    const parts = [
      ...(count.held ? ['paused'] : []),
      ...(count.running > 0 ? [`${count.running} under way`] : []),
      ...(count.queued > 0 ? [`${count.queued} in line`] : []),
      ...(count.passed > 0 ? [`${count.passed} passed`] : []),
      ...(count.failed > 0 ? [`${count.failed} to set aside`] : []),
    ];
    return `Bench: ${parts.join(', ')}.`;
  },
  strip: {
    label: 'Running bench',
    text: (running: number) =>
      running === 1 ? 'Bench: 1 device under way' : `Bench: ${running} devices under way`,
    back: 'Back to the bench',
  },
} as const;
