/** While nothing is written: paused by a person, or the link is lost. */
import type { Move } from '../state-shape.ts';
import { fileSize, timeOfDay } from '../numbers.ts';
import grammar from './grammar.ts';

const { capital, count } = grammar;

export default {
  paused: ({ device, from }: Move, percent: number, untilMs: number | null) => ({
    title: `Paused at ${percent} % · ${capital(device)}`,
    tag: 'Paused',
    headline: `Paused at ${percent} %`,
    lead:
      untilMs === null
        ? 'The device has stopped waiting. Going on starts over, by itself.'
        : `The device waits until ${timeOfDay(untilMs)}, then forgets this part.`,
    safety: `It runs ${from}. Past its time the update starts over, by itself.`,
    heard: 'Paused.',
  }),

  lost: {
    title: (device: string) => `Waiting · ${capital(device)}`,
    tag: 'Waiting · nothing is lost',
    headlines: {
      cable: (percent: number) => `Cable unplugged at ${percent} %`,
      reach: (percent: number) => `Out of reach at ${percent} %`,
      power: (percent: number) => `Power lost at ${percent} %`,
      link: (percent: number) => `The connection was lost at ${percent} %`,
      mute: (percent: number) => `The device stopped answering at ${percent} %`,
      radio: (percent: number) => `Bluetooth was turned off at ${percent} %`,
      taken: (percent: number) => `Another app took the device at ${percent} %`,
      silent: (percent: number) => `The device took no more commands at ${percent} %`,
      wifi: (percent: number) => `The device switched Bluetooth off at ${percent} %`,
    },
    heard: {
      cable: 'Cable unplugged',
      reach: 'Out of reach',
      power: 'Power lost',
      link: 'Connection lost',
      mute: 'No answer',
      radio: 'Bluetooth is off',
      taken: 'Another app took the device',
      silent: 'No commands taken',
      wifi: 'The device switched Bluetooth off',
    },
    wayBack: {
      cable: 'Plug it in again.',
      reach: 'Step closer.',
      power: 'Start it again.',
      link: 'See that it is on and connected.',
      mute: 'See that it is on.',
      radio: 'Switch Bluetooth on again.',
      taken: 'Close that app, or the other tab.',
      silent: 'See that its RPC over Bluetooth is on.',
      wifi: 'Its Wi-Fi connected. Stop here, then use a USB cable.',
      /** What moving closer did not help so far. */
      closer: 'Step closer, or wake Bluetooth here: switch it off and on.',
    },
    startsOver: 'The update starts over by itself.',
    goesOn: 'The update goes on by itself.',
    safety: (from: string) =>
      `It runs ${from}. If it lost power, or cannot say what it already has, the update starts over, by itself.`,
    /** `wayBack`: a sentence. */
    said: (heard: string, percent: number, wayBack: string) =>
      `${heard} at ${percent} percent. The device is safe. ${wayBack}`,
  },

  until: 'left to reconnect, until ',
  stoppedWaiting: 'The device has stopped waiting',
  forgets: 'Without power it forgets what was written',
  gauge: {
    label: 'Firmware written, waiting',
    value: (percent: number) => `Waiting at ${percent} percent`,
    confirmed: (bytes: number, total: number) =>
      `${fileSize(bytes)} of ${fileSize(total)} confirmed`,
    looking: (tries: number) => `Looking for the device · ${count(tries, 'try', 'tries')}`,
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
};
