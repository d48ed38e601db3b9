/** The bytes of one frame on their way out. */
export interface OutgoingFrame {
  readonly bytes: Uint8Array;
  /** What is asked, for a failure to name; `reply` where it is an answer. */
  readonly name: string;
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** When it aborts, a frame that has not begun stays unsent. */
  readonly signal: AbortSignal;
}

/**
 * How a line wants to be spoken to, beyond its frames: who may speak when, and how fast. A channel has one;
 * most links need none.
 */
export interface LineDiscipline {
  /** Sees what arrives before it is decoded; borrows it. */
  received(chunk: Uint8Array): void;
  /** A frame arrived. */
  heard(): void;
  /** Sees what is no frame; true: it was meant for the line and is noise to nobody. Borrows it. */
  claims(bytes: Uint8Array): boolean;
  /** Sends one frame, in its turn. Throws what `write` throws, what the signal says, or rpc/timeout where nobody listens. */
  send(frame: OutgoingFrame): Promise<void>;
}

/** Says at once what is to be said. */
export const PLAIN_LINE: LineDiscipline = {
  received: () => undefined,
  heard: () => undefined,
  claims: () => false,
  send: ({ bytes, write }) => write(bytes),
};
