/** Pace of a serial line: bytes leave one after the other, ten bits each. */
export class PacedLine {
  readonly #bytesPerMs: number;
  readonly #deliver: (bytes: Uint8Array) => void;
  readonly #waiting: { readonly piece: Uint8Array; readonly dueAt: number }[] = [];
  #freeAt = 0;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(baudRate: number, deliver: (bytes: Uint8Array) => void) {
    this.#bytesPerMs = baudRate / 10 / 1000;
    this.#deliver = deliver;
  }

  /** In pieces of at most 64 bytes, as an adapter hands them on; each when its last byte is over. */
  send(bytes: Uint8Array): void {
    this.#freeAt = Math.max(this.#freeAt, performance.now());
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const piece = bytes.slice(at, at + PIECE_BYTES); // the caller may go on with its own
      this.#freeAt += piece.length / this.#bytesPerMs;
      this.#waiting.push({ piece, dueAt: this.#freeAt });
    }
    this.#timer ??= setTimeout(() => this.#run(), 0);
  }

  /** What is under way is dropped. */
  stop(): void {
    this.#stopped = true;
    this.#waiting.length = 0;
  }

  /** One timer for all, so that pieces keep their order. */
  #run(): void {
    this.#timer = null;
    const now = performance.now();
    while (this.#waiting[0] !== undefined && this.#waiting[0].dueAt <= now) {
      const due = this.#waiting.shift();
      if (due !== undefined && !this.#stopped) this.#deliver(due.piece);
    }
    const next = this.#waiting[0];
    if (next !== undefined) this.#timer ??= setTimeout(() => this.#run(), next.dueAt - now);
  }
}

const PIECE_BYTES = 64;
