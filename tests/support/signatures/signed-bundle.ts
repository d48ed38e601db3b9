import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { concatBytes } from '../../../src/ota-core/primitives/bytes.ts';
import { readFixture } from '../bundle/fixture.ts';
import { forgeZip, utf8 } from '../bundle/zip-forge.ts';

const file = (name: string): string =>
  readFileSync(new URL(`../../fixtures/keys/${name}`, import.meta.url), 'utf8');

export type KeyName = 'k0' | 'k1' | 'k2';

/** A public key of tests/fixtures/keys as devices take it: base64 of its SubjectPublicKeyInfo. */
export const publicKeyText = (name: KeyName): string => file(`${name}.pub`).trim();

export const publicKey = (name: KeyName): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(publicKeyText(name), 'base64'));

export const privateKey = (name: KeyName): KeyObject => createPrivateKey(file(`${name}.pem`));

export const spkiOf = (key: KeyObject): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }));

/** A signature by OpenSSL, in DER. */
export const signBytes = (bytes: Uint8Array, key: KeyObject | KeyName): Uint8Array =>
  sign('sha256', bytes, typeof key === 'string' ? privateKey(key) : key);

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** An extra field with one signature block of this body. */
export function signatureBlock(body: string | Uint8Array, id = 0x293a): Uint8Array {
  const bytes = typeof body === 'string' ? utf8(body) : body;
  const head = new DataView(new ArrayBuffer(4));
  head.setUint16(0, id, true);
  head.setUint16(2, bytes.length, true);
  return concatBytes(new Uint8Array(head.buffer), bytes);
}

/** The manifest and the entries behind it of an honest bundle of tests/fixtures. */
export function entriesOfBundle(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: { name: string; bytes: Uint8Array; extra: Uint8Array }[] = [];
  for (let at = 0; view.getUint32(at, true) === 0x0403_4b50;) {
    const nameEnd = at + 30 + view.getUint16(at + 26, true);
    const dataAt = nameEnd + view.getUint16(at + 28, true);
    const end = dataAt + view.getUint32(at + 18, true);
    entries.push({
      name: Buffer.from(bytes.subarray(at + 30, nameEnd)).toString(),
      extra: bytes.slice(nameEnd, dataAt),
      bytes: bytes.slice(dataAt, end),
    });
    at = end;
  }
  return entries;
}

export const TINY_ENTRIES = entriesOfBundle(readFixture('demo-esp32-1.1.0-tiny.zip'));
/** The bytes that are signed. */
export const TINY_MANIFEST = TINY_ENTRIES[0]!.bytes;

/** The tiny bundle with this extra field at its manifest. */
export function tinyWithExtra(extra: Uint8Array, manifest = TINY_MANIFEST): Uint8Array {
  return forgeZip(
    TINY_ENTRIES.map(({ name, bytes }, at) =>
      at === 0 ? { name, bytes: manifest, local: { extra } } : { name, bytes },
    ),
  );
}

/** `sig0` to `sig7` by the keys given, over these bytes. */
export function signaturesBy(
  keys: Readonly<Record<string, KeyObject | KeyName>>,
  bytes: Uint8Array = TINY_MANIFEST,
): Uint8Array {
  const made = Object.entries(keys).map(([slot, key]) => [slot, base64(signBytes(bytes, key))]);
  return signatureBlock(JSON.stringify(Object.fromEntries(made)));
}
