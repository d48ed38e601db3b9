import type { Peer } from '../../contracts/link.contract.ts';
import type { LinkPair } from '../../../src/transports/loopback/link-pair.ts';

/** Takes bytes as they come and hands them out as they are asked for. */
export class Inbox {
  readonly #pieces: Uint8Array[] = [];
  #size = 0;
  #arrived: () => void = () => undefined;

  push(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    this.#size += bytes.length;
    this.#arrived();
  }

  async read(count: number): Promise<Uint8Array> {
    while (this.#size < count)
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    this.#size = 0;
    return Buffer.concat(this.#pieces.splice(0));
  }
}

/** Peers in the order in which their links were opened. */
export function createPeers<T extends Peer>() {
  const peers: T[] = [];
  let arrived: () => void = () => undefined;
  return {
    add(peer: T) {
      peers.push(peer);
      arrived();
    },
    async last(): Promise<T> {
      while (peers.length === 0)
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      return peers[peers.length - 1]!;
    },
  };
}

/** The far end of a wire in memory. */
export const loopbackPeer = ({ far, lose }: LinkPair): Peer =>
  streamPeer({ ...far, close: () => void far.close(), lose: () => lose('cable out') });

interface FarStreams {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  readonly ended: Promise<unknown>;
  close(): void;
  lose(): void;
}

/** What reads and writes the far end for a test. */
export function streamPeer(far: FarStreams): Peer {
  const inbox = new Inbox();
  const reader = far.readable.getReader();
  const writer = far.writable.getWriter();
  writer.closed.catch(() => undefined);
  let reads = true;
  let wanted: () => void = () => undefined;
  const pump = async () => {
    for (;;) {
      if (!reads)
        await new Promise<void>((resolve) => {
          wanted = resolve;
        });
      const { done, value } = await reader.read();
      if (done) return;
      inbox.push(value);
    }
  };
  pump().catch(() => undefined);
  return {
    async read(count) {
      reads = true;
      wanted();
      return inbox.read(count);
    },
    write: (bytes) => writer.write(bytes),
    close: () => far.close(),
    lose: () => far.lose(),
    stopReading: () => {
      reads = false;
    },
    ended: far.ended,
  };
}
