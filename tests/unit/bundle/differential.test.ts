/**
 * The strict subset rule: whatever we take, other readers take, with the same names and bytes. An archive
 * that two programs read differently is refused by ours. Oracles: fflate, and Python's zipfile where there is one.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readArchive } from '../../../src/bundle/read-archive.ts';
import { crc32 } from '../../../src/ota-core/primitives/crc32.ts';
import { recordZip } from '../../support/ota-core/update/zip-recorder.ts';
import { seededRandom } from '../../support/chunking.ts';
import { fixtureNames, readFixture } from '../../support/bundle/fixture.ts';
import { refusalOf } from '../../support/bundle/refusal.ts';
import {
  forgeZip,
  utf8,
  type ForgedEnd,
  type ForgedEntry,
} from '../../support/bundle/zip-forge.ts';

const SEED = 20261101;
const COUNT = 1500;

/** Name and SHA-1 of each entry in order. */
type Story = readonly (readonly [string, string])[];
const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex');

/** Archives of one to five entries; two of three have one or two fields that lie. */
function forgeMany(): readonly Uint8Array[] {
  const random = seededRandom(SEED);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;
  const number = () => pick([0, 1, 8, 0x0800, below(300), 0xffff, 0xfffffff0]);
  const fields = ['version', 'flags', 'method', 'time', 'date', 'crc', 'packedSize', 'size'];
  const lie = () => ({ [pick(fields)]: number() & 0xffff });
  const centralLie = () => pick([lie(), { offset: below(200) }, { name: utf8(`f${below(4)}`) }]);
  const endLies: readonly (() => ForgedEnd)[] = [
    () => ({ entries: below(4), diskEntries: below(4) }),
    () => ({ directorySize: below(300) }),
    () => ({ directoryOffset: below(300) }),
    () => ({ comment: utf8('PK\x05\x06') }),
    () => ({ order: [1, 0] }),
    () => ({ before: utf8('x') }),
    () => ({ after: utf8('x') }),
  ];
  return Array.from({ length: COUNT }, () => {
    const entries: ForgedEntry[] = Array.from({ length: 1 + below(5) }, (_, at) => ({
      name:
        at === 0 ? 'manifest.json' : `${pick(['', 'folder/'])}${pick(['f', 'g', 'name '])}${at}`,
      bytes: new Uint8Array(below(80)).map(() => below(256)),
      ...pick([{}, {}, {}, { local: lie() }, { central: centralLie() }, { after: utf8('gap') }]),
    }));
    return forgeZip(entries, below(4) === 0 && entries.length > 1 ? pick(endLies)() : {});
  });
}

const corpus = [
  ...forgeMany(),
  ...[...fixtureNames('demo-'), ...fixtureNames('bad-'), ...fixtureNames('repair-')]
    .filter((name) => !name.includes('2.0.0'))
    .map(readFixture),
];

/** What host and device take, with sound CRCs. */
function ours(bytes: Uint8Array): Story | null {
  let story: Story | null = null;
  const refusal = refusalOf(() => {
    const entries = readArchive(bytes, 'fw.zip');
    if (entries.every(({ data, crc }) => crc32(data) === crc))
      story = entries.map(({ fullName, data }) => [fullName, sha1(data)]);
  });
  return refusal === null ? story : null;
}

const taken = corpus.flatMap((bytes, index) => {
  const story = ours(bytes);
  return story === null ? [] : [{ bytes, index, story }];
});

describe(`of ${corpus.length} archives (seed ${SEED})`, () => {
  it('some are taken and some are refused', () => {
    expect(taken.length).toBeGreaterThan(200);
    expect(corpus.length - taken.length).toBeGreaterThan(500);
  });

  it('host and device take the same ones, with the same bytes', () => {
    const strip = ([name, hash]: readonly [string, string]) =>
      [name.slice(name.indexOf('/') + 1), hash] as const;
    for (const [index, bytes] of corpus.entries()) {
      const { state, entries } = recordZip([bytes]);
      const host = taken.find((one) => one.index === index)?.story.map(strip) ?? null;
      const device =
        state.phase === 'done'
          ? entries.map(({ name, data }) => [name, sha1(Buffer.from(data, 'hex'))])
          : null;
      const isOrdered = entries[0]?.name === 'manifest.json';
      if (host !== null || isOrdered) expect(device, `archive ${index}`).toEqual(host);
    }
  });

  it('those taken are the same to fflate', () => {
    for (const { bytes, index, story } of taken) {
      const theirs = Object.entries(unzipSync(bytes)).map(([name, data]) => [name, sha1(data)]);
      expect(theirs, `archive ${index}`).toEqual(story);
    }
  });

  const hasPython = spawnSync('python3', ['-c', 'import zipfile']).status === 0;
  it.skipIf(!hasPython)("those taken are the same to Python's zipfile", () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'slipway-zips-'));
    try {
      for (const { bytes, index } of taken) writeFileSync(path.join(folder, `${index}.zip`), bytes);
      const { stdout, stderr } = spawnSync('python3', ['-c', PYTHON_READER, folder], {
        encoding: 'utf8',
        maxBuffer: 1 << 26,
      });
      expect(stderr).toBe('');
      const theirs: unknown = JSON.parse(stdout);
      const expected = Object.fromEntries(taken.map(({ index, story }) => [index, story]));
      expect(theirs).toEqual(expected);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

const PYTHON_READER = `
import hashlib, json, os, sys, zipfile
out = {}
for name in os.listdir(sys.argv[1]):
    with zipfile.ZipFile(os.path.join(sys.argv[1], name)) as archive:
        assert archive.testzip() is None, name
        out[name[:-4]] = [[i.filename, hashlib.sha1(archive.read(i)).hexdigest()] for i in archive.infolist()]
json.dump(out, sys.stdout)
`;
