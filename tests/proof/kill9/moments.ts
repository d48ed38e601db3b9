/**
 * When the device is killed: after one of its events and, from there on, after so many of its writes into
 * files. `profile:stage+writes` names a round.
 */
import { crc32 } from '../../../src/ota-core/primitives/crc32.ts';
import { encodeUtf8 } from '../../../src/ota-core/primitives/utf8.ts';
import type { DeviceEvent } from '../../support/conformance/device-process.ts';
import { below, pick } from '../fuzz/mutate.ts';
import { seededRandom } from '../../support/chunking.ts';

export interface Stage {
  readonly name: string;
  /** Writes after its event, drawn from these and all between. */
  readonly writes: readonly [least: number, most: number];
  readonly isReached: (event: DeviceEvent, totalBytes: number) => boolean;
  /** Its end, for a stage that has fewer writes than were drawn; else a short time tells it. */
  readonly isOver?: (event: DeviceEvent) => boolean;
}

export interface Moment {
  readonly stage: Stage;
  readonly writes: number;
}

const update = (state: string) => (event: DeviceEvent) =>
  event.event === 'update' && event['state'] === state;
const called = (method: string) => (event: DeviceEvent) =>
  event.event === 'rpc' && event['method'] === method;
export const isFirstBoot = ({ event, first }: DeviceEvent): boolean =>
  event === 'boot' && first === true;
/** Told before the device does what it is asked. */
export const isEndCalled = called('OTA.End');
export const isCommitCalled = called('OTA.Commit');

const TENTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

const WRITING: readonly Stage[] = [
  { name: 'begin', writes: [0, 4], isReached: update('begin') },
  ...TENTHS.map((tenth): Stage => ({
    name: `${tenth}0%`,
    writes: [0, 8],
    isReached: (event, totalBytes) =>
      update('progress')(event) && Number(event['receivedBytes']) >= (totalBytes * tenth) / 10,
  })),
];
const ENDING: readonly Stage[] = [
  { name: 'end', writes: [0, 4], isReached: isEndCalled },
  { name: 'staged', writes: [0, 0], isReached: update('staged') },
];
/**
 * A first start is told when it is over: what it writes comes after the event before it. Records and files
 * take 4 to 13 writes; an STM32 moves its images as well.
 */
const STARTING: readonly Stage[] = [
  { name: 'merge', writes: [1, 12], isReached: update('staged'), isOver: isFirstBoot },
  { name: 'move', writes: [4, 50], isReached: update('staged'), isOver: isFirstBoot },
  { name: 'first-boot', writes: [0, 2], isReached: isFirstBoot },
  { name: 'commit', writes: [0, 5], isReached: isCommitCalled },
];

export const STAGES = [...WRITING, ...ENDING, ...STARTING];
const movesImages = (profile: string): boolean => /^stm32/.test(profile);

/**
 * `times` moments for a profile: no stage twice before each was there once, and of three one from the
 * writing, one from the end and one from the first start. The same seed gives the same.
 */
export function drawMoments(profile: string, times: number, seed: number): readonly Moment[] {
  const random = seededRandom(seed ^ crc32(encodeUtf8(profile)));
  const moments: Moment[] = [];
  const starting = STARTING.filter(({ name }) => name !== 'move' || movesImages(profile));
  let decks: Stage[][] = [];
  while (moments.length < times) {
    if (decks.length === 0) decks = [WRITING, ENDING, starting].map((deck) => [...deck]);
    for (const deck of decks.splice(0)) {
      if (moments.length === times) break;
      const stage = pick(random, deck);
      const [least, most] = stage.writes;
      moments.push({ stage, writes: least + below(random, most - least + 1) });
      const rest = deck.filter((other) => other !== stage);
      if (rest.length > 0) decks.push(rest);
    }
  }
  return moments;
}

export function formatRoundId(profile: string, { stage, writes }: Moment): string {
  return `${profile}:${stage.name}+${writes}`;
}

/** null if it is not one. */
export function parseRoundId(text: string): { profile: string; moment: Moment } | null {
  const [, profile, name, writes] = /^([\w-]+):([\w%-]+)\+(\d{1,4})$/.exec(text) ?? [];
  const stage = STAGES.find((known) => known.name === name);
  if (profile === undefined || stage === undefined) return null;
  return { profile, moment: { stage, writes: Number(writes) } };
}
