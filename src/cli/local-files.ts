/** Files of this computer: what cannot be read or written is one failure that names the file. */
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { unreadableFile, unwritableFile } from '../contracts/failure.ts';

/** Throws OtaError file/unreadable for whatever `read` throws. */
export function readable<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw unreadableFile(file, cause);
  }
}

/** The first line of a text: a password, a passphrase. Throws OtaError file/unreadable. */
export const firstLineOf = (file: string): string =>
  readable(file, () => readFileSync(file, 'utf8')).split(/\r?\n/, 1)[0] ?? '';

/** Certificates and keys are shorter than so many bytes. */
const LONGEST_KEY_FILE = 65_536;

/** A whole text, without the line break at its end. Throws OtaError file/unreadable, also where it is too long for a key. */
export const wholeTextOf = (file: string): string =>
  readable(file, () => {
    const bytes = readFileSync(file);
    if (bytes.length > LONGEST_KEY_FILE) throw new Error(`${bytes.length} bytes`);
    return bytes.toString('utf8').trimEnd();
  });

/** Throws OtaError file/unwritable where a file cannot be written later; what is in it stays. */
export function requireWritable(file: string): void {
  try {
    closeSync(openSync(file, 'a'));
  } catch (reason) {
    throw unwritableFile(file, reason);
  }
}

/** Throws OtaError file/unwritable: an existing file is not written over. */
export function writeNewFile(file: string, bytes: Uint8Array): void {
  try {
    writeFileSync(file, bytes, { flag: 'wx' });
  } catch (cause) {
    throw unwritableFile(file, cause);
  }
}
