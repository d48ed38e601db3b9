import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PublisherKey } from '../contracts/signature.ts';
import { parsePublicKey } from '../ota-core/primitives/p256-encoding.ts';
import { badOption } from './command-line.ts';
import { readable } from './local-files.ts';

/** A public key, or the file that holds one (p256-encoding.ts). Throws OtaError use/bad-option and file/unreadable. */
export function readKeyOption(option: string, value: string): Uint8Array<ArrayBuffer> {
  const key = parsePublicKey(value) ?? parsePublicKey(textOf(value));
  if (key === null) throw badOption(option, value);
  return key;
}

/** What `--trust` names, without the application that it is for. Throws like readKeyOption. */
export function readTrustedKeys(values: readonly string[]): readonly Omit<PublisherKey, 'app'>[] {
  return values.map((value) => {
    const spki = Buffer.from(readKeyOption('--trust', value));
    const isFile = parsePublicKey(value) === null;
    const name = isFile ? path.basename(value) : shortFingerprint(spki);
    return { name, spki: spki.toString('base64') };
  });
}

const shortFingerprint = (spki: Uint8Array): string =>
  createHash('sha256').update(spki).digest('hex').slice(0, 16);

const textOf = (file: string): string =>
  existsSync(file) ? readable(file, () => readFileSync(file, 'utf8')) : '';
