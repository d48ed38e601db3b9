/** How an update ended with something else than the new firmware, kept; and a device that does not answer meanwhile. */
import type { Move } from '../state-shape.ts';
import { fileSize } from '../numbers.ts';
import grammar from './grammar.ts';

const { begin } = grammar;

export default {
  end: {
    /** Why the old firmware runs again, as far as somebody saw it. `at`: when. */
    causes: {
      asked: {
        tag: (at: string) => `You went back at ${at}`,
        lead: () => 'You chose to go back.',
      },
      'time-over': {
        tag: (at: string) => `Returned by itself at ${at}`,
        lead: ({ to }: Move) =>
          `${to} was not kept in time. The device went back, as it should, and works as before the update.`,
      },
      restarted: {
        tag: () => 'Restarted before it was kept',
        lead: ({ from, to }: Move) =>
          `The device restarted before ${to} was kept, so ${from} runs again, as it should.`,
      },
      'not-seen': {
        tag: (at: string) => `Seen again at ${at}`,
        lead: ({ to }: Move) =>
          `${to} was not seen running. The device works as before the update.`,
      },
    },
    wentBack: ({ device, from }: Move, committed: boolean) => ({
      title: `Back on ${from} · ${begin(device)}`,
      headline: `${begin(device)} is back on ${from}`,
      safety: `It reports ${from}${committed ? ', committed,' : ','} as before the update.`,
      heard: `The device is back on ${from}. It is safe.`,
      heardAsked: `Back on ${from}.`,
    }),
    /** `now`: what runs, as a sentence takes it. */
    other: (
      { device, to }: Move,
      now: {
        readonly version: string;
        readonly buildId: string;
        readonly committed: boolean;
        /** It has the version that was sent. */
        readonly isOfVersion: boolean;
      },
    ) => ({
      title: `Another firmware · ${begin(device)}`,
      tag: 'Another firmware runs',
      headline: now.isOfVersion
        ? `${begin(device)} runs another build of ${to}`
        : `${begin(device)} runs ${now.version}`,
      lead: `Its build ${now.buildId} is neither what ran before nor what was sent.`,
      strong: 'It runs.',
      safety: now.committed
        ? 'It says it is committed. Find out which firmware it should run.'
        : 'It says it is on trial. Find out which firmware it should run.',
      heard: `${begin(device)} runs another firmware, ${now.version}, than the one that was sent.`,
    }),
    unclear: ({ device, from }: Move) => ({
      title: `Not finished · ${begin(device)}`,
      tag: 'Not finished',
      strong: 'Nothing is lost.',
      safety: `What is not kept returns to ${from} by itself.`,
    }),
  },

  /** Why the old firmware runs again, only as far as it was seen: see update/judge-return.ts. */
  wentBack: {
    asked: (from: string) => `The device went back to ${from}, as it was told.`,
    'time-over': (from: string, to: string) =>
      `The device went back from ${to} to ${from} by itself: the time to keep it was over.`,
    restarted: (from: string, to: string) =>
      `The device restarted before ${to} was kept, and runs ${from} again.`,
    'not-seen': (from: string, to: string) =>
      `The device came back with ${from}: ${to} was not seen running.`,
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
};
