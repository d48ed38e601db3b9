import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { readPublicKey } from '../../../../src/workers/updater/public-key.ts';
import { publicKey, publicKeyText } from '../../../support/signatures/signed-bundle.ts';

it('a pasted key is shown by the SHA-256 of its SubjectPublicKeyInfo, which OpenSSL prints too', () => {
  const read = readPublicKey(` ${publicKeyText('k0')}\n`);
  const digest = createHash('sha256').update(publicKey('k0')).digest('hex');
  expect(read?.spki).toBe(publicKeyText('k0'));
  expect(read?.fingerprint.replaceAll(' ', '')).toBe(digest);
  expect(read?.fingerprint).toMatch(/^([0-9a-f]{4} ){15}[0-9a-f]{4}$/);
});

it('what is no key has no fingerprint', () => {
  expect([readPublicKey(''), readPublicKey('key')]).toEqual([null, null]);
});
