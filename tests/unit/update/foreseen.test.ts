/** What a device would refuse, known before the first byte: the archives of tests/fixtures/cases against the emulated device. */
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { packSample } from '../../../scripts/sample-firmware.ts';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { makeBundle, type PartSource } from '../../../src/bundle/make-bundle.ts';
import { openBundle } from '../../../src/bundle/open-bundle.ts';
import { exchangeStreams } from '../../../src/contracts/exchange-streams.ts';
import { type Link, WEBSOCKET } from '../../../src/contracts/link.ts';
import { SAMPLE_FIRMWARES } from '../../../src/contracts/sample-firmware.ts';
import { failureSentence } from '../../../src/messages/failures.ts';
import { PROFILE_NAMES } from '../../../src/ota-core/platforms/index.ts';
import type { UpdateOptions } from '../../../src/update/deps.ts';
import { forgeZip } from '../../support/bundle/zip-forge.ts';
import { never } from '../../support/emulator/test-emulator.ts';
import { nativeDigests, profileNamed } from '../../support/ota-core/device/test-device.ts';
import { bundleNamed, ofType, setUpUpdate } from '../../support/update/update-harness.ts';
import type { HarnessSetup } from '../../support/update/update-harness.ts';

const caseNamed = (name: string): Promise<Bundle> => bundleNamed(`../cases/${name}.zip`);
const opened = (bytes: Uint8Array, fileName = 'fw.zip'): Promise<Bundle> =>
  openBundle(new Blob([new Uint8Array(bytes)]), {
    fileName,
    signal: never,
    digests: nativeDigests,
  });

/** The same wire, as a device elsewhere has it. */
const elsewhere = (own: () => Link): Link => ({
  ...exchangeStreams(own(), {}),
  ...WEBSOCKET,
});

async function send(bundle: Bundle, setup: HarnessSetup, options: Partial<UpdateOptions> = {}) {
  const { update, calls, emulator } = setUpUpdate(setup);
  const { events, result } = await update(bundle, options);
  const sentence = 'failure' in result ? failureSentence(result.failure) : '';
  return {
    result,
    sentence,
    began: calls.includes('OTA.Begin'),
    wrote: calls.includes('OTA.Write'),
    findings: ofType(events, 'findings')[0]?.findings ?? [],
    runs: emulator.snapshot().running?.version,
  };
}

describe('a sample firmware', () => {
  it.each(SAMPLE_FIRMWARES)(
    '$version is refused by any device but the practice device',
    async (sample) => {
      const bundle = await opened(packSample(sample));
      const force = ['downgrade', 'same-version', 'other-app'] as const;
      const { result, began, sentence } = await send(bundle, { connect: elsewhere }, { force });
      expect(result).toMatchObject({
        result: 'refused',
        failure: { code: 'bundle/sample', facts: { version: sample.version } },
      });
      expect(began).toBe(false);
      expect(sentence).toMatch(/practice device only\. Nothing was sent\./);
    },
  );

  it('is known by its app, also when its manifest was written anew under another name', async () => {
    const [sample] = SAMPLE_FIRMWARES;
    if (sample === undefined) throw new Error('there is a sample');
    const { manifest, parts, bytes } = await opened(packSample(sample));
    const again: PartSource[] = parts.map(({ part, dataOffset, sizeBytes }) => ({
      name: part.name,
      src: `other-${part.name}.bin`,
      bytes: bytes.subarray(dataOffset, dataOffset + sizeBytes),
    }));
    const renamed = makeBundle({
      ...manifest,
      name: 'boiler',
      description: 'x',
      buildTimestamp: 'x',
      version: '7.0.0',
      buildId: 'own',
      parts: again,
    });
    const { result } = await send(
      await opened(renamed),
      { connect: elsewhere },
      { force: ['other-app'] },
    );
    expect(result).toMatchObject({ failure: { code: 'bundle/sample' } });
  });

  it('is no other firmware of the same name and version', async () => {
    const { result } = await send(await bundleNamed('demo-esp32-1.1.0-tiny.zip'), {
      connect: elsewhere,
    });
    expect(result.result).toBe('committed');
  });
});

