import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parsePublicKey } from '../../../../src/ota-core/primitives/p256-encoding.ts';
import { privateKey, publicKey, publicKeyText } from '../../../support/signatures/signed-bundle.ts';

describe('a public key that somebody hands in', () => {
  const pem = createPublicKey(privateKey('k0')).export({ type: 'spki', format: 'pem' });

  it.each([
    ['base64', publicKeyText('k0')],
    ['base64 with an end of line', `${publicKeyText('k0')}\r\n`],
    ['base64 in lines', publicKeyText('k0').replace(/(.{64})/, '$1\n')],
    ['PEM', pem],
    ['PEM of Windows', `\uFEFF${String(pem).replaceAll('\n', '\r\n')}`],
  ])('is read from %s', (_, text) => {
    expect(parsePublicKey(String(text))).toEqual(publicKey('k0'));
  });

  it.each([
    ['nothing', ''],
    ['words', 'my key'],
    ['a private key', privateKey('k0').export({ type: 'sec1', format: 'pem' })],
    ['half of one', publicKeyText('k0').slice(0, 60)],
    ['one with a letter too many', `${publicKeyText('k0')}A`],
    [
      'one of another kind',
      generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({
        type: 'spki',
        format: 'pem',
      }),
    ],
  ])('is not %s', (_, text) => {
    expect(parsePublicKey(String(text))).toBeNull();
  });
});
