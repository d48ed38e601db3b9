import { describe, expect, it } from 'vitest';
import { checkBundle } from '../../../src/bundle/open-bundle.ts';
import { withSignatures } from '../../../src/bundle/sign-bundle.ts';
import { storeZip } from '../../../src/bundle/store-zip.ts';
import { signedBytes } from '../../../src/bundle/verify-signature.ts';
import { concatBytes } from '../../../src/ota-core/primitives/bytes.ts';
import { readManifestSignatures } from '../../../src/ota-core/update/manifest-signatures.ts';
import { readFixture } from '../../support/bundle/fixture.ts';
import {
  entriesOfBundle,
  signatureBlock,
  signBytes,
  TINY_MANIFEST,
  tinyWithExtra,
} from '../../support/signatures/signed-bundle.ts';

const { signal } = new AbortController();
const open = (bytes: Uint8Array) => checkBundle(bytes, { fileName: 'fw.zip', signal });
const extraOf = (bundle: Uint8Array): Uint8Array => signedBytes(bundle).extra;
const bodyOf = (bundle: Uint8Array): string => Buffer.from(extraOf(bundle).subarray(4)).toString();

function signaturesIn(name: string): ReadonlyMap<number, Uint8Array> {
  const found = readManifestSignatures(extraOf(readFixture(name)));
  if (found.kind !== 'some') throw new Error(name);
  return new Map(found.signatures.map(({ slot, der }) => [slot, der]));
}

describe('a signed bundle', () => {
  it.each(['demo-esp32-1.1.0-signed-k0-k2.zip', 'demo-esp32-1.1.0-signed-k1-in-slot0.zip'])(
    'is byte for byte what the official packer makes of it: %s',
    (name) => {
      const entries = entriesOfBundle(readFixture(name));
      const plain = storeZip(entries.map(({ name: file, bytes }) => ({ name: file, bytes })));
      const signed = withSignatures(plain, signaturesIn(name));
      expect(Buffer.from(signed).equals(readFixture(name))).toBe(true);
    },
  );

  it('differs from the unsigned one in nothing but that field', () => {
    const plain = readFixture('demo-esp32-1.1.0-python-packer.zip');
    const der = signBytes(signedBytes(plain).bytes, 'k0');
    const signed = withSignatures(plain, new Map([[0, der]]));
    const [before, after] = [open(plain), open(signed)];
    expect(after.manifest).toEqual(before.manifest);
    expect(entriesOfBundle(signed).map(({ name, bytes }) => ({ name, bytes }))).toEqual(
      entriesOfBundle(plain).map(({ name, bytes }) => ({ name, bytes })),
    );
    const added = extraOf(signed).length - extraOf(plain).length;
    expect(signed.length).toBe(plain.length + 2 * added);
  });

  it('keeps the signatures of other slots, what the packer put beside them, and other fields', () => {
    const stamp = signatureBlock('12345', 0x5455);
    const extra = concatBytes(stamp, signatureBlock('{"note":{"a":[1,"x"]},"sig1":"AAAA"}'), stamp);
    const der = signBytes(TINY_MANIFEST, 'k0');
    const signed = withSignatures(tinyWithExtra(extra), new Map([[0, der]]));
    const list = `{"sig0":"${Buffer.from(der).toString('base64')}","sig1":"AAAA","note":{"a":[1,"x"]}}`;
    expect(
      Buffer.from(extraOf(signed)).equals(concatBytes(stamp, signatureBlock(list), stamp)),
    ).toBe(true);
    open(signed);
  });

  it('has a new signature in place of the old one of its slot', () => {
    const old = signaturesIn('demo-esp32-1.1.0-signed-k0-k2.zip');
    const signed = withSignatures(
      readFixture('demo-esp32-1.1.0-signed-k0-k2.zip'),
      new Map([[2, Uint8Array.of(1, 2, 3)]]),
    );
    const sig0 = Buffer.from(old.get(0)!).toString('base64');
    expect(bodyOf(signed)).toBe(`{"sig0":"${sig0}","sig2":"AQID"}`);
    open(signed);
  });
});
