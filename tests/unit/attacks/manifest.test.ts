/**
 * The attacks on a manifest, and the quirks of public sources that made them work, by their numbers (proof.md#attacks): on the
 * host and on a device to which the bundle is pushed blindly.
 */
import { describe, expect, it } from 'vitest';
import { preflight } from '../../../src/update/preflight.ts';
import { failureSentence } from '../../../src/messages/failures.ts';
import { openBundle } from '../../../src/bundle/open-bundle.ts';
import {
  APP,
  attack,
  digestsOf,
  entry,
  FS,
  judge,
  MANIFEST,
  manifestWith,
  type Verdict,
} from '../../support/bundle/attack.ts';
import { refusalOfBytes } from '../../support/bundle/refusal.ts';
import { forgeZip, utf8 } from '../../support/bundle/zip-forge.ts';
import {
  passTime,
  readBundle,
  resultOf,
  startDevice,
} from '../../support/ota-core/device/test-device.ts';
import {
  pushBlindly,
  readWindow,
  startUpdate,
} from '../../support/ota-core/update/update-bench.ts';

const both = (host: Verdict['host'], device: Verdict['device']): Verdict => ({ host, device });
const withApp = (app: object) => attack({ manifest: manifestWith({}, app) });
const failed = (code: number, message: string) => ({ phase: 'failed', code, message });

/** What speaks against a bundle on an esp32 that runs demo 1.0.0. */
async function findingsOf(bytes: Uint8Array, info: object = {}) {
  const { signal } = new AbortController();
  const bundle = await openBundle(new Blob([new Uint8Array(bytes)]), {
    fileName: 'fw.zip',
    signal,
  });
  const running = {
    ...{ id: 'esp32_0A1B2C', app: 'demo', fw_version: '1.0.0', fw_id: 'a', mac: '30AEA40A1B2C' },
    ...{ arch: 'esp32', uptime: 1 },
  };
  const device = {
    info: { ...running, ...info },
    status: { state: 0, message: '', progress_percent: 0, is_committed: true, commit_timeout: 0 },
    boot: null,
  };
  return preflight({
    ...{ bundle, device, needs: [], methods: null, files: null, foreseen: null },
    isPractice: false,
  }).map(({ failure, force }) => [failure.code, force]);
}

it('M1 a platform is compared whole, where the core of 2018 compares as much as its own name has', async () => {
  for (const platform of ['esp32c3', 'ESP32', 'esp3', 'esp32 ']) {
    const bytes = attack({ manifest: manifestWith({ platform }) });
    expect(judge(bytes).device, platform).toBe('Wrong platform');
    expect((await findingsOf(bytes))[0], platform).toEqual(['bundle/wrong-platform', null]);
  }
});

describe('M2 the same version', () => {
  const running = { version: '1.1.0', buildId: 'b' };
  it('is that whole version and build, where the core of 2018 compares as much as the manifest has', () => {
    for (const fields of [{ version: '1.1' }, { version: '1.1.0.1' }, { build_id: 'bb' }]) {
      const run = startUpdate({ running, ignoreSameVersion: true });
      pushBlindly(run, [attack({ manifest: manifestWith(fields) })]);
      expect(run.staged, JSON.stringify(fields)).toHaveLength(1);
    }
    const run = startUpdate({ running, ignoreSameVersion: true });
    expect(pushBlindly(run, [attack()])).toMatchObject({ phase: 'finalized', reboot: false });
  });

  it('is told by the host where both agree, and nowhere else', async () => {
    const found = (info: object) => findingsOf(attack(), info);
    expect(await found({ fw_version: '1.1.0', fw_id: 'b' })).toEqual([
      ['device/same-version', 'same-version'],
    ]);
    expect(await found({ fw_version: '1.1.0', fw_id: 'bb' })).toEqual([]);
  });
});

it('M3 the file of a part is named exactly: app.bin.evil is not app.bin', () => {
  const bytes = forgeZip([
    entry('manifest.json', JSON.stringify(MANIFEST)),
    entry('app.bin.evil', APP),
    entry('fs.img', FS),
  ]);
  expect(judge(bytes)).toEqual(both('bundle/part-missing', 'Incomplete update package'));
  const more = [entry('app.bin.evil', new Uint8Array(APP.length))];
  expect(judge(attack({ more }))).toEqual(both(null, null));
  const run = startUpdate();
  pushBlindly(run, [attack({ more })]);
  expect(readWindow(run.chip, 'app').subarray(0, APP.length)).toEqual(APP);
});

