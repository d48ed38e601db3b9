import { md5 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from './bytes.ts';
import { encodeUtf8 } from './utf8.ts';

/** As digest authentication names them (RFC 7616). */
export type TextHash = 'MD5' | 'SHA-256';

/** Of the text's UTF-8, in lower-case hex. */
export function hashText(text: string, algorithm: TextHash): string {
  const bytes = encodeUtf8(text);
  return toHex(algorithm === 'MD5' ? md5(bytes) : sha256(bytes));
}