/** Of the practice device: it names its layout. */
const NAMED = { namesScheme: true } as const;

describe('what the layout of the practice device cannot take', () => {
  it('h1: a filesystem larger than its slot is named with both sizes, before OTA.Begin', async () => {
    const { result, began, sentence } = await send(
      await caseNamed('h1-filesystem-larger-than-slot'),
      NAMED,
    );
    expect(result).toMatchObject({
      result: 'refused',
      failure: {
        code: 'bundle/too-large',
        facts: { part: 'fs', sizeBytes: 327_680, limit: 262_144 },
      },
    });
    expect(began).toBe(false);
    expect(sentence).toMatch(/needs 320 KiB, the slot has 256 KiB/);
    expect(sentence).not.toMatch(/try again/i);
  });

  it('h1: a device that does not tell its layout refuses it itself, and nobody is told to try again', async () => {
    const { result, sentence, runs } = await send(
      await caseNamed('h1-filesystem-larger-than-slot'),
      {},
    );
    expect(result).toMatchObject({
      result: 'failed',
      failure: { code: 'update/write-refused', facts: { remoteMessage: '-1 Image too big' } },
    });
    expect(sentence).toMatch(/larger than the slot/);
    expect(sentence).not.toMatch(/try again/i);
    expect(runs).toBe('1.0.0');
  });

  it.each([
    ['of the practice device', NAMED],
    ['of any other', { connect: elsewhere }],
  ])('i1: the partition table %s is named as one, and cannot be allowed', async (_, setup) => {
    const bundle = await caseNamed('i1-partition-table-update');
    const { result, findings, began, sentence } = await send(bundle, setup, {
      force: ['boot-loader'],
    });
    expect(result).toMatchObject({
      result: 'refused',
      failure: { code: 'bundle/part-not-replaced', facts: { part: 'pt', role: 'partition-table' } },
    });
    expect(findings).toEqual([expect.objectContaining({ force: null })]);
    expect(began).toBe(false);
    expect(sentence).toMatch(/partition table/);
    expect(sentence).not.toMatch(/boot loader/);
  });

  it.each([
    ['boot', 'boot-loader'],
    ['nvs', 'nvs'],
    ['otadata', 'boot-settings'],
  ] as const)('a part %s to be written is named as %s', async (name, role) => {
    const { bytes, manifest, parts } = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
    const same: PartSource[] = parts.flatMap(({ part, dataOffset, sizeBytes }) =>
      ['app', 'fs'].includes(part.name)
        ? [
            {
              name: part.name,
              src: part.src ?? '',
              bytes: bytes.subarray(dataOffset, dataOffset + sizeBytes),
            },
          ]
        : [],
    );
    const more: PartSource = {
      name,
      src: `${name}.bin`,
      bytes: new Uint8Array(64),
      attributes: { update: true },
    };
    const { name: app, platform, version, buildId } = manifest;
    const bundle = await opened(
      makeBundle({ name: app, platform, version, buildId, parts: [...same, more] }),
    );
    const { result, began } = await send(bundle, NAMED, { force: ['boot-loader'] });
    expect(result).toMatchObject({
      failure: { code: 'bundle/part-not-replaced', facts: { part: name, role } },
    });
    expect(began).toBe(false);
  });

  it.each(PROFILE_NAMES)(
    'takes on %s every bundle that the device itself takes',
    async (profileName) => {
      const { arch } = profileNamed(profileName);
      if (arch === 'cc3220') return; // nobody has a bundle of it
      const bundle = await bundleNamed(`demo-${arch}-1.1.0.zip`);
      const { findings } = await send(bundle, {
        profileName,
        ...NAMED,
        identity: { id: 'x', mac: '30AEA40A1B2C' },
      });
      expect(findings).toEqual([]);
    },
  );
});

const ESP8266 = { profileName: 'esp8266' } as const;