it('M4 a filesystem is left out where the slot has it already, not where it has the application', () => {
  const same = { ...MANIFEST.parts.app, type: 'fs', src: 'fs.img' };
  const run = startUpdate();
  pushBlindly(run, [attack()]);
  const next = startUpdate({}, { chip: run.chip });
  // The old slot holds FS; now the filesystem is what the application is.
  const manifest = JSON.stringify({ ...MANIFEST, parts: { app: MANIFEST.parts.app, fs: same } });
  const bytes = forgeZip([
    entry('manifest.json', manifest),
    entry('app.bin', APP),
    entry('fs.img', APP),
  ]);
  expect(pushBlindly(next, [bytes])).toMatchObject({ phase: 'finalized' });
  expect(readWindow(next.chip, 'fs').subarray(0, APP.length)).toEqual(APP);
});

it('M5 a boot loader to be replaced is refused, with src and digest and without', async () => {
  for (const boot of [
    { type: 'boot', update: true },
    { type: 'boot', update: true, src: 'boot.bin', ...digestsOf(APP) },
  ]) {
    const manifest = manifestWith({ parts: { ...MANIFEST.parts, boot } });
    const bytes = attack({ manifest, more: [entry('boot.bin', APP)] });
    expect(judge(bytes)).toEqual(both(null, 'Boot loader update is not supported'));
    expect(await findingsOf(bytes)).toContainEqual(['device/boot-loader', 'boot-loader']);
  }
});

it('M6 a manifest without its parts switches nothing, where the core of 2018 starts what lies there', () => {
  const manifest = entry('manifest.json', JSON.stringify(MANIFEST));
  for (const files of [[], [entry('app.bin', APP)], [entry('fs.img', FS)]])
    expect(judge(forgeZip([manifest, ...files]))).toEqual(
      both('bundle/part-missing', 'Incomplete update package'),
    );
});

