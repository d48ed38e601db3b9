/** Pace of a serial line: bytes leave one after the other, ten bits each. */
export class PacedLine {
  readonly #bytesPerMs: number;
  readonly #deliver: (bytes: Uint8Array) => void;
  #freeAt = 0;
  #stopped = false;

  constructor(baudRate: number, deliver: (bytes: Uint8Array) => void) {
    this.#bytesPerMs = baudRate / 10 / 1000;
    this.#deliver = deliver;
  }

  /** In pieces of at most 64 bytes, as an adapter hands them on; each when its last byte is over. */
  send(bytes: Uint8Array): void {
    const now = performance.now();
    this.#freeAt = Math.max(this.#freeAt, now);
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const piece = bytes.slice(at, at + PIECE_BYTES); // the caller may go on with its own
      this.#freeAt += piece.length / this.#bytesPerMs;
      setTimeout(() => {
        if (!this.#stopped) this.#deliver(piece);
      }, this.#freeAt - now);
    }
  }

  /** What is under way is dropped. */
  stop(): void {
    this.#stopped = true;
  }
}

const PIECE_BYTES = 64;
