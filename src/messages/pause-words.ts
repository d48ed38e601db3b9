/** What the Update screen says while nothing is written: paused by a person, or the link is lost. */
import { fileSize, timeOfDay } from './numbers.ts';
import type { Move, StateWords } from './state-shape.ts';

/** What took the link away, as far as is known. */
export type LossCause =
  | 'cable'
  | 'reach'
  | 'power'
  | 'link'
  /** It is connected, and does not answer. */
  | 'mute'
  /** Of Bluetooth, as the last try told. */
  | 'radio'
  | 'taken'
  | 'silent'
  | 'wifi';

export interface PauseFacts {
  readonly percent: number;
  /** Wall clock at which the device gives the update up; null = it has. */
  readonly untilMs: number | null;
  /** To reach the device, in vain. */
  readonly tries?: number;
}

/** After so many somebody has to do something. */
export const MANY_TRIES = 5;

const HEADLINES: Readonly<Record<LossCause, string>> = {
  cable: 'Cable unplugged',
  reach: 'Out of reach',
  power: 'Power lost',
  link: 'The connection was lost',
  mute: 'The device stopped answering',
  radio: 'Bluetooth was turned off',
  taken: 'Another app took the device',
  silent: 'The device took no more commands',
  wifi: 'The device switched Bluetooth off',
};
const HEARD: Readonly<Record<LossCause, string>> = {
  cable: 'Cable unplugged',
  reach: 'Out of reach',
  power: 'Power lost',
  link: 'Connection lost',
  mute: 'No answer',
  radio: 'Bluetooth is off',
  taken: 'Another app took the device',
  silent: 'No commands taken',
  wifi: 'The device switched Bluetooth off',
};
const WAYS_BACK: Readonly<Record<LossCause, string>> = {
  cable: 'Plug it in again',
  reach: 'Step closer',
  power: 'Start it again',
  link: 'See that it is on and connected',
  mute: 'See that it is on',
  radio: 'Switch Bluetooth on again',
  taken: 'Close that app, or the other tab',
  silent: 'See that its RPC over Bluetooth is on',
  wifi: 'Its Wi-Fi connected. Stop here, then use a USB cable',
};
/** What moving closer did not help so far. */
const CLOSER = 'Step closer, or wake Bluetooth here: switch it off and on';

const wayBack = (cause: LossCause, tries: number): string =>
  cause === 'reach' && tries >= MANY_TRIES ? CLOSER : WAYS_BACK[cause];

/** Nothing goes on by itself where the only way back is another link. */
function goesOn(cause: LossCause, untilMs: number | null): string {
  if (cause === 'wifi') return '';
  const startsOver = untilMs === null || cause === 'power';
  return ` The update ${startsOver ? 'starts over' : 'goes on'} by itself.`;
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const hold = (text: string) => ({ tone: 'hold', mark: 'hold', text }) as const;

export const pauseWords = {
  paused: (move: Move, { percent, untilMs }: PauseFacts): StateWords => ({
    title: `Paused at ${percent} % · ${capital(move.device)}`,
    tag: hold('Paused'),
    headline: `Paused at ${percent} %`,
    lead:
      untilMs === null
        ? 'The device has stopped waiting. Going on starts over, by itself.'
        : `The device waits until ${timeOfDay(untilMs)}, then forgets this part.`,
    safety: {
      tone: 'safe',
      strong: 'The device is safe.',
      text: `It runs ${move.from}. Past its time the update starts over, by itself.`,
    },
    heard: { text: 'Paused.', urgent: false },
  }),

  lost: (
    move: Move,
    { percent, untilMs, tries = 0 }: PauseFacts,
    cause: LossCause,
  ): StateWords => ({
    title: `Waiting · ${capital(move.device)}`,
    tag: hold('Waiting · nothing is lost'),
    headline: `${HEADLINES[cause]} at ${percent} %`,
    lead: `${wayBack(cause, tries)}.${goesOn(cause, untilMs)}`,
    safety: {
      tone: 'safe',
      strong: 'The device is safe.',
      text: `It runs ${move.from}. If it lost power, or cannot say what it already has, the update starts over, by itself.`,
    },
    heard: {
      text: `${HEARD[cause]} at ${percent} percent. The device is safe. ${wayBack(cause, tries)}.`,
      urgent: true,
    },
  }),

  until: 'left to reconnect, until ',
  stoppedWaiting: 'The device has stopped waiting',
  forgets: 'Without power it forgets what was written',
  gauge: {
    label: 'Firmware written, waiting',
    value: (percent: number) => `Waiting at ${percent} percent`,
    confirmed: (bytes: number, total: number) =>
      `${fileSize(bytes)} of ${fileSize(total)} confirmed`,
    looking: (tries: number) =>
      `Looking for the device · ${tries === 1 ? '1 try' : `${tries} tries`}`,
  },
  buttons: {
    goOn: 'Go on',
    cancel: 'Cancel update',
    plugBack: 'Plug the cable back in',
    start: 'Start it',
    pluggedIn: 'It is plugged in',
    connect: 'Connect again',
    choosePort: 'Choose the port again',
    chooseDevice: 'Choose the device again',
    stopHere: 'Stop here',
  },
  question: {
    title: 'Stop this update?',
    text: (confirmed: string, from: string) =>
      `The device forgets the ${confirmed} and keeps running ${from}.`,
    /** It cannot be told: it forgets when its time is over. */
    textUnheard: (confirmed: string, from: string) =>
      `The device keeps running ${from}. It forgets the ${confirmed} when it stops waiting.`,
    stop: 'Stop the update',
    keep: 'Keep waiting',
  },
} as const;