describe('an esp8266', () => {
  it('m1: is not sent a firmware that was built for a chip without a second slot', async () => {
    const { result, began, sentence } = await send(
      await caseNamed('m1-esp8266-no-second-slot'),
      ESP8266,
    );
    expect(result).toMatchObject({ result: 'refused', failure: { code: 'bundle/no-second-slot' } });
    expect(began).toBe(false);
    expect(sentence).toMatch(/without a second slot \(addr1 of fw is 0\)/);
    expect(sentence).not.toMatch(/try again|manifest/i);
  });

  it('m3: is not sent a firmware whose addr is missing', async () => {
    const { result, began } = await send(await caseNamed('m3-esp8266-addr-missing'), ESP8266);
    expect(result).toMatchObject({
      result: 'refused',
      failure: { code: 'bundle/manifest-incomplete', facts: { field: 'parts.fw.addr' } },
    });
    expect(began).toBe(false);
  });

  it('names both addresses of a firmware for another flash layout, where its own is known', async () => {
    const { bytes, manifest, parts } = await bundleNamed('demo-esp8266-1.1.0.zip');
    const moved: PartSource[] = parts.flatMap(({ part, dataOffset, sizeBytes }) =>
      ['fw', 'fs'].includes(part.name)
        ? [
            {
              name: part.name,
              src: part.src ?? '',
              bytes: bytes.subarray(dataOffset, dataOffset + sizeBytes),
              addr: part.addr ?? 0,
              attributes: { addr1: (part.addr1 ?? 0) + 0x10_0000 },
            },
          ]
        : [],
    );
    const { name, platform, version, buildId } = manifest;
    const bundle = await opened(makeBundle({ name, platform, version, buildId, parts: moved }));
    const { result, began, sentence } = await send(bundle, { ...ESP8266, ...NAMED });
    expect(result).toMatchObject({
      failure: {
        code: 'bundle/other-layout',
        facts: { part: 'fw', field: 'addr1', found: 0x20_8000, expected: 0x10_8000 },
      },
    });
    expect(began).toBe(false);
    expect(sentence).toMatch(/addr1 of fw is 0x208000, this device has 0x108000/);
    const blind = await send(bundle, ESP8266);
    expect(blind.result).toMatchObject({
      failure: { facts: { remoteMessage: '-1 Invalid manifest' } },
    });
    expect(blind.sentence).not.toMatch(/try again/i);
  });
});

describe('j1: a src with which another name begins', () => {
  const bundle = caseNamed('j1-src-is-prefix-of-another-part');

  it('is warned of on a device that does not tell what it is', async () => {
    const { result, findings, began } = await send(await bundle, { connect: elsewhere });
    expect(result).toMatchObject({
      failure: { code: 'bundle/prefix-name', facts: { file: 'app', other: 'app.sig' } },
    });
    expect(findings).toEqual([expect.objectContaining({ force: 'prefix-name' })]);
    expect(began).toBe(false);
  });

  it('is refused for a device that is known to compare so, and the device refuses it too', async () => {
    const stock = { profileName: 'esp32-stock' } as const;
    const known = await send(await bundle, { ...stock, ...NAMED }, { force: ['prefix-name'] });
    expect(known).toMatchObject({
      result: { failure: { code: 'bundle/prefix-name' } },
      findings: [{ force: null }],
      began: false,
    });
    const forced = await send(await bundle, stock, { force: ['prefix-name'] });
    expect(forced).toMatchObject({
      result: { failure: { code: 'update/write-refused' } },
      runs: '1.0.0',
    });
  });

  it('is no matter to a device that compares whole names', async () => {
    const { result } = await send(await bundle, NAMED);
    expect(result.result).toBe('committed');
  });
});

