import { throwIfStopped } from './gatt-session.ts';

/** Frames that arrived, until somebody asks for them. */
export class FrameInbox {
  readonly #frames: Uint8Array[] = [];
  #wake: () => void = () => undefined;

  push(frame: Uint8Array): void {
    this.#frames.push(frame);
    this.#wake();
  }

  /** Throws what the signal says. */
  async next(signal: AbortSignal): Promise<Uint8Array> {
    for (;;) {
      throwIfStopped(signal);
      const frame = this.#frames.shift();
      if (frame !== undefined) return frame;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
}
