import { describe, expect, it } from 'vitest';
import { openFolder, openOrRepair } from '../../../../src/bundle/repair/open-or-repair.ts';
import { storeZip } from '../../../../src/bundle/store-zip.ts';
import { attack, entry } from '../../../support/bundle/attack.ts';
import { forgeZip, type ForgedEntry } from '../../../support/bundle/zip-forge.ts';

const { signal } = new AbortController();
const sound = attack();
const damaged = sound.slice();
damaged[700] = (damaged[700] ?? 0) ^ 1;

const opened = async (...entries: readonly ForgedEntry[]) =>
  (await openOrRepair(new Blob([new Uint8Array(forgeZip(entries))]), { fileName: 'a.zip', signal }))
    .mended;

describe('beside a sound firmware in an artifact', () => {
  it.each([
    ['damaged', damaged],
    ['cut off', sound.slice(0, 900)],
  ])('one that is %s is left out, and that is said', async (_, other) => {
    expect(await opened(entry('fw.zip', sound), entry('old.zip', other))).toEqual([
      'inner-archive',
      'damaged-beside',
    ]);
  });

  it.each([
    ['no firmware', forgeZip([entry('readme.txt', 'x')])],
    ['no archive', new Uint8Array(50)],
    ['another package', forgeZip([entry('manifest.json', '{"name":"page","icons":[]}')])],
    ['a copy of it', storeZip([entry('fw.zip', sound)])],
  ])('what is %s is not called damaged', async (_, other) => {
    expect(await opened(entry('fw.zip', sound), entry('other.zip', other))).toEqual([
      'inner-archive',
    ]);
  });
});

it('in a folder of build output what is unpacked and incomplete is no damaged firmware, an archive is', async () => {
  const file = (path: string, bytes: Uint8Array | string) => ({
    path,
    file: new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)]),
  });
  const manifest = new TextDecoder().decode(
    sound.subarray(43, 43 + new DataView(sound.buffer).getUint32(18, true)),
  );
  const files = [file('build/fw.zip', sound), file('build/gen/manifest.json', manifest)];
  const mendedOf = async (more: typeof files) =>
    (await openFolder([...files, ...more], { fileName: 'build', signal })).mended;
  expect(await mendedOf([])).toEqual(['from-folder']);
  expect(await mendedOf([file('build/old.zip', damaged)])).toEqual([
    'from-folder',
    'damaged-beside',
  ]);
});
