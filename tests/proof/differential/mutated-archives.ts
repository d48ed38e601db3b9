/** Archives of a small bundle with what an honest packer never writes: forged fields, odd names and extra fields, flipped bytes. */
import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../../../src/ota-core/primitives/crc32.ts';
import { seededRandom } from '../../support/chunking.ts';
import { APP, attack, FS, MANIFEST } from '../../support/bundle/attack.ts';
import {
  forgeZip,
  utf8,
  type ForgedCentral,
  type ForgedEnd,
  type ForgedEntry,
  type ForgedFields,
} from '../../support/bundle/zip-forge.ts';
import { below, mutate, pick } from '../fuzz/mutate.ts';

type Random = () => number;

/** Archive `index` of a campaign: the same for the same seed, whatever else is run. */
export function mutatedArchive(seed: number, index: number): Uint8Array {
  const random = seededRandom((seed + Math.imul(index, 0x9e3779b1)) >>> 0);
  for (let at = 0; at < 4; at += 1) random();
  if (below(random, 4) === 0) return mutate([attack(), STREAMED, DEFLATED], random);
  const entries = [
    entryOf('manifest.json', utf8(JSON.stringify(MANIFEST)), random),
    entryOf('app.bin', APP, random),
    entryOf('fs.img', FS, random),
    ...Array.from({ length: below(random, 3) }, () =>
      entryOf(pick(random, NAMES), bytesOf(random), random),
    ),
  ];
  const inFolder = below(random, 6) === 0 ? entries.map(inOneFolder) : entries;
  return forgeZip(
    inFolder,
    below(random, 8) === 0
      ? endOf(random, inFolder.filter(({ hidden }) => hidden !== true).length)
      : {},
  );
}

const inOneFolder = (entry: ForgedEntry): ForgedEntry => ({ ...entry, name: `demo/${entry.name}` });

const bytesOf = (random: Random): Uint8Array =>
  new Uint8Array(below(random, 90)).map(() => below(random, 256));

const NAMES = [
  ...['readme.txt', 'a b.txt', 'folder/', 'deep/er/file', 'APP.BIN', 'app.bin', 'x/app.bin'],
  ...['caf\u00e9.txt', 'cafe\u0301.txt', '\u56fa\u4ef6.bin', '\u0430pp.bin', 'a\u200bb'],
  ...['../up', '/abs', 'C:x', 'a\\b', 'dot.', 'space ', '', '.', 'n'.repeat(49), 'n'.repeat(60)],
  ...['__MACOSX/._app.bin', '.DS_Store', 'a\0b', 'a\nb', '-rf', '~', '%s', '[x]', "it's", '*'],
];

function entryOf(name: string, bytes: Uint8Array, random: Random): ForgedEntry {
  const plain: ForgedEntry = { name, bytes };
  // Most entries are honest, or most archives would be refused for several reasons at once.
  if (below(random, 3) > 0) return plain;
  return pick(random, FORGERIES)(plain, random);
}

type Forgery = (entry: ForgedEntry, random: Random) => ForgedEntry;

const FORGERIES: readonly Forgery[] = [
  (entry, random) => ({ ...entry, local: lie(random) }),
  (entry, random) => ({ ...entry, local: harmless(random) }),
  (entry, random) => ({ ...entry, local: harmless(random) }),
  (entry, random) => ({ ...entry, central: { ...lie(random), ...centralOnly(random) } }),
  (entry, random) => ({ ...entry, central: centralOnly(random) }),
  (entry, random) => ({ ...entry, local: { flags: 0x800 }, central: centralOnly(random) }),
  (entry, random) => ({
    ...entry,
    local: { extra: extraOf(random), flags: 0x800 * below(random, 2) },
  }),
  (entry, random) => ({ ...entry, central: { extra: extraOf(random) } }),
  (entry, random) => ({
    ...entry,
    after: pick(random, [utf8('gap'), new Uint8Array(12), new Uint8Array(16)]),
  }),
  (entry, random) => streamed(entry, random),
  (entry) => deflated(entry),
  (entry) => ({ ...entry, hidden: true }),
];

const EDGES = [0, 1, 2, 8, 20, 45, 0x7f, 0x80, 0x800, 0xffff, 0x7fffffff, 0xfffffffe, 0xffffffff];

function lie(random: Random): ForgedFields {
  const field = pick(random, ['version', 'flags', 'method', 'time', 'date'] as const);
  const large = pick(random, ['crc', 'packedSize', 'size'] as const);
  return below(random, 2) === 0
    ? { [field]: pick(random, EDGES) & 0xffff }
    : { [large]: pick(random, EDGES) };
}

