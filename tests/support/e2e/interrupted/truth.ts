/** Whether what is on the screen is so: sentences against what the device itself is and does. */
import type { Screen } from './screen.ts';

/** What the device is, by whoever made it. */
export interface Facts {
  readonly powered: boolean;
  readonly plugged: boolean;
  /** null: nothing runs, or is seen to. */
  readonly running: {
    readonly version: string;
    readonly slot: number;
    readonly committed: boolean;
  } | null;
}

interface Rule {
  readonly name: string;
  isBroken(screen: Screen, facts: Facts): boolean;
}

const isReached = ({ powered, plugged, running }: Facts): boolean =>
  powered && plugged && running !== null;

/** The version that `pattern` finds in what it runs. */
const claims = (text: string, pattern: RegExp): string | null => pattern.exec(text)?.[1] ?? null;

/** Of a state in which the device is there, answers and can be told something. */
const IS_THERE =
  /Choose a firmware|^Ready to update|Keep it\?$|^(Writing|Erasing) |answers\. Checking|already runs|is running but not kept|An update is half done/;
const IS_THERE_TAG = /^(Connected|All checks passed|Up to date|On trial · not kept yet|Half done)$/;
const ACTS = /^(Update to|Keep \d|Go back|Write it again|Discard it)/;
const IS_GONE =
  /is unplugged|does not answer|stopped answering|has no power|Cable unplugged|Power lost|connection is gone|connection lost/;

const RULES: readonly Rule[] = [
  {
    name: 'says that a device is there which is not reached',
    isBroken: ({ headline, tag }, facts) =>
      !isReached(facts) && (IS_THERE.test(headline) || IS_THERE_TAG.test(tag)),
  },
  {
    name: 'offers what cannot be done to a device that is not reached',
    isBroken: ({ buttons }, facts) => !isReached(facts) && buttons.some((name) => ACTS.test(name)),
  },
  {
    name: 'shows a result without a word that the device is not reached now',
    isBroken: ({ headline, card, tag }, facts) =>
      !isReached(facts) &&
      (/^Kept at/.test(tag) || /is back on/.test(headline)) &&
      !card.includes('Now: '),
  },
  {
    name: 'says that a device is gone which answers',
    isBroken: ({ headline, card }, facts) =>
      isReached(facts) && (IS_GONE.test(headline) || card.includes('Now: ')),
  },
  {
    name: 'says kept of what the device has not kept',
    isBroken: ({ headline, tag }, { running }) =>
      /^Kept at/.test(tag) &&
      running !== null &&
      (!running.committed || claims(headline, / runs (\S+)$/) !== running.version),
  },
  {
    name: 'names another version as the one that runs',
    isBroken: ({ headline, safety }, { running }) => {
      const said = [
        claims(headline, / runs (\d[\d.]*\d)/),
        claims(headline, / is back on (\d[\d.]*\d)/),
        claims(headline, /^(\d[\d.]*\d) is running/),
        claims(safety, /It (?:still )?runs (\d[\d.]*\d)/),
      ].filter((version) => version !== null);
      return running !== null && said.some((version) => version !== running.version);
    },
  },
  {
    name: 'says on trial of what is kept, or the other way round',
    isBroken: ({ headline, tag }, { running }) => {
      if (running === null) return false;
      if (/Keep it\?$|is running but not kept/.test(headline)) return running.committed;
      return /^(Connected|All checks passed|Up to date)$/.test(tag) && !running.committed;
    },
  },
  {
    name: 'writes or restarts into what runs already',
    isBroken: ({ headline }, { running }) => {
      const to = claims(headline, /^(?:Writing|Restarting into) (\d[\d.]*\d)/);
      return to !== null && running?.version === to && running.committed;
    },
  },
  {
    name: 'speaks of an address that there is none of, or of an update that was not begun',
    isBroken: ({ card, tag }) =>
      /[Cc]heck the address/.test(card) ||
      (/^Not connected$/.test(tag) && /start the update anew/.test(card)),
  },
  {
    name: 'says nothing, or nothing that can be done',
    isBroken: ({ headline, buttons }) =>
      headline === '' || (buttons.length === 0 && !GOES_ON.test(headline)),
  },
];

/** Goes on by itself, or has its ways outside of the card. */
const GOES_ON =
  /^(Update a device|Comparing|Connecting|Making room|Checking what|Restarting|Keeping|Going back|Stopping)|answers\. Checking|^Choose your device/;

/** What is on the screen and not so, each by the rule that it breaks. */
export const falseSentences = (screen: Screen, facts: Facts): readonly string[] =>
  RULES.filter((rule) => rule.isBroken(screen, facts)).map(({ name }) => name);

/** The update is over as it should be, and the screen says so. */
export const isKept = ({ headline }: Screen, { running }: Facts, version: string): boolean =>
  running?.version === version &&
  running.committed &&
  new RegExp(` runs ${version.replaceAll('.', '\\.')}(?!\\S*\\d)`).test(headline);
