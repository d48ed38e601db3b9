/**
 * One archive, one reading: what our host takes, every other reader takes, with the same names, sizes and bytes, and so does our
 * device. So an archive that any two of them read differently is one that ours refuses. What the repair takes is read
 * alike by whoever reads it at all. The other way round the host refuses some that a device takes, each by a rule that no stock device
 * has (docs/BUNDLES.md#what-the-host-refuses-alone).
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { openOrRepair } from '../../../src/bundle/repair/open-or-repair.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import { fixtureNames, readFixture } from '../../support/bundle/fixture.ts';
import { refusalOf } from '../../support/bundle/refusal.ts';
import { isFull, sampleOf } from '../../support/sample.ts';
import { nodeDigests } from '../../support/ota-core/update/update-bench.ts';
import { mutatedArchive } from './mutated-archives.ts';
import {
  deviceStory,
  fflateStory,
  hostStory,
  infoZipStories,
  PROGRAMS,
  pythonStories,
  yauzlStory,
  type Story,
  type Told,
} from './readers.ts';

const SEED = 20261129;
const COUNT = 10_000;
const indices = sampleOf(
  Array.from({ length: COUNT }, (_, index) => index),
  { matrix: 'differential', oneOf: 20 },
);

/** Behind the mutated ones; the largest is left out, which shows no more than the others. */
const fixtures = [...fixtureNames('demo-'), ...fixtureNames('bad-'), ...fixtureNames('repair-')]
  .filter((name) => !name.includes('2.0.0'))
  .map((name, at) => [COUNT + at, readFixture(name)] as const);
const archives = new Map<number, Uint8Array>([
  ...indices.map((index) => [index, mutatedArchive(SEED, index)] as const),
  ...fixtures,
]);
const taken = new Map<number, Told>();
/** Parts of a bundle that was mended, by the last part of their names. */
const mended = new Map<number, ReadonlyMap<string, string>>();
let others: readonly (readonly [reader: string, stories: ReadonlyMap<number, Story>])[] = [];

/** The folder of the first manifest. */
const baseOf = (told: Told): string =>
  told
    .find(([name]) => /^(?:[^/]*\/)?manifest\.json$/.test(name))?.[0]
    .replace(/manifest\.json$/, '') ?? '';
const show = (index: number): string =>
  index < COUNT ? `archive ${index} of seed ${SEED}` : `fixture ${index - COUNT}`;

/** Throws what is no refusal. */
function refused(reason: unknown): null {
  if (reason instanceof OtaError && OtaError.from(reason).code.startsWith('bundle/')) return null;
  throw reason;
}

/** null: refused. Throws what is no refusal. */
function takenBy<T>(read: () => T): T | null {
  try {
    return read();
  } catch (reason) {
    return refused(reason);
  }
}

async function mendedParts(bytes: Uint8Array): Promise<ReadonlyMap<string, string> | null> {
  const { signal } = new AbortController();
  try {
    const options = { fileName: 'fw.zip', signal, digests: nodeDigests };
    const { bundle } = await openOrRepair(new Blob([new Uint8Array(bytes)]), options);
    const told = hostStory(bundle.bytes) ?? [];
    return new Map(told.map(([name, size, sha1]) => [name, `${size} ${sha1}`]));
  } catch (reason) {
    return refused(reason);
  }
}

beforeAll(async () => {
  const fflate = new Map<number, Story>();
  const yauzl = new Map<number, Story>();
  for (const [index, bytes] of archives) {
    const story = takenBy(() => hostStory(bytes));
    if (story !== null) taken.set(index, story);
    const parts = story === null ? await mendedParts(bytes) : null;
    if (parts !== null) mended.set(index, parts);
    if (story === null && parts === null) continue;
    fflate.set(index, fflateStory(bytes));
    yauzl.set(index, await yauzlStory(bytes));
  }
  const read = new Map([...archives].filter(([index]) => taken.has(index) || mended.has(index)));
  others = [
    ['fflate', fflate],
    ['yauzl', yauzl],
    ...(PROGRAMS.python ? [['python', pythonStories(read)] as const] : []),
    ...(PROGRAMS.infoZip ? [['infoZip', infoZipStories(read)] as const] : []),
  ];
}, 600_000);

const READERS = ['fflate', 'yauzl', 'python', 'infoZip'] as const;
const isMissing = (reader: (typeof READERS)[number]): boolean =>
  (reader === 'python' || reader === 'infoZip') && !PROGRAMS[reader];
const storiesOf = (reader: string) =>
  others.find(([name]) => name === reader)?.[1] ?? new Map<number, Story>();

/** Refusals of what is the same to every device; the rest of what these codes stand for a device refuses too. */
const HOST_ALONE = ['bundle/contradiction', 'bundle/misleading-name', 'bundle/unsupported'];

describe(`of ${indices.length} mutated archives (seed ${SEED}) and the bundles of the fixtures`, () => {
  it('some are taken, some are mended, most are refused', () => {
    const share = (count: number): number => count / indices.length;
    expect(share(taken.size)).toBeGreaterThan(0.1);
    expect(share(mended.size)).toBeGreaterThan(0.05);
    expect(share(taken.size + mended.size)).toBeLessThan(0.7);
  });

  it('those that our host takes our device takes, with the same names and bytes', () => {
    for (const [index, story] of taken) {
      const stripped = story.map(([name, ...rest]) => [name.slice(name.indexOf('/') + 1), ...rest]);
      expect(deviceStory(archives.get(index) ?? new Uint8Array(0)), show(index)).toEqual(stripped);
    }
  });

  it('those that our device takes our host takes, but for what it refuses by rules of its own', () => {
    const alone = new Set<string>();
    for (const [index, bytes] of archives) {
      if (taken.has(index) || deviceStory(bytes)?.[0]?.[0] !== 'manifest.json') continue;
      const code = refusalOf(() => hostStory(bytes))?.code ?? 'taken';
      expect(HOST_ALONE, show(index)).toContain(code);
      alone.add(code);
    }
    expect(alone.size).toBeGreaterThan(1);
    if (isFull) expect([...alone].sort()).toEqual([...HOST_ALONE].sort());
  });

  for (const reader of READERS) {
    it.skipIf(isMissing(reader))(`those that our host takes are the same to ${reader}`, () => {
      const stories = storiesOf(reader);
      for (const [index, story] of taken) {
        const wanted = reader === 'infoZip' ? story.map(([name, size]) => [name, size, '']) : story;
        // Its list shows no marks that join a letter; what it unpacks has them.
        if (reader === 'infoZip' && story.some(([name]) => /\p{M}/u.test(name))) continue;
        expect(stories.get(index), show(index)).toEqual(wanted);
      }
    });

    it.skipIf(isMissing(reader))(`those that our host mends are read alike by ${reader}`, () => {
      const stories = storiesOf(reader);
      let compared = 0;
      for (const [index, parts] of mended)
        for (const [name, size, sha1] of stories.get(index) ?? []) {
          const ours = parts.get(name.slice(baseOf(stories.get(index) ?? []).length));
          if (ours === undefined || !name.startsWith(baseOf(stories.get(index) ?? []))) continue;
          const theirs =
            reader === 'infoZip' ? `${size} ${ours.split(' ')[1] ?? ''}` : `${size} ${sha1}`;
          expect(theirs, `${name}, ${show(index)}`).toBe(ours);
          compared += 1;
        }
      expect(compared).toBeGreaterThan(mended.size / 4);
    });
  }
});
