/** What every link must do, whatever carries it. A new transport passes this before it is used. */
import { afterEach, describe, expect, it } from 'vitest';
import { OtaError } from '../../src/contracts/failure.ts';
import type { Link } from '../../src/contracts/link.ts';
import { seededRandom } from '../support/chunking.ts';

/** The other end of the wire, in the hands of the test. */
export interface Peer {
  /** What arrived since the last call, at least `count` bytes. */
  read(count: number): Promise<Uint8Array>;
  write(bytes: Uint8Array): Promise<void>;
  /** A farewell, after all that was written. */
  close(): void;
  /** Gone without a word; null where whoever goes is always noticed as a farewell, as on a Unix socket. */
  readonly lose: (() => void) | null;
  /** From now on nothing is taken off the wire until `read` is called. */
  stopReading(): void;
  /** Settles when this end sees that the link is over. */
  readonly ended: Promise<unknown>;
}

export interface Wire {
  open(signal: AbortSignal): Promise<Link>;
  /** The peer of the link that was opened last. */
  peer(): Promise<Peer>;
  /** Connections that are open at the far side. */
  connections(): number;
  /** An address at which nobody listens; null where there are no addresses. */
  readonly openNowhere: (() => Promise<Link>) | null;
  /** False: whoever goes is just gone, as over a radio. True when left out. */
  readonly hasFarewell?: boolean;
  /**
   * False: a write settles only when the peer has it, as over a radio, or what a slow line still carries when its link
   * is closed does not arrive. True when left out.
   */
  readonly sendsAfterClose?: boolean;
  /**
   * True: what the peer writes is the answer to the oldest frame that has none, a write settles when it was answered, and that
   * the peer is gone shows in a frame that is on the way. False when left out.
   */
  readonly onlyAnswers?: boolean;
  /** False: a writer never waits, and what the peer does not take is lost, as datagrams are. True when left out. */
  readonly waitsForPeer?: boolean;
  close(): Promise<void>;
}

const never = new AbortController().signal;

