import type { BlockFile } from '../../../src/store/flash-blocks.ts';

/** The power went before an operation of a file. */
export class FileCut extends Error {}

/** A file in memory with the rules of the real one. */
export class MemoryFile implements BlockFile {
  #bytes: Uint8Array;
  #capacity: Uint8Array;

  constructor(start: Uint8Array | string = '') {
    this.#bytes = typeof start === 'string' ? new TextEncoder().encode(start) : start.slice();
    this.#capacity = this.#bytes;
  }

  get sizeBytes(): number {
    return this.#bytes.byteLength;
  }

  get bytes(): Uint8Array {
    return this.#bytes.slice();
  }

  get text(): string {
    return new TextDecoder().decode(this.#bytes);
  }

  read(offset: number, into: Uint8Array): void {
    into.set(this.#bytes.subarray(offset, offset + into.byteLength));
  }

  write(offset: number, data: Uint8Array): void {
    const size = Math.max(this.sizeBytes, offset + data.byteLength);
    if (size > this.#capacity.byteLength) {
      this.#capacity = new Uint8Array(size);
      this.#capacity.set(this.#bytes);
    }
    this.#bytes = this.#capacity.subarray(0, size);
    this.#bytes.set(data, offset);
  }

  truncate(sizeBytes: number): void {
    this.#bytes = this.#bytes.slice(0, sizeBytes);
    this.#capacity = this.#bytes;
  }

  close(): void {
    // nothing is held
  }
}
