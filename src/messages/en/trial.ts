/** A device that is late after its restart, a firmware on trial that fails a check, and one whose device does not answer. */
import type { Move } from '../state-shape.ts';
import { countdown, decimal, duration, elapsed, fileSize, slotName } from '../numbers.ts';
import grammar from './grammar.ts';

const { begin, capital, count } = grammar;

const kept = 'It is not kept by itself.';

const mute = (to: string, device: string): string =>
  `${begin(device)} does not answer. ${to} was on trial.`;

export default {
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

  trialChecks: {
    label: 'Health checks',
    version: 'Runs the version that was sent',
    build: 'Runs the build that was sent',
    slot: 'Started from the slot that was written',
    restart: 'No unexpected restart',
    up: (seconds: number) => `${seconds} s up`,
    restarted: 'it restarted',
    memory: 'Free memory',
    memoryOf: (now: number, before: number) => `${fileSize(now)}, was ${fileSize(before)}`,
    answers: 'Response time OK',
    answered: (ms: number) =>
      ms < 1_000 ? `in ${Math.max(1, Math.round(ms))} ms` : `in ${decimal(ms / 1_000)} s`,
    notAsked: 'not asked yet',
    waiting: (seconds: number) => `watching for ${seconds} s`,
    notReported: 'not reported',
  },

  failedChecks: {
    version: (sent: string, now: string) => ({
      headline: 'Another version answers',
      text: `It should be ${sent}. ${kept}`,
      before: sent,
      now,
    }),
    build: (sent: string, now: string) => ({
      headline: 'Another build answers',
      text: `The version is right, the build id is not the one of the file. ${kept}`,
      before: sent,
      now,
    }),
    slot: (sent: string, now: string) => ({
      headline: 'It runs from another slot',
      text: `The firmware was written to ${sent}. ${kept}`,
      before: sent,
      now,
    }),
    restart: (up: string) => ({
      headline: 'It restarted once more',
      text: `A firmware that is well starts once. ${kept}`,
      before: 'one restart, as told',
      now: `started again, ${up}`,
    }),
    memory: (before: string, now: string) => ({
      headline: 'Much less free memory than before',
      text: `Less than 70 % of what was free before the update. ${kept}`,
      before: `${before} free`,
      now: `${now} free`,
    }),
    answers: (limit: string, now: string) => ({
      headline: 'It answers slowly',
      text: `A device that is well answers sooner, over any link. ${kept}`,
      before: `under ${limit}`,
      now,
    }),
  },

  redTrial: {
    state: ({ from, to }: Move, failed: number) => {
      const checks = `${count(failed, 'check', 'checks')} failed`;
      return {
        tag: checks,
        headline: `${to} runs, but ${failed === 1 ? 'a check' : `${failed} checks`} failed`,
        heard: `${checks}. Go back to ${from}, or keep ${to} anyway.`,
      };
    },
    label: 'Failed checks',
    cap: 'To decide',
    before: 'Before',
    now: 'Now',
    checkAgain: 'Check again',
    keepAnyway: 'Keep anyway',
    foldTitle: (version: string) => `Keep ${version} anyway`,
    foldHint: 'needs typing',
    foldText: (version: string) =>
      `The failed check stays as it is. To keep ${version} all the same, type it.`,
    field: (version: string) => `Type ${version} to keep it with a failed check`,
    off: (version: string) => `Keep is off until ${version} is typed.`,
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
};
