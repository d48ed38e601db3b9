import { OtaError } from '../../contracts/failure.ts';
import type { Link } from '../../contracts/link.ts';
import type { LogRecord } from '../../contracts/log.ts';

/** Of what came back, so much has to be text before it is taken for a device's log. */
const MOSTLY = 0.5;

/** Listens to what comes instead of an answer, to tell a deaf device from a wrong speed and from nobody. */
export class SilenceDiagnosis {
  #textBytes = 0;

  hear(record: LogRecord): void {
    if (record.event === 'noise' && isText(record.bytes)) this.#textBytes += record.bytes.length;
  }

  /** Nobody answered on this link. */
  failureOn({ label, stats }: Link, cause: unknown): OtaError {
    const bytes = stats.receivedBytes;
    const isLog = this.#textBytes > bytes * MOSTLY;
    const heard = bytes === 0 ? 'nothing' : isLog ? 'log' : 'noise';
    return new OtaError('link/no-answer', { address: label, heard, bytes }, { cause });
  }
}

/** Printable, or white space. */
const isText = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0d);
