/**
 * Where a platform keeps the commit time until its filesystem, and with it `updater.dat`, is real: a block of its
 * own with milliseconds and their CRC-32. It is written before the flip and is not asked for otherwise, so that
 * no cut in it can matter.
 */
import { isErased } from '../flash/flash-areas.ts';
import type { Flash } from '../flash/flash.ts';
import { crc32 } from '../primitives/crc32.ts';

const SIZE = 8;
/** What `mos ota` asks for (ota-service.md#begin): for a block whose bytes have gone bad. */
const DAMAGED_MS = 300_000;

export class CommitTime {
  readonly #flash: Flash;

  /** `flash` is one erase block. */
  constructor(flash: Flash) {
    this.#flash = flash;
  }

  /** 0 where none was ever written. */
  load(): number {
    const bytes = this.#read();
    const view = new DataView(bytes.buffer);
    if (isErased(bytes)) return 0;
    return view.getUint32(4, true) === crc32(bytes.subarray(0, 4))
      ? view.getUint32(0, true)
      : DAMAGED_MS;
  }

  save(timeoutMs: number): void {
    const bytes = new Uint8Array(SIZE);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, timeoutMs, true);
    view.setUint32(4, crc32(bytes.subarray(0, 4)), true);
    this.#flash.erase(0, this.#flash.geometry.size);
    this.#flash.program(0, bytes);
  }

  #read(): Uint8Array {
    const bytes = new Uint8Array(SIZE);
    this.#flash.read(0, bytes);
    return bytes;
  }
}
