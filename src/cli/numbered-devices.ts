/** Many devices in one process (`--count`): what tells each from the next. */
import path from 'node:path';
import { badOption } from './command-line.ts';
import type { ListenAddress } from './connections/listening.ts';

/** More than a computer has ports and memory for beside a broker. */
export const MOST_DEVICES = 1000;

/** What is of one device alone. */
export interface NumberedOptions {
  readonly id: string;
  readonly mac: string;
  readonly websocket: ListenAddress | null;
  readonly tcp: ListenAddress | null;
  readonly udp: ListenAddress | null;
  readonly pty: string | null;
  readonly flashFile: string | null;
}

/**
 * The devices from the first on: their ids and ports rise, a chip that is kept has the id in its name. Throws OtaError
 * use/bad-option where ids or ports do not go so far, and for a serial port, which is one device's.
 */
export function numberedDevices<T extends NumberedOptions>(first: T, count: number): readonly T[] {
  if (count === 1) return [first];
  if (first.pty !== null) throw badOption('--pty', first.pty);
  return Array.from({ length: count }, (_, index) => {
    const id = numberedId(first.id, index);
    if (id === null) throw badOption('--id', first.id);
    return {
      ...first,
      id,
      mac: macOf(id),
      websocket: risingPort('ws', first.websocket, index),
      tcp: risingPort('tcp', first.tcp, index),
      udp: risingPort('udp', first.udp, index),
      flashFile: first.flashFile === null ? null : fileOf(first.flashFile, id),
    };
  });
}

/** Espressif's first three bytes, then the digits at the end of the id, as real ids are made from the MAC. */
export function macOf(id: string): string {
  const digits = HEX_DIGITS.exec(id)?.[0] ?? Buffer.from(id).subarray(-3).toString('hex');
  return `30AEA4${digits.toUpperCase().padStart(6, '0')}`;
}

const HEX_DIGITS = /[0-9A-Fa-f]{6}$/;

/** The six hex digits of a MAC at the end count on, else the decimal ones. null: there are none, or too few. */
function numberedId(id: string, index: number): string | null {
  const hex = HEX_DIGITS.exec(id)?.[0];
  const digits = hex ?? /\d+$/.exec(id)?.[0];
  if (digits === undefined) return null;
  const radix = hex === undefined ? 10 : 16;
  const number = (Number.parseInt(digits, radix) + index).toString(radix);
  if (number.length > digits.length) return null;
  const cased = /[a-f]/.test(digits) ? number : number.toUpperCase();
  return id.slice(0, -digits.length) + cased.padStart(digits.length, '0');
}

/** Any free one stays any free one. */
function risingPort(
  option: string,
  address: ListenAddress | null,
  index: number,
): ListenAddress | null {
  if (address === null || address.port === 0) return address;
  const port = address.port + index;
  if (port > 65_535) throw badOption(`--${option}`, String(address.port));
  return { ...address, port };
}

function fileOf(file: string, id: string): string {
  const { dir, name, ext } = path.parse(file);
  return path.join(dir, `${name}-${id}${ext}`);
}
