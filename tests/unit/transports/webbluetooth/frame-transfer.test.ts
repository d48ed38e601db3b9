import { describe, expect, it } from 'vitest';
import {
  readFrame,
  createFrameWriter,
} from '../../../../src/transports/webbluetooth/frame-transfer.ts';
import {
  createMtuLearner,
  createWriteSize,
} from '../../../../src/transports/webbluetooth/gatt-lengths.ts';
import type { GattSession } from '../../../../src/transports/webbluetooth/gatt-session.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const REPLY = '{"id":1,"src":"esp32_0A1B2C","result":{"x":"}"}}';

interface Quirks {
  /** Bytes of each read. */
  readonly most?: number;
  /** So many reads bring nothing before one does. */
  readonly empty?: number;
  readonly text?: string;
}

/** A device with one reply, read as gatt.md#response has it; each operation takes 30 ms. */
function device({ most = 20, empty = 0, text = REPLY }: Quirks = {}) {
  const clock = new VirtualClock();
  const bytes = new TextEncoder().encode(text);
  const { signal } = new AbortController();
  const counts = { data: 0, length: 0 };
  let at = 0;
  let nothing = empty;
  const session: GattSession = {
    isSubscribed: true,
    isConnected: true,
    ended: new Promise(() => undefined),
    onLength: () => undefined,
    disconnect: () => undefined,
    close: () => Promise.resolve(),
    writeLength: () => Promise.resolve(),
    writeData: () => Promise.resolve(),
    async readLength() {
      await clock.sleep(30, signal);
      counts.length += 1;
      at = 0;
      return bytes.length;
    },
    async readData() {
      await clock.sleep(30, signal);
      counts.data += 1;
      if (nothing > 0) {
        nothing -= 1;
        return new Uint8Array();
      }
      const piece = bytes.slice(at, at + most);
      at += piece.length;
      return piece;
    },
  };
  const mtu = createMtuLearner();
  const read = async (announced: number): Promise<string | null> => {
    const frame = await clock.run(readFrame({ session, clock, mtu }, announced));
    return frame === null ? null : new TextDecoder().decode(frame);
  };
  return { read, counts, mtu };
}

describe('a reply', () => {
  it('is read to its length and not one read further', async () => {
    const { read, counts, mtu } = device({ most: 21 });
    expect(await read(REPLY.length)).toBe(REPLY);
    expect(counts).toEqual({ data: 3, length: 0 });
    expect(mtu.mtu).toBe(23);
  });

  it('of whole reads ends with the last of them', async () => {
    const { read, counts } = device({ most: REPLY.length / 2 });
    expect(await read(REPLY.length)).toBe(REPLY);
    expect(counts.data).toBe(2);
  });

  it('that brings nothing for seconds is not there yet', async () => {
    const { read } = device({ empty: 100 });
    expect(await read(REPLY.length)).toBe(REPLY);
  });

  it('that never brings anything is given up, and nobody asks without end', async () => {
    const { read, counts } = device({ empty: Number.MAX_SAFE_INTEGER });
    expect(await read(REPLY.length)).toBeNull();
    expect(counts.data).toBeLessThan(1_000);
  });

  it('with a length that cannot be is read to the end of its object', async () => {
    const { read, mtu } = device();
    expect(await read(840_106_079)).toBe(REPLY);
    expect(mtu.mtu).toBeNull(); // what was left is not known, so a short read says nothing
  });

  it('with more bytes than were announced is out of step, and read again by its new length', async () => {
    const { read, counts } = device({ most: 500 });
    expect(await read(10)).toBe(REPLY);
    expect(counts).toEqual({ data: 2, length: 1 });
  });
});

const BIG = 200;
const SMALL = 100;

/**
 * The receiving side of a device that finds memory for frames below `mostBytes` only, as mgos_rpc_channel_gatts.c has
 * it: without memory the buffer is gone and the length of before stays, and that length again is taken for a buffer.
 */
function shortOfMemory(mostBytes: number) {
  let expected = 0;
  let buffer: number[] | null = null;
  const arrived: number[] = [];
  const seen = { crashes: 0 };
  const session: GattSession = {
    isSubscribed: true,
    isConnected: true,
    ended: new Promise(() => undefined),
    onLength: () => undefined,
    disconnect: () => undefined,
    close: () => Promise.resolve(),
    readData: () => Promise.resolve(new Uint8Array()),
    readLength: () => Promise.resolve(0),
    async writeLength(length) {
      if (length === expected) return;
      buffer = null;
      if (length > mostBytes) throw new Error('GATT operation failed for unknown reason.');
      buffer = [];
      expected = length;
    },
    async writeData(bytes) {
      if (buffer === null) {
        seen.crashes += 1;
        throw new Error('GATT operation failed for unknown reason.');
      }
      buffer.push(...bytes);
      if (buffer.length < expected) return;
      arrived.push(buffer.length);
      buffer = null;
      expected = 0;
    },
  };
  const clock = new VirtualClock();
  const writer = createFrameWriter({ session, clock, size: createWriteSize() });
  return { writer, clock, arrived, seen };
}

describe('a device that had no memory for a frame', () => {
  it('is not sent bytes while it has no buffer: the next frame is taken, and nothing restarts', async () => {
    const { writer, clock, arrived, seen } = shortOfMemory(SMALL);
    expect(await clock.run(writer.accepts(SMALL))).toBe(true);
    expect(await clock.run(writer.write(new Uint8Array(BIG)))).toBe('refused');
    expect(await clock.run(writer.write(new Uint8Array(SMALL)))).toBe('sent');
    expect(seen.crashes).toBe(0);
    expect(arrived).toEqual([SMALL]);
  });

  it('takes a frame of one byte after that, too', async () => {
    const { writer, clock, arrived, seen } = shortOfMemory(SMALL);
    expect(await clock.run(writer.accepts(1))).toBe(true);
    expect(await clock.run(writer.write(new Uint8Array(BIG)))).toBe('refused');
    expect(await clock.run(writer.write(new Uint8Array(1)))).toBe('sent');
    expect(seen.crashes).toBe(0);
    expect(arrived).toEqual([1]);
  });

  it('is sent no byte of a frame that it refused', async () => {
    const { writer, clock, arrived, seen } = shortOfMemory(SMALL);
    expect(await clock.run(writer.write(new Uint8Array(BIG)))).toBe('refused');
    expect([arrived, seen.crashes]).toEqual([[], 0]);
  });
});
