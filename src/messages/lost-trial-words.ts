/** A firmware is on trial, and its device does not answer: what is known, what it does meanwhile, what is held. */
import { timeOfDay } from './numbers.ts';
import type { LossCause } from './pause-words.ts';
import { ofReturn } from './safety-words.ts';
import { begin } from './sentence-start.ts';
import type { Move, SafetyWords, StateWords } from './state-shape.ts';

export interface LostTrialFacts {
  readonly cause: LossCause;
  /** Wall clock at which it goes back by itself; null = it tells no limit. */
  readonly untilMs: number | null;
  /** It was told to keep the firmware or to go back, and did not answer. */
  readonly told: 'keep' | 'go-back' | null;
}

/** What is known of the link; a serial port that is gone tells nothing of the device's power. */
const HEADLINES: Readonly<Record<LossCause, (to: string, device: string) => string>> = {
  cable: (to) => `The cable connection is gone. ${to} was on trial.`,
  reach: (to) => `Out of reach. ${to} was on trial.`,
  power: (to) => `Power lost before ${to} was kept`,
  link: (to) => `The connection is gone. ${to} was on trial.`,
  radio: (to) => `Bluetooth was turned off. ${to} was on trial.`,
  taken: (to) => `Another app took the device. ${to} was on trial.`,
  mute: (to, device) => `${begin(device)} does not answer. ${to} was on trial.`,
  silent: (to, device) => HEADLINES.mute(to, device),
  wifi: (to) => `The device switched Bluetooth off. ${to} was on trial.`,
};

const TOLD = {
  keep: (to: string) => `Keeping ${to}: no answer yet`,
  'go-back': (to: string) => `Going back from ${to}: no answer yet`,
} as const;

/** A restart takes back what was not kept, so a cut of its power does too. */
function safety(move: Move, { cause, untilMs, told }: LostTrialFacts): SafetyWords {
  const { from, to } = move;
  if (cause === 'power')
    return {
      tone: 'guard',
      strong: 'Nothing is lost.',
      text: `When it starts again it runs ${from}. ${ofReturn(move.safety)}`,
    };
  const unlessKept = told === 'keep' ? `unless it has kept ${to}, ` : '';
  const restart = `A power cut takes it back, too. ${ofReturn(move.safety)}`;
  const strong = 'Until it answers:';
  if (untilMs === null)
    return { tone: 'guard', strong, text: `${unlessKept}it runs ${to}. ${restart}` };
  return {
    tone: 'guard',
    strong,
    text: `${unlessKept}it returns to ${from} by itself at `,
    moment: { at: timeOfDay(untilMs), after: `. ${restart}` },
  };
}

export function lostTrialWords(move: Move, facts: LostTrialFacts): StateWords {
  const { cause, told } = facts;
  const headline = told === null ? HEADLINES[cause](move.to, move.device) : TOLD[told](move.to);
  return {
    title: `No answer · ${begin(move.device)}`,
    tag: {
      tone: 'hold',
      mark: 'hold',
      text: told === null ? 'On trial · not reached' : 'No answer yet',
    },
    headline,
    lead: null,
    safety: safety(move, facts),
    heard: {
      text: `${headline}${headline.endsWith('.') ? '' : '.'} It is looked for.`,
      urgent: true,
    },
  };
}

export const LOST_TRIAL = {
  silent: 'since its last answer',
  toKeep: (left: string) => `${left} left to keep it`,
  over: 'The time to keep it is over',
  noLimit: 'It tells no time limit',
  looking: 'Slipway looks for it by itself, every few seconds.',
  held: (to: string) => `Keep ${to} can be pressed as soon as the device answers.`,
  waiting: 'Whether it was heard shows as soon as the device answers.',
  stop: 'Stop watching',
} as const;