/** The same in both headers, and of no meaning, or so some think. */
const harmless = (random: Random): ForgedFields =>
  pick<ForgedFields>(random, [
    { time: below(random, 0x10000) },
    { date: below(random, 0x10000) },
    { version: pick(random, [0, 10, 11, 20, 21, 45, 63]) },
    { flags: pick(random, [0, 2, 4, 6, 0x800, 0x806, 0x10, 0x20, 0x40, 0x1000, 0x2000, 0x8000]) },
    { crc: 0 },
  ]);

const centralOnly = (random: Random): ForgedCentral =>
  pick<ForgedCentral>(random, [
    { madeBy: pick(random, [0, 20, 0x031e, 0x0a14, 0x0714, 0x1314, 0x2014, 0xffff]) },
    { externalAttributes: pick(random, [0x10, 0x20, 8, 0x81a40000, 0xa1ff0000, 0x41ed0010, 1]) },
    { offset: below(random, 300) },
    { disk: below(random, 2) },
    { comment: utf8('comment') },
    { name: utf8(pick(random, NAMES)) },
    {},
  ]);

/** Ids that readers know, and one that nobody does. */
const IDS = [0x0001, 0x5455, 0x7075, 0x6375, 0x293a, 0x9901, 0x7875, 0x0017, 0xd935, 0xcafe];

function extraOf(random: Random): Uint8Array {
  const id = pick(random, IDS);
  const body =
    id === 0x7075
      ? unicodePath(random)
      : pick(random, [bytesOf(random), new Uint8Array(8), new Uint8Array(0)]);
  const block = new Uint8Array(4 + body.length);
  const view = new DataView(block.buffer);
  view.setUint16(0, id, true);
  view.setUint16(2, below(random, 8) === 0 ? below(random, 100) : body.length, true);
  block.set(body, 4);
  const pieces = below(random, 5) === 0 ? [block, block] : [block];
  return new Uint8Array(Buffer.concat([...pieces, new Uint8Array(below(random, 8) === 0 ? 3 : 0)]));
}

/** Another name for the entry, with the checksum of the one in the header (APPNOTE 4.6.9). */
function unicodePath(random: Random): Uint8Array {
  const name = utf8('other.bin');
  const body = new Uint8Array(5 + name.length);
  body[0] = 1;
  const owner = pick(random, ['app.bin', 'fs.img', 'readme.txt', 'manifest.json']);
  new DataView(body.buffer).setUint32(1, crc32(utf8(owner)), true);
  body.set(name, 5);
  return body;
}

function streamed(entry: ForgedEntry, random: Random): ForgedEntry {
  const { bytes } = entry;
  const told = { crc: crc32(bytes), size: bytes.length, packedSize: bytes.length };
  const after = new Uint8Array(12);
  const view = new DataView(after.buffer);
  view.setUint32(0, below(random, 4) === 0 ? 7 : told.crc, true);
  view.setUint32(4, bytes.length, true);
  view.setUint32(8, bytes.length, true);
  const signed = new Uint8Array(Buffer.concat([utf8('PK\x07\x08'), after]));
  return {
    ...entry,
    after: below(random, 2) === 0 ? after : signed,
    local: { flags: 8, crc: 0, size: 0, packedSize: 0 },
    central: told,
  };
}

function deflated(entry: ForgedEntry): ForgedEntry {
  const { bytes } = entry;
  const told = { method: 8, crc: crc32(bytes), size: bytes.length };
  return { ...entry, bytes: deflateRawSync(bytes), local: told };
}

const endOf = (random: Random, entries: number): ForgedEnd =>
  pick<ForgedEnd>(random, [
    { entries: below(random, 6), diskEntries: below(random, 6) },
    { entries: entries + 1 },
    { directorySize: below(random, 400) },
    { directoryOffset: below(random, 3000) },
    { comment: utf8('comment') },
    { comment: utf8('PK\x05\x06') },
    { comment: forgeZip([{ name: 'inner.txt', bytes: utf8('inner') }]) },
    {
      order:
        entries < 2
          ? []
          : [1, 0, ...Array(entries - 2).keys()].map((at, place) => (place < 2 ? at : place)),
    },
    { before: utf8('gap') },
    { after: utf8('x') },
    { after: new Uint8Array(22) },
    { disk: 1 },
  ]);

const honest = (forge: (entry: ForgedEntry) => ForgedEntry): Uint8Array =>
  forgeZip(
    [
      { name: 'manifest.json', bytes: utf8(JSON.stringify(MANIFEST)) },
      { name: 'app.bin', bytes: APP },
      { name: 'fs.img', bytes: FS },
    ].map(forge),
  );
const STREAMED = honest((entry) => streamed(entry, () => 0.5));
const DEFLATED = honest(deflated);
