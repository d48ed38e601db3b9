import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { badOption } from './command-line.ts';
import { readable } from './local-files.ts';

/** What opens a key that has a passphrase, by the name of its file; null = nobody knows it. */
export type PassphraseSource = (file: string) => Promise<string | null>;

/**
 * The private key on P-256 in a PEM file. Throws OtaError file/unreadable, and use/bad-option where there is none or its
 * passphrase is not known or wrong.
 */
export async function readPrivateKey(
  file: string,
  passphraseOf: PassphraseSource,
): Promise<KeyObject> {
  const pem = readable(file, () => readFileSync(file, 'utf8'));
  const option = `--sign-key ${file}`;
  const key = ENCRYPTED.test(pem)
    ? await unlock(pem, option, () => passphraseOf(file))
    : opened(() => createPrivateKey(pem));
  if (key?.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw badOption('--sign-key', file);
  return key;
}

/** What a PEM file says of a key that has a passphrase: RFC 7468 section 11, or RFC 1421 section 4.6.1.1 in the older form. */
const ENCRYPTED = /^(-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: *4, *ENCRYPTED)/m;

/** null where OpenSSL opens none: it has many words for that, which differ between its versions. */
function opened(open: () => KeyObject): KeyObject | null {
  try {
    return open();
  } catch {
    return null;
  }
}

async function unlock(
  pem: string,
  option: string,
  ask: () => Promise<string | null>,
): Promise<KeyObject> {
  const passphrase = await ask();
  if (passphrase === null) throw badOption(option, 'no passphrase');
  const key = opened(() => createPrivateKey({ key: pem, passphrase }));
  if (key === null) throw badOption(option, 'wrong passphrase');
  return key;
}
