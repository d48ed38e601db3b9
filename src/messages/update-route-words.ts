/** Words of several firmwares of one device. Whoever shows one fetches them in the language of the page first (late-languages.ts). */
import english from './en/update-route.ts';
import type { Failure } from '../contracts/failure.ts';
import { failureWords } from './failures.ts';
import { texts } from './locale.ts';
import { outside } from './outside-text.ts';
import { safe, stateWords } from './state-words.ts';
import { GO, heardPolitely, heardUrgently, LIVE, STOP } from './text-shapes.ts';
import type { StateWords } from './text-shapes.ts';

export const updateRouteWords = texts('updateRoute', english);

const words = updateRouteWords;

const inSentences = (...sentences: readonly (string | null)[]): string =>
  sentences.filter((sentence) => sentence !== null && sentence !== '').join(' ');

const nothingSent = () => safe(words.nothingSent);

/** `device` and versions come as a sentence takes them. */
export const routeStateWords = {
  checking: (): StateWords => heardPolitely(words.checking(), LIVE, nothingSent()),

  ready: (device: string, to: string, steps: number): StateWords =>
    heardPolitely(words.ready(device, to, steps), GO, nothingSent()),

  /** `fileName` null: it is no matter of one file. */
  refused: (fileName: string | null, failure: Failure): StateWords =>
    stateWords.refusedFile(fileName ?? words.theFiles, failureWords(failure)),

  /** A step cannot follow the one before it, or there is none. */
  gap: (device: string, failure: Failure): StateWords => {
    if (failure.code === 'bundle/needs-version') {
      const { version, requires, before } = failure.facts;
      const said = words.missing(outside(version), neededBefore(requires), outside(before));
      return heardUrgently(said, STOP, nothingSent());
    }
    const { headline, next } = failureWords(failure);
    const said = { ...words.blocked(device, headline), headline, lead: next };
    return heardUrgently(said, failure.code === 'bundle/nothing-newer' ? GO : STOP, nothingSent());
  },

  preparing: (number: number, of: number, version: string, runs: string): StateWords => {
    const said = words.preparing(number, of, version);
    return heardPolitely(said, LIVE, safe(words.isKept(runs)));
  },

  between: (device: string, versions: readonly [kept: string, next: string], lead: string) => {
    const [kept, next] = versions;
    const said = { ...words.between(device, kept, next), lead };
    return heardPolitely(said, GO, safe(words.startsFromNowOn(kept)));
  },

  /** The end of a step as its own card says it, and what that means for the others. */
  stopped: (step: StateWords, rest: string): StateWords => ({
    ...step,
    lead: inSentences(step.lead, rest),
  }),

  stoppedBy: (device: string, failure: Failure, { runs, rest }: Rest): StateWords => {
    const { headline, next } = failureWords(failure);
    const said = { ...words.blocked(device, headline), headline, lead: inSentences(next, rest) };
    return heardUrgently(said, STOP, safe(runs));
  },

  notConfirmed: (device: string, version: string, { runs, rest }: Rest): StateWords => {
    const said = { ...words.notConfirmed(device, version), lead: rest };
    return heardUrgently(said, STOP, { tone: 'safe', strong: words.nothingSent, text: runs });
  },

  /** By a person, between two steps. */
  stoppedHere: (device: string, [number, of]: readonly [number, number], { runs, rest }: Rest) =>
    heardPolitely({ ...words.stoppedHere(device, number, of), lead: rest }, GO, safe(runs)),

  done: (step: StateWords, from: string, steps: number): StateWords => ({
    ...step,
    lead: words.done(from, steps),
  }),
};

interface Rest {
  /** What the device runs. */
  readonly runs: string;
  /** Which steps were not begun. */
  readonly rest: string;
}

/** `>= 1.4` as people say it; another rule as it is written. */
function neededBefore(requires: string): string {
  const [, version] = /^\s*>=\s*(v?\d[0-9A-Za-z.+-]*)\s*$/.exec(requires) ?? [];
  return version === undefined ? words.inRange(outside(requires)) : words.orNewer(outside(version));
}