it('M7 an stm32 compares digests, where its updater of 2018 compares none', () => {
  const zip = readBundle('demo-stm32-1.1.0.zip');
  const end = 43 + new DataView(zip.buffer, zip.byteOffset).getUint32(18, true);
  const text = new TextDecoder().decode(zip.subarray(43, end));
  const bytes = forgeZip([
    entry('manifest.json', text.replace(/("cs_sha1": ")\w{40}/, `$1${'0'.repeat(40)}`)),
    entry('app0s.bin', zip.subarray(end + 39, end + 39 + 88001)),
    entry('lfs11.img', zip.subarray(end + 39 + 88001 + 39, end + 39 + 88001 + 39 + 65536)),
  ]);
  expect(refusalOfBytes(bytes)).toMatchObject({ code: 'bundle/hash-mismatch' });
  const device = startDevice({ profile: 'stm32' });
  expect(device.push(bytes)).toMatchObject({ kind: 'error', message: '-10 Digest mismatch' });
});

it('M8 a manifest of more than 16 KiB is refused by its header, before it is held', () => {
  const bytes = attack({ manifest: JSON.stringify(MANIFEST).padEnd(16_385) });
  expect(judge(bytes)).toEqual(both('bundle/manifest-too-large', 'Out of memory'));
  const run = startUpdate();
  run.updater.process(bytes.subarray(0, 30 + 'manifest.json'.length));
  expect(run.updater.state).toEqual(failed(-1, 'Out of memory'));
  expect(judge(attack({ manifest: JSON.stringify(MANIFEST).padEnd(16_384) }))).toEqual(
    both(null, null),
  );
});

describe('M9 a manifest', () => {
  const text = JSON.stringify(MANIFEST);
  const put = (member: string): string => text.replace('{', `{${member},`);
  it.each<readonly [string, string | Uint8Array]>([
    ['with a key twice', put('"version":"9"')],
    ['with a key twice, once escaped', put('"ver\\u0073ion":"9"')],
    ['that is deeply nested', put(`"x":${'['.repeat(4000)}${']'.repeat(4000)}`)],
    ['with NaN', put('"x":NaN')],
    ['with a number beyond all', put('"x":1e999')],
    ['with a number of 10,000 digits', put(`"x":${'9'.repeat(10_000)}`)],
    ['with half a surrogate', put('"x":"\\ud800"')],
    ['with a comment', text.replace('{', '{/* */')],
    ['with something behind it', `${text}x`],
    ['with two values', `${text}{}`],
    ['that is not UTF-8', Uint8Array.of(...utf8(text.slice(0, -1)), 0xff, 0x7d)],
  ])('%s is refused', (_, manifest) => {
    expect(judge(attack({ manifest }))).toEqual(
      both('bundle/manifest-unreadable', 'Failed to parse manifest'),
    );
  });

  it('that begins with a byte order mark is refused as that', () => {
    expect(judge(attack({ manifest: `\ufeff${text}` }))).toEqual(
      both('bundle/manifest-encoding', 'Failed to parse manifest'),
    );
  });

  it('whose keys are those of prototypes gives nothing to the others', () => {
    const inherited =
      '{"__proto__":{"platform":"esp32"},"constructor":{"version":"1"},"build_id":"b"}';
    expect(judge(attack({ manifest: inherited }))).toEqual(
      both('bundle/manifest-incomplete', 'Required manifest field missing'),
    );
    expect(judge(attack({ manifest: put('"__proto__":{"x":1},"toString":1') }))).toEqual(
      both(null, null),
    );
  });

  it('with -0 and 1e308 in fields that nobody reads is taken, and 1e308 as a size is not', () => {
    expect(judge(attack({ manifest: put('"x":[-0,1e308]') }))).toEqual(both(null, null));
    expect(judge(withApp({ size: 1e308 }))).toEqual(
      both('bundle/manifest-incomplete', 'Invalid manifest'),
    );
  });
});

describe('M10 a digest', () => {
  const { cs_sha1: sha1, cs_sha256: sha256 } = MANIFEST.parts.app;
  it.each<readonly [string, object, Verdict['host'], string]>([
    ['of 39 digits', { cs_sha1: sha1.slice(1) }, 'bundle/manifest-incomplete', 'Invalid manifest'],
    ['of 41 digits', { cs_sha1: `${sha1}0` }, 'bundle/manifest-incomplete', 'Invalid manifest'],
    [
      'of other letters',
      { cs_sha1: `${sha1.slice(1)}g` },
      'bundle/manifest-incomplete',
      'Invalid manifest',
    ],
    ['that is a number', { cs_sha1: 1 }, 'bundle/manifest-incomplete', 'Invalid manifest'],
    [
      'SHA-1 that is wrong beside a right SHA-256',
      { cs_sha1: '0'.repeat(40) },
      'bundle/hash-mismatch',
      'Digest mismatch',
    ],
    [
      'SHA-256 that is wrong beside a right SHA-1',
      { cs_sha256: '0'.repeat(64) },
      'bundle/hash-mismatch',
      'Digest mismatch',
    ],
  ])('%s is refused', (_, app, host, device) => {
    expect(judge(withApp(app))).toEqual(both(host, device));
  });

  it('that is missing is refused by a device, and by the host for a platform that wants it', async () => {
    const bytes = withApp({ cs_sha1: undefined });
    expect(judge(bytes)).toEqual(both(null, 'Incomplete update package'));
    expect(await findingsOf(bytes)).toContainEqual(['bundle/manifest-incomplete', null]);
  });

  it('in upper case is the same one, and warned of', async () => {
    const bytes = withApp({ cs_sha1: sha1.toUpperCase(), cs_sha256: sha256.toUpperCase() });
    expect(judge(bytes)).toEqual(both(null, null));
    expect(await findingsOf(bytes)).toEqual([['bundle/upper-case-digest', 'upper-case-digest']]);
  });
});

describe('M11 a place', () => {
  it('larger than the slot is refused before a byte is written', () => {
    const large = new Uint8Array(0x20001);
    const bytes = forgeZip([
      entry('manifest.json', manifestWith({}, { size: large.length, ...digestsOf(large) })),
      entry('app.bin', large),
      entry('fs.img', FS),
    ]);
    expect(judge(bytes)).toEqual(both(null, 'Image too big'));
  });

  it('of another size than its file is refused', () => {
    expect(judge(withApp({ size: APP.length + 1 }))).toEqual(
      both('bundle/size-mismatch', 'Size mismatch'),
    );
  });

  it.each([-1, 2 ** 32, 1.5, '1'])('with addr %s is refused', (addr) => {
    expect(judge(withApp({ addr }))).toEqual(
      both('bundle/manifest-incomplete', 'Invalid manifest'),
    );
  });

  it('over the boot loader, the partition table or another part writes only the slot: addr moves nothing', () => {
    for (const addr of [0, 0x1000, 0x8000])
      expect(judge(withApp({ addr }))).toEqual(both(null, null));
  });
});

describe('M12 a part', () => {
  const parts = (app: object) => attack({ manifest: manifestWith({}, app) });
  it('whose file is missing is refused', () => {
    expect(judge(parts({ src: 'other.bin' }))).toEqual(
      both('bundle/part-missing', 'Incomplete update package'),
    );
  });

  it('without a file is refused, where a slot needs it', async () => {
    expect(judge(parts({ src: undefined })).device).toBe('Incomplete update package');
    expect(await findingsOf(parts({ src: undefined }))).toContainEqual([
      'bundle/manifest-incomplete',
      null,
    ]);
  });

  it('whose file is the manifest, or that of another part, is refused', () => {
    for (const src of ['manifest.json', 'fs.img'])
      expect(judge(parts({ src }))).toEqual(both('bundle/contradiction', 'Invalid manifest'));
  });
});

it('M13 a part of a kind that nobody knows is left out, and refused where it asks to be written', async () => {
  const odd = (update: boolean) =>
    attack({
      manifest: manifestWith({
        parts: {
          ...MANIFEST.parts,
          odd: { type: 'odd', src: 'odd.bin', update, ...digestsOf(APP) },
        },
      }),
      more: [entry('odd.bin', APP)],
    });
  expect(judge(odd(false))).toEqual(both(null, null));
  expect(judge(odd(true))).toEqual(both(null, 'Part update is not supported'));
  expect(await findingsOf(odd(true))).toContainEqual(['bundle/part-not-replaced', null]);
});

it('M14 another application is told before the first byte, and has to be allowed', async () => {
  expect(await findingsOf(attack(), { app: 'gate' })).toEqual([['device/other-app', 'other-app']]);
});

it('M15, S14 an older version is told before the first byte, and has to be allowed', async () => {
  expect(await findingsOf(attack(), { fw_version: '1.2.0' })).toEqual([
    ['device/older', 'downgrade'],
  ]);
});

it('M16 what a manifest calls itself is shown as text: nothing hidden, nothing that turns or ends a line', () => {
  const name = '<img src=x onerror=alert(1)>\x1b[2J\u202egro\n\u200b';
  const words = failureSentence({
    ...{ code: 'bundle/wrong-platform', facts: { bundle: name, device: name }, trace: '' },
  });
  expect(words).not.toMatch(/[\p{Cc}\u202a-\u202e\u200b]/u);
  expect(words).toContain('<img src=x');
});

describe('M17 a time to be kept', () => {
  it.each<readonly [unknown, number]>([
    [0, 0],
    [-1, 0],
    [-(2 ** 31), 0],
    ['60', 60],
    ['x', 0],
    [null, 0],
    [{}, 0],
    [2 ** 31 - 1, 2 ** 31 - 1],
  ])('of %j is %i s', (asked, seconds) => {
    const device = startDevice();
    const reply = device.push(readBundle('demo-esp32-1.1.0-tiny.zip'), { commit_timeout: asked });
    if (reply.kind === 'error') throw new Error(reply.message ?? '');
    device.call('OTA.End');
    passTime(device.device, 5_000);
    const status = resultOf(device.call('OTA.Status', null, 5_000));
    expect(status).toMatchObject({ commit_timeout: seconds, is_committed: seconds === 0 });
    expect(device.device.running()?.firmware.version).toBe('1.1.0');
  });

  it.each([2 ** 31, 2 ** 32, 1e308])('of %d never wraps to one that is over already', (asked) => {
    const device = startDevice();
    device.push(readBundle('demo-esp32-1.1.0-tiny.zip'), { commit_timeout: asked });
    device.call('OTA.End');
    passTime(device.device, 60_000);
    expect(device.device.running()?.firmware.version).toBe('1.1.0');
  });
});