/** The tiny firmware: its manifest changed, and entries beside what that names. */
async function tinyWith(
  change: (manifest: string) => string,
  extra: readonly { readonly name: string; readonly bytes: Uint8Array }[] = [],
): Promise<Bundle> {
  const { bytes, parts } = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
  const zip = unzipSync(bytes);
  const manifest = change(new TextDecoder().decode(zip['manifest.json']));
  const files = parts.map(({ part: { src } }) => ({ name: src!, bytes: zip[src!]! }));
  return opened(
    forgeZip([
      { name: 'manifest.json', bytes: new TextEncoder().encode(manifest) },
      ...files,
      ...extra,
    ]),
  );
}

describe('an entry that no part names and whose name begins with the src of a part', () => {
  const withSignature = () =>
    tinyWith(
      (manifest) => manifest,
      [
        { name: 'readme.txt', bytes: new Uint8Array(9) },
        { name: 'tinyapp.bin.sig', bytes: new Uint8Array(64) },
      ],
    );

  it('is warned of on a device that does not tell what it is', async () => {
    const { findings, began } = await send(await withSignature(), { connect: elsewhere });
    expect(findings).toEqual([
      {
        failure: expect.objectContaining({
          code: 'bundle/prefix-name',
          facts: { file: 'tinyapp.bin', other: 'tinyapp.bin.sig' },
        }) as unknown,
        force: 'prefix-name',
      },
    ]);
    expect(began).toBe(false);
  });

  it('is refused by a device of 2018 once it came', async () => {
    const stock = { profileName: 'esp32-stock' } as const;
    const { result, runs } = await send(await withSignature(), stock, { force: ['prefix-name'] });
    expect(result).toMatchObject({ failure: { code: 'update/write-refused' } });
    expect(runs).toBe('1.0.0');
  });
});

describe('a SHA-1 in upper case', () => {
  const upperCase = () =>
    tinyWith((manifest) =>
      manifest.replace(
        /("cs_sha1": ")([0-9a-f]+)/,
        (_, key: string, sha1: string) => `${key}${sha1.toUpperCase()}`,
      ),
    );

  it('is warned of on a device that does not tell what it is', async () => {
    const { result, findings, began, sentence } = await send(await upperCase(), {
      connect: elsewhere,
    });
    expect(result).toMatchObject({
      result: 'refused',
      failure: { code: 'bundle/upper-case-digest', facts: { part: 'app' } },
    });
    expect(findings).toEqual([expect.objectContaining({ force: 'upper-case-digest' })]);
    expect(began).toBe(false);
    expect(sentence).toMatch(/SHA-1 of app is in upper case.*lower case/);
  });

  it('is refused for a device that is known to compare so, and the device refuses it too', async () => {
    const stock = { profileName: 'esp32-stock' } as const;
    const force = ['upper-case-digest'] as const;
    const known = await send(await upperCase(), { ...stock, ...NAMED }, { force });
    expect(known).toMatchObject({
      result: { failure: { code: 'bundle/upper-case-digest' } },
      findings: [{ force: null }],
      began: false,
    });
    const forced = await send(await upperCase(), stock, { force });
    expect(forced).toMatchObject({
      result: { failure: { facts: { remoteMessage: '-10 Digest mismatch', foretold: true } } },
      runs: '1.0.0',
    });
    expect(forced.sentence).not.toMatch(/try again/i);
  });

  it('is no matter to a device that compares numbers, nor on a platform whose cores do', async () => {
    const { result } = await send(await upperCase(), NAMED);
    expect(result.result).toBe('committed');
    const { bytes } = await bundleNamed('demo-esp8266-1.1.0.zip');
    const zip = unzipSync(bytes);
    const manifest = new TextDecoder().decode(zip['manifest.json']);
    const upper = manifest.replace(/[0-9a-f]{40}/g, (sha1) => sha1.toUpperCase());
    const names = Object.keys(zip).filter((name) => name !== 'manifest.json');
    const esp8266 = await opened(
      forgeZip([
        { name: 'manifest.json', bytes: new TextEncoder().encode(upper) },
        ...names.map((name) => ({ name, bytes: zip[name]! })),
      ]),
    );
    expect((await send(esp8266, ESP8266)).findings).toEqual([]);
  });
});
