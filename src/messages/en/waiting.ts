/** While a device is waited for: paused, link lost, late after its restart, not answering; and how the update goes on. */
import type { Move } from '../text-shapes.ts';
import { countdown, duration, elapsed, fileSize, slotName, timeOfDay } from '../numbers.ts';
import grammar from './grammar.ts';

const { begin, capital, count } = grammar;

const mute = (to: string, device: string): string =>
  `${begin(device)} does not answer. ${to} was on trial.`;

export default {
  /** While nothing is written: paused by a person, or the link is lost. */
  pause: {
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
  },

  /** How an update goes on after a pause. */
  goingOn: {
    startedOver: {
      restarted: 'Started over: the device had restarted',
      'gave-up': 'Started over: the device had stopped waiting',
      unclear: 'Started over: the device could not say what it has',
    },
    fromStart: 'Went on from the first byte',
    at: (bytes: number) => `Went on at ${fileSize(bytes)}`,
    smallerBlocks: (of: {
      readonly offset: number;
      readonly bytes: number;
      readonly losses: number;
    }) =>
      `Went on with blocks of at most ${of.bytes} bytes: the connection ended ${of.losses} times at ${fileSize(of.offset)}`,
    heard: (percent: number) => `Went on at ${percent} percent.`,
  },

  late: {
    /** `end`: a sentence (of the safety line), or nothing. */
    state: ({ device, from }: Move, leftMs: number, end: string) => ({
      title: `Waiting · ${capital(device)}`,
      tag: 'Restart · longer than usual',
      headline: 'It has not come back yet',
      strong: 'If nobody acts:',
      safety:
        `if it is healthy it must be kept within ${countdown(leftMs)}. ` +
        `Otherwise it returns to ${from} by itself, about `,
      after: `. ${end}`.trimEnd(),
    }),
    heard: (end: string) => `Not back yet. ${end}`.trimEnd(),
    noHarm: 'No action can harm it.',

    since: 'since the restart',
    usually: (ms: number) => `, usually ${elapsed(ms)}`,
    gauge: 'Waiting for the device to come back',
    gaugeValue: (waitedMs: number, trialMs: number) =>
      `${duration(waitedMs)}; the trial ends at ${duration(trialMs)}`,
    trialEnds: (trialMs: number) => `${elapsed(trialMs)} trial ends`,
    known: 'What we know',
    unseen: 'What we cannot see',
    arrived: 'Every byte arrived; the device accepted the hashes',
    wayBack: (version: string, slot: number | null) =>
      `${version} lies whole in ${slot === null ? 'its slot' : slotName(slot)}, as the previous version`,
    told: 'It was told to restart',
    started: (version: string) => `Whether ${version} has started`,
    clock: 'When its trial clock began',
    clockWhy: 'the device’s own clock decides',
    ownCount: 'by our count',
    wentBack: 'Whether it already went back',
    unknown: 'unknown',
    stop: 'Stop watching',
    choosePort: 'Choose the port again',
    chooseDevice: 'Choose the device again',
    wifiLater: 'Whether its Wi-Fi connected: then it may switch Bluetooth off',
    still: 'Slipway keeps looking for it by itself, every few seconds.',
  },

  lostTrial: {
    /** What is known of the link; a serial port that is gone tells nothing of the device's power. */
    headlines: {
      cable: (to: string) => `The cable connection is gone. ${to} was on trial.`,
      reach: (to: string) => `Out of reach. ${to} was on trial.`,
      power: (to: string) => `Power lost before ${to} was kept`,
      link: (to: string) => `The connection is gone. ${to} was on trial.`,
      radio: (to: string) => `Bluetooth was turned off. ${to} was on trial.`,
      taken: (to: string) => `Another app took the device. ${to} was on trial.`,
      mute,
      silent: mute,
      wifi: (to: string) => `The device switched Bluetooth off. ${to} was on trial.`,
    },
    /** It was told, and did not answer. */
    told: {
      keep: (to: string) => `Keeping ${to}: no answer yet`,
      'go-back': (to: string) => `Going back from ${to}: no answer yet`,
    },
    title: (device: string) => `No answer · ${begin(device)}`,
    tag: 'On trial · not reached',
    tagTold: 'No answer yet',
    /** `headline`: a sentence. */
    heard: (headline: string) => `${headline} It is looked for.`,

    nothingLost: 'Nothing is lost.',
    /** `end`: a sentence (of the safety line). */
    afterPower: (from: string, end: string) => `When it starts again it runs ${from}. ${end}`,
    until: 'Until it answers:',
    /** `maybeKept`: it was told to keep it. */
    noTime: ({ to }: Move, maybeKept: boolean, end: string) =>
      `${maybeKept ? `unless it has kept ${to}, ` : ''}it runs ${to}. A power cut takes it back, too. ${end}`,
    goesBack: ({ from, to }: Move, maybeKept: boolean, end: string) => ({
      text: `${maybeKept ? `unless it has kept ${to}, ` : ''}it returns to ${from} by itself at `,
      after: `. A power cut takes it back, too. ${end}`,
    }),

    silent: 'since its last answer',
    toKeep: (left: string) => `${left} left to keep it`,
    over: 'The time to keep it is over',
    noLimit: 'It tells no time limit',
    looking: 'Slipway looks for it by itself, every few seconds.',
    held: (to: string) => `Keep ${to} can be pressed as soon as the device answers.`,
    waiting: 'Whether it was heard shows as soon as the device answers.',
    stop: 'Stop watching',
  },

  /** A device that answered before and does not now, while nothing is sent to it. */
  presence: {
    safe: (version: string) => `Nothing is being sent. It ran ${version} when it last answered.`,
    notKept: 'Not kept yet:',
    /** `end`: a sentence (of the safety line). */
    onTrial: (version: string, end: string) =>
      `${version} was on trial when it last answered. If nobody keeps it, the device returns to the firmware before it. ${end}`,
    otherDevice: (device: string, found: string) => ({
      tag: 'Other device',
      headline: `Another device answers here: ${found}`,
      next: `Connect ${device} again. To use the other device, press Disconnect and choose it.`,
    }),
    linkLost: (device: string) => ({
      tag: 'Connection lost',
      headline: `${begin(device)}: connection lost`,
      next: 'It is looked for and found again by itself.',
    }),
    unplugged: (device: string) => ({
      tag: 'Unplugged',
      headline: `${begin(device)} is unplugged`,
      next: 'Plug it in again: it is found by itself.',
    }),
    noPower: (device: string) => ({
      tag: 'No power',
      headline: `${begin(device)} has no power`,
      next: 'Start it again: it is found by itself.',
    }),
    noAnswer: (device: string) => ({
      tag: 'No answer',
      headline: `${begin(device)} does not answer`,
      next: 'See that it is on. It is asked again by itself.',
    }),
    /** `tag`: of what is known, or of nothing. */
    title: (tag: string, device: string) => `${tag} · ${begin(device)}`,
    notConnected: 'Not connected',
    lookedFor: 'It is looked for by itself.',
    askedOften: 'See that it is on. It is asked every few seconds; Update is off until it answers.',
    /** `headline`: a sentence. */
    heard: (headline: string) => `${headline} Nothing is being sent.`,
    sinceResult: (headline: string) => `Now: ${headline} This result is what it last reported.`,
    since: (time: string) => `No answer for ${time}`,
  },
};
