/** Who does what at the same time, by name; fast-check chooses the order. */
import fc from 'fast-check';
import { profileFor } from '../../../src/ota-core/platforms/index.ts';
import { NEW, NEXT, type FirmwareName } from '../power-cut/firmwares.ts';
import type { CallAct, Channel } from './act.ts';
import { factsOf, type DeviceFacts } from './device-facts.ts';
import { runRace, type Race } from './two-clients.ts';

/** What a message link takes (docs/PROTOCOL.md). */
const WRITE_BYTES = 2200;

interface Push {
  readonly image: FirmwareName;
  readonly channel: Channel;
  readonly commitS: number;
  /** Of the update's watchdog. */
  readonly timeoutS?: number;
}

function push(facts: DeviceFacts, { image, channel, commitS, timeoutS = 600 }: Push): CallAct[] {
  const sizeBytes = facts.firmwares.get(image).zip.length;
  const writes: CallAct[] = [];
  for (let from = 0; from < sizeBytes; from += WRITE_BYTES) {
    const to = Math.min(sizeBytes, from + WRITE_BYTES);
    writes.push({ kind: 'write', offset: from, image, from, to, form: 'plain', channel });
  }
  const begin = { kind: 'begin', image, sizeBytes, commitS, timeoutS, channel } as const;
  return [begin, ...writes, { kind: 'end', channel }];
}

const call = (kind: 'commit' | 'revert' | 'end', channel: Channel): CallAct => ({ kind, channel });

/** Each of 1.1.0 and 1.2.0 over a link of its own. */
export const RACES = {
  /** One of them is refused, or goes on in the other's session and spoils it; never a mixture that starts. */
  'two-updates': (facts) => ({
    clients: [
      push(facts, { image: NEW, channel: 'WS_in', commitS: 30 }),
      push(facts, { image: NEXT, channel: 'UART0', commitS: 30 }),
    ],
    times: [100, 500],
  }),
  /** The end of an update, and who comes while the device waits for its restart. */
  'begin-before-restart': (facts) => ({
    clients: [
      push(facts, { image: NEW, channel: 'WS_in', commitS: 30 }),
      [
        ...push(facts, { image: NEXT, channel: 'UART0', commitS: 30 }).slice(0, 1),
        ...push(facts, { image: NEXT, channel: 'UART0', commitS: 30 }).slice(0, 1),
        call('commit', 'UART0'),
        call('revert', 'UART0'),
      ],
    ],
    times: [399, 1, 1, 99, 30_000],
  }),
  /** A client that went away in the middle, and the next one. */
  'after-the-time-out': (facts) => ({
    clients: [
      push(facts, { image: NEW, channel: 'WS_in', commitS: 0, timeoutS: 60 }).slice(0, 2),
      push(facts, { image: NEXT, channel: 'UART0', commitS: 0 }),
    ],
    times: [59_999, 1, 5000, 500],
  }),
  /** Somebody else says End. */
  'end-of-another': (facts) => ({
    clients: [
      push(facts, { image: NEW, channel: 'WS_in', commitS: 0 }),
      [call('end', 'UART0'), call('end', 'UART0')],
    ],
    times: [500],
  }),
} satisfies Readonly<Record<string, (facts: DeviceFacts) => Pick<Race, 'clients' | 'times'>>>;

export type RaceName = keyof typeof RACES;
const isRaceName = (name: string): name is RaceName => Object.hasOwn(RACES, name);
export const RACE_NAMES: readonly RaceName[] = Object.keys(RACES).filter(isRaceName);

const PREFIX = 'race-';

export interface RaceOptions {
  readonly seed: number;
  readonly runs: number;
  /** A device with a bug: what it makes of a client's call, for the proof that a race finds it. */
  readonly spoil?: Race['spoil'];
  /** Only this run. */
  readonly path?: string;
}

/** null: all went as the model says; else an id for `--replay` and what did not. */
export async function checkRace(
  profile: string,
  name: RaceName,
  { seed, runs, path, spoil }: RaceOptions,
): Promise<{ readonly id: string; readonly words: string } | null> {
  const found = profileFor({ profile });
  if (found === null) throw new Error(`no profile ${profile}`);
  const sound = factsOf(found);
  const facts: DeviceFacts = { ...sound, behaviourOf: () => 'works' };
  const property = fc.asyncProperty(fc.scheduler(), async (s) => {
    const words = await runRace({ facts, ...RACES[name](facts), ...(spoil && { spoil }) }, s);
    if (words !== null) throw new Error(words);
  });
  const one = path === undefined ? {} : { path, endOnFailure: true };
  const result = await fc.check(property, { seed, numRuns: path === undefined ? runs : 1, ...one });
  if (!result.failed) return null;
  const words = result.errorInstance instanceof Error ? result.errorInstance.message : 'it failed';
  const at = result.counterexamplePath ?? path ?? '';
  return { id: `${PREFIX}${name}/${profile}/${seed}/${at}`, words };
}

/** Of `checkRace`; null if it is not one. */
export function parseRaceId(text: string) {
  const [, name = '', profile = '', seed, path] =
    /^race-([\w-]+)\/([\w-]+)\/(-?\d+)\/([\d:]+)$/.exec(text) ?? [];
  if (!isRaceName(name) || profileFor({ profile }) === null || path === undefined) return null;
  return { name, profile, seed: Number(seed), path };
}
