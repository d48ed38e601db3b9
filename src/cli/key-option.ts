import { existsSync, readFileSync } from 'node:fs';
import { unreadableFile } from '../contracts/failure.ts';
import { parsePublicKey } from '../ota-core/primitives/p256-encoding.ts';
import { badOption } from './command-line.ts';

/** A public key, or the file that holds one (p256-encoding.ts). Throws OtaError use/bad-option and file/unreadable. */
export function readKeyOption(option: string, value: string): Uint8Array<ArrayBuffer> {
  const key = parsePublicKey(value) ?? parsePublicKey(textOf(value));
  if (key === null) throw badOption(option, value);
  return key;
}

function textOf(file: string): string {
  if (!existsSync(file)) return '';
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw unreadableFile(file, cause);
  }
}
