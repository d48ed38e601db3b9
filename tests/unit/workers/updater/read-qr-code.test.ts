import { expect, it } from 'vitest';
import { readQrCode } from '../../../../src/workers/updater/read-qr-code.ts';
import { readPublicKey } from '../../../../src/workers/updater/public-key.ts';
import { blankPicture, codePicture } from '../../../support/signatures/code-picture.ts';
import { publicKeyText } from '../../../support/signatures/signed-bundle.ts';

const SIZE = { width: 640, height: 480 };
const pem = (base64: string): string =>
  `-----BEGIN PUBLIC KEY-----\n${base64.replace(/(.{64})/, '$1\n')}\n-----END PUBLIC KEY-----\n`;

it.each(
  (['k0', 'k1', 'k2'] as const).flatMap((name) => [
    [name, 'base64', publicKeyText(name)],
    [name, 'PEM', pem(publicKeyText(name))],
  ]),
)('the key %s in the code of its %s is read as it was written', (name, _, text) => {
  const read = readQrCode(codePicture(text, { ...SIZE, scale: 6 }), 'quick');
  expect(read).toBe(text);
  expect(readPublicKey(read ?? '')?.spki).toBe(publicKeyText(name));
});

it('a code of something else is read, and is no key', () => {
  const read = readQrCode(codePicture('https://example.org/', { ...SIZE, scale: 4 }), 'quick');
  expect(read).toBe('https://example.org/');
  expect(readPublicKey(read ?? '')).toBeNull();
});

it.each([
  ['without a code', blankPicture(640, 480)],
  ['of one pixel', blankPicture(1, 1)],
  ['with half a code', half(codePicture(publicKeyText('k0'), { ...SIZE, scale: 6 }))],
])('a picture %s gives nothing', (_, picture) => {
  expect([readQrCode(picture, 'quick'), readQrCode(picture, 'thorough')]).toEqual([null, null]);
});

/** The lower half is paper. */
function half(picture: ReturnType<typeof blankPicture>): ReturnType<typeof blankPicture> {
  const data = picture.data.slice().fill(200, picture.data.length / 2);
  return { ...picture, data };
}
