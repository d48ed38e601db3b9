/** One firmware packed in the ways people pack: what becomes of each archive of tests/fixtures/packed. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  openOrRepair,
  type OpenedBundle,
  type OpenOrRepairOptions,
} from '../../../../src/bundle/repair/open-or-repair.ts';
import { OtaError } from '../../../../src/contracts/failure.ts';
import { MENDED, REFUSED, SEVERAL, SOUND } from '../../../support/bundle/packed-table.ts';
import { refusalOfBytes } from '../../../support/bundle/refusal.ts';
import { startDevice } from '../../../support/ota-core/device/test-device.ts';
import { nodeDigests } from '../../../support/ota-core/update/update-bench.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../fixtures/packed');
const readPacked = (name: string) => new Uint8Array(readFileSync(path.join(FOLDER, name)));
const ORIGINAL = readPacked('original.zip');

function openPacked(
  name: string,
  options: Partial<OpenOrRepairOptions> = {},
): Promise<OpenedBundle> {
  const { signal } = new AbortController();
  const file = new Blob([readPacked(name)]);
  return openOrRepair(file, { fileName: 'fw.zip', signal, digests: nodeDigests, ...options });
}

async function refusal(opening: Promise<OpenedBundle>) {
  const reason: unknown = await opening.then(
    () => null,
    (error: unknown) => error,
  );
  const { code, facts } = OtaError.from(reason);
  return { code, facts };
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(b);

describe('the archives', () => {
  it('are about a hundred, and each is in the table', () => {
    const archives = readdirSync(FOLDER).filter((name) => !/\.(?:py|mjs|md)$/.test(name));
    const told = [SOUND, Object.keys(MENDED), Object.keys(SEVERAL), Object.keys(REFUSED)].flat();
    expect([...told].sort()).toEqual([...archives].sort());
    expect(told.length).toBeGreaterThan(100);
  });
});

describe('an archive that devices take', () => {
  it.each(SOUND)('%s is left as it is', async (name) => {
    const { bundle, mended } = await openPacked(name);
    expect(mended).toEqual([]);
    expect(isSame(bundle.bytes, readPacked(name))).toBe(true);
  });
});

describe('an archive with all of the content', () => {
  it.each(Object.entries(MENDED))('%s is mended to what was packed: %s', async (name, kinds) => {
    const { bundle, mended } = await openPacked(name);
    expect(mended.join(', ')).toBe(kinds);
    expect(isSame(bundle.bytes, ORIGINAL)).toBe(true);
  });

  it('is refused by the strict reader; one written as a stream never as contradictory', () => {
    for (const [name, kinds] of Object.entries(MENDED)) {
      const strict = refusalOfBytes(readPacked(name));
      expect(strict, name).not.toBeNull();
      if (kinds.includes('streamed') && !kinds.includes('zip64'))
        expect(strict?.code, name).not.toBe('bundle/contradiction');
    }
  });

  it('is taken by an emulated device once it is mended', () => {
    const { call, push } = startDevice({ profile: 'esp32' });
    expect(push(ORIGINAL).kind).toBe('result');
    expect(call('OTA.End').kind).toBe('result');
  });
});

describe('an archive with several firmwares', () => {
  it.each(Object.entries(SEVERAL))('%s asks which: %j', async (name, inside) => {
    expect(await refusal(openPacked(name))).toMatchObject({
      code: 'bundle/several',
      facts: { file: 'fw.zip', inside },
    });
    const picked = await Promise.all(inside.map((pick) => openPacked(name, { pick })));
    const told = picked.map(
      ({ bundle: { manifest } }) => `${manifest.platform} ${manifest.version}`,
    );
    expect(new Set(told).size).toBe(inside.length);
    expect(await refusal(openPacked(name, { pick: 'another.zip' }))).toMatchObject({
      code: 'bundle/several',
    });
  });
});

describe('what is no firmware, or none that is whole', () => {
  it.each(Object.entries(REFUSED))('%s is refused as %j', async (name, [code, facts]) => {
    expect(await refusal(openPacked(name))).toMatchObject({ code: `bundle/${code}`, facts });
  });
});