export function linkContract(name: string, createWire: () => Promise<Wire>): void {
  describe(`the link contract: ${name}`, () => {
    const wires: Wire[] = [];
    afterEach(async () => {
      for (const wire of wires.splice(0)) await wire.close();
    });
    const opened = async () => {
      const wire = await createWire();
      wires.push(wire);
      const link = await wire.open(never);
      return { wire, link, peer: await wire.peer() };
    };

    it('carries bytes both ways, intact and in order, and counts them', async () => {
      const { wire, link, peer } = await opened();
      const random = seededRandom(11);
      const chunks = Array.from({ length: 60 }, (_, index) =>
        Uint8Array.from(
          { length: 1 + Math.floor(random() * 3000) },
          (_, at) => (at + index) & 0xff,
        ),
      );
      const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      const { arrived, received } = wire.onlyAnswers
        ? await askEach(link, peer, chunks)
        : await sendThenEcho(link, peer, chunks);
      expect(Buffer.from(arrived).equals(Buffer.concat(chunks))).toBe(true);
      expect(Buffer.concat(received).equals(Buffer.concat(chunks))).toBe(true);
      if (link.framing === 'message')
        expect(received.map(({ length }) => length)).toEqual(chunks.map(({ length }) => length));
      expect(link.stats).toMatchObject({
        sentBytes: total,
        sentChunks: chunks.length,
        receivedBytes: total,
        receivedChunks: received.length,
      });
    });

    it('makes the writer wait while the peer does not read, and loses nothing by it', async () => {
      const { wire, link, peer } = await opened();
      if (wire.waitsForPeer === false) return;
      peer.stopReading();
      const writer = link.writable.getWriter();
      const chunk = new Uint8Array(3000).fill(7);
      let written = 0;
      let waits = false;
      // More than all buffers of an operating system on one connection.
      while (written < 96_000_000 && !waits) {
        const write = writer.write(chunk.slice());
        written += chunk.length;
        waits = await Promise.race([write.then(() => false), patience()]);
      }
      expect(waits).toBe(true);
      const all = await peer.read(written);
      expect(all.length).toBe(written);
      expect(all.every((byte) => byte === 7)).toBe(true);
    });

    it('ends once, as closed, when it is closed, and may be closed twice', async () => {
      const { link, peer } = await opened();
      const reader = link.readable.getReader();
      const writer = link.writable.getWriter();
      const read = reader.read();
      await link.close();
      await link.close();
      expect(await link.ended).toEqual({ why: 'closed' });
      expect((await read).done).toBe(true);
      await expect(writer.write(Uint8Array.of(1))).rejects.toBeInstanceOf(OtaError);
      await peer.ended;
    });

    it('hands over all that it took when it is closed right after', async () => {
      const { wire, link, peer } = await opened();
      if (wire.sendsAfterClose === false) return;
      const writer = link.writable.getWriter();
      peer.stopReading();
      for (const byte of [1, 2]) await writer.write(new Uint8Array(3000).fill(byte));
      await link.close();
      const arrived = await peer.read(6000);
      expect([arrived.length, arrived[0], arrived.at(-1)]).toEqual([6000, 1, 2]);
    });

    it.each(['the writable is closed', 'the writable is aborted', 'the readable is cancelled'])(
      'is closed when %s',
      async (how) => {
        const { link, peer } = await opened();
        if (how === 'the writable is closed') await link.writable.close();
        if (how === 'the writable is aborted') await link.writable.abort();
        if (how === 'the readable is cancelled') await link.readable.cancel();
        expect(await link.ended).toEqual({ why: 'closed' });
        await peer.ended;
      },
    );

    it('hands over what came before a farewell, then ends as closed', async () => {
      const { wire, link, peer } = await opened();
      if (wire.hasFarewell === false) return;
      await peer.write(Uint8Array.of(1, 2, 3));
      peer.close();
      expect(await link.ended).toEqual({ why: 'closed' });
      const reader = link.readable.getReader();
      expect([...((await reader.read()).value ?? [])]).toEqual([1, 2, 3]);
      expect((await reader.read()).done).toBe(true);
      const writer = link.writable.getWriter();
      writer.closed.catch(() => undefined);
      await expect(writer.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'link/lost' });
    });

    it('ends as lost, with a detail, when the peer is gone without a word', async () => {
      const { wire, link, peer } = await opened();
      if (peer.lose === null) return;
      const reader = link.readable.getReader();
      const writer = link.writable.getWriter();
      writer.closed.catch(() => undefined);
      if (wire.onlyAnswers) {
        writer.write(Uint8Array.of(1)).catch(() => undefined);
        await peer.read(1);
      }
      const read = expect(reader.read()).rejects.toMatchObject({ code: 'link/lost' });
      peer.lose();
      const end = await link.ended;
      expect(end).toMatchObject({ why: 'lost' });
      expect(end.why === 'lost' ? end.detail : '').not.toBe('');
      await read;
      await expect(writer.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'link/lost' });
      await link.close();
      expect(await link.ended).toEqual(end);
    });

    it('is not opened when the signal says so, before or meanwhile', async () => {
      const wire = await createWire();
      wires.push(wire);
      const reason = new OtaError('cancelled', { by: 'user' });
      await expect(wire.open(AbortSignal.abort(reason))).rejects.toBe(reason);
      const stop = new AbortController();
      const opening = wire.open(stop.signal);
      stop.abort(reason);
      // A wire that needs no waiting may have been open already; then it is the caller's to close.
      await opening.then(
        (link) => link.close(),
        (error: unknown) => expect(error).toBe(reason),
      );
      await until(() => wire.connections() === 0);
    });

    it('says link/refused where nobody listens', async () => {
      const wire = await createWire();
      wires.push(wire);
      if (wire.openNowhere === null) return;
      await expect(wire.openNowhere()).rejects.toMatchObject({ code: 'link/refused' });
    });
  });
}

interface Carried {
  readonly arrived: Uint8Array;
  readonly received: readonly Uint8Array[];
}

/** All chunks to the peer, then all of them back. */
async function sendThenEcho(
  link: Link,
  peer: Peer,
  chunks: readonly Uint8Array[],
): Promise<Carried> {
  const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const writer = link.writable.getWriter();
  const reader = link.readable.getReader();
  const sent = (async () => {
    for (const chunk of chunks) await writer.write(chunk.slice());
  })();
  const arrived = await peer.read(total);
  await sent;
  const echoed = (async () => {
    for (const chunk of chunks) await peer.write(chunk.slice());
  })();
  const received: Uint8Array[] = [];
  for (let count = 0; count < total;) {
    const { value } = await reader.read();
    if (value === undefined) break;
    received.push(value);
    count += value.length;
  }
  await echoed;
  return { arrived, received };
}

/** Each chunk to the peer and back. */
async function askEach(link: Link, peer: Peer, chunks: readonly Uint8Array[]): Promise<Carried> {
  const writer = link.writable.getWriter();
  const reader = link.readable.getReader();
  const arrived: Uint8Array[] = [];
  const received: Uint8Array[] = [];
  for (const chunk of chunks) {
    const sent = writer.write(chunk.slice());
    arrived.push(await peer.read(chunk.length));
    await peer.write(chunk.slice());
    await sent;
    const { value } = await reader.read();
    if (value === undefined) break;
    received.push(value);
  }
  return { arrived: Buffer.concat(arrived), received };
}

/** Long enough for a loopback connection to take a chunk that it can take. */
const patience = () => new Promise<true>((resolve) => setTimeout(() => resolve(true), 300));

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
