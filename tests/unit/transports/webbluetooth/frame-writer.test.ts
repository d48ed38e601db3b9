import { describe, expect, it } from 'vitest';
import { createFrameWriter } from '../../../../src/transports/webbluetooth/frame-writer.ts';
import type { GattSession } from '../../../../src/transports/webbluetooth/gatt-session.ts';
import { createWriteSize } from '../../../../src/transports/webbluetooth/gatt-lengths.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

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
