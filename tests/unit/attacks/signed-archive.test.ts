/** Of the attacks on signatures (proof.md#attacks) those that need no key: what a signature covers by way of the manifest. */
import { deflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { openOrRepair } from '../../../src/bundle/repair/open-or-repair.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import { crc32 } from '../../../src/ota-core/primitives/crc32.ts';
import { APP, attack, entry, FS, judge, MANIFEST } from '../../support/bundle/attack.ts';
import { readFixture } from '../../support/bundle/fixture.ts';
import { forgeZip } from '../../support/bundle/zip-forge.ts';

const signal = new AbortController().signal;
const repaired = (bytes: Uint8Array) =>
  openOrRepair(new Blob([new Uint8Array(bytes)]), { fileName: 'fw.zip', signal });
const SIGNED = readFixture('demo-esp32-1.1.0-signed-k0-k2.zip');

it('S2 one bit flipped in a part, or in the manifest, ends the update', () => {
  for (const [index, name] of ['app.bin', 'fs.img'].entries()) {
    const bytes = (index === 0 ? APP : FS).slice();
    bytes[7] = (bytes[7] ?? 0) ^ 1;
    const changed = forgeZip([
      entry('manifest.json', JSON.stringify(MANIFEST)),
      entry('app.bin', index === 0 ? bytes : APP),
      entry('fs.img', index === 1 ? bytes : FS),
    ]);
    expect(judge(changed), name).toEqual({
      host: 'bundle/hash-mismatch',
      device: 'Digest mismatch',
    });
  }
});

it('S11 the repair leaves the bytes of the manifest and its signature as they are', async () => {
  const manifest = SIGNED.subarray(30, 30 + 13 + 2 * 111);
  const { bundle, mended } = await repaired(
    new Uint8Array(Buffer.concat([SIGNED, Buffer.from('\n')])),
  );
  expect(mended).toEqual(['trailing-bytes']);
  expect(Buffer.compare(bundle.bytes.subarray(30, 30 + manifest.length), manifest)).toBe(0);
});

it('S12 a part of another bundle of the same maker is no part of this one', () => {
  const other = new Uint8Array(APP.length).fill(7);
  const swapped = forgeZip([
    entry('manifest.json', JSON.stringify(MANIFEST)),
    entry('app.bin', other),
    entry('fs.img', FS),
  ]);
  expect(judge(swapped)).toEqual({ host: 'bundle/hash-mismatch', device: 'Digest mismatch' });
});

it('S13 a part left out is missed, and a file that no part names is written nowhere', () => {
  const partial = forgeZip([
    entry('manifest.json', JSON.stringify(MANIFEST)),
    entry('app.bin', APP),
  ]);
  expect(judge(partial)).toEqual({
    host: 'bundle/part-missing',
    device: 'Incomplete update package',
  });
  expect(judge(attack({ more: [entry('boot.bin', APP)] }))).toEqual({ host: null, device: null });
});

it('S18 compressing keeps what a signature covers, and the parts are compared once they are unpacked', async () => {
  const extra = SIGNED.subarray(43, 43 + new DataView(SIGNED.buffer).getUint16(28, true));
  const packed = (app: Uint8Array): Uint8Array =>
    forgeZip([
      { ...entry('manifest.json', JSON.stringify(MANIFEST)), local: { extra } },
      ...[entry('app.bin', app), entry('fs.img', FS)].map(({ name, bytes }) => ({
        ...entry(name, deflateRawSync(bytes)),
        local: { method: 8, size: bytes.length, crc: crc32(bytes) },
      })),
    ]);
  const { bundle, mended } = await repaired(packed(APP));
  expect(mended).toEqual(['compressed']);
  expect(Buffer.compare(bundle.bytes.subarray(43, 43 + extra.length), extra)).toBe(0);
  const code = await repaired(packed(FS)).catch((reason: unknown) => OtaError.from(reason).code);
  expect(code).toMatch(/^bundle\/(size|hash)-mismatch$/);
});
