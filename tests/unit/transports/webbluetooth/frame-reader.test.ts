import { describe, expect, it } from 'vitest';
import { readFrame } from '../../../../src/transports/webbluetooth/frame-reader.ts';
import type { GattSession } from '../../../../src/transports/webbluetooth/gatt-session.ts';
import { createMtuLearner } from '../../../../src/transports/webbluetooth/gatt-lengths.ts';
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
