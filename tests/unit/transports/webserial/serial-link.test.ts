import { beforeEach, describe, expect, it } from 'vitest';
import { openSerialLink } from '../../../../src/transports/webserial/serial-link.ts';
import type { SerialLink } from '../../../../src/transports/webserial/serial-link.ts';
import { atDevice } from '../../../support/rpc/longest-frame.ts';
import { quiet, VirtualClock } from '../../../support/virtual-clock.ts';
import { FakePort, browserError } from '../../../support/transports/webserial/fake-port.ts';
import type { FarEnd } from '../../../support/transports/webserial/fake-port.ts';

let port: FakePort;
let clock: VirtualClock;

beforeEach(() => {
  port = new FakePort();
  clock = new VirtualClock();
});

const open = (lines: 'low' | 'untouched' = 'low'): Promise<SerialLink> =>
  openSerialLink(port, { label: 'CP2102', baudRate: 115_200, lines, clock });

/** What the device says; settles when the port took it. */
async function deviceSays(bytes: readonly number[]): Promise<void> {
  const writer = port.device!.inward.writable.getWriter();
  await writer.write(Uint8Array.from(bytes));
  writer.releaseLock();
}

/** What arrives at the device, to the end of the line. */
async function allBytesAt({ outward }: FarEnd): Promise<number[]> {
  const bytes: number[] = [];
  const reader = outward.readable.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read())
    bytes.push(...step.value);
  return bytes;
}

describe('a serial link', () => {
  it('opens 8N1 without flow control, with room for what comes while the page is busy', async () => {
    await open();
    expect(port.opened).toEqual({
      baudRate: 115_200,
      bufferSize: 65_536,
      dataBits: 8,
      stopBits: 1,
      parity: 'none',
      flowControl: 'none',
    });
  });

  it('drives DTR and RTS low, and goes on where the adapter refuses', async () => {
    await open();
    expect(port.signals).toEqual({ dataTerminalReady: false, requestToSend: false });
    port = new FakePort();
    port.signalsRefusal = browserError('NetworkError', 'Failed to set control signals.');
    expect((await open()).kind).toBe('serial');
  });

  it('does not touch the lines when it is told so', async () => {
    await open('untouched');
    expect(port.signals).toBeNull();
  });

  it.each([
    ['NetworkError', 'link/held', { by: 'unknown' }],
    ['InvalidStateError', 'link/held', { by: 'this-page' }],
    ['SecurityError', 'link/not-allowed', { kind: 'serial' }],
    ['NotSupportedError', 'link/refused', { address: 'CP2102' }],
  ] as const)('says of %s while opening that it is %s', async (name, code, facts) => {
    port.refusal = browserError(name, 'as the browser says it');
    const detail = 'as the browser says it';
    await expect(open()).rejects.toMatchObject({ code, facts: { ...facts, detail } });
  });

  it.each(['BufferOverrunError', 'BreakError', 'FramingError', 'ParityError'])(
    'reads on after %s with a new reader on the same port',
    async (name) => {
      const link = await open();
      const reader = link.readable.getReader();
      await deviceSays([1]);
      expect((await reader.read()).value).toEqual(Uint8Array.of(1));
      const next = reader.read();
      await Promise.resolve();
      port.lineError(name);
      // A byte on its way belongs to the stream that broke; what comes after it is read.
      await deviceSays([2]);
      await deviceSays([3]);
      expect((await next).value).toEqual(Uint8Array.of(3));
      expect(port.opens).toBe(1);
    },
  );

  it('is lost after any other error, and lets the port go', async () => {
    const link = await open();
    const read = link.readable.getReader().read();
    port.lineError('NetworkError');
    await expect(read).rejects.toMatchObject({ code: 'link/lost', facts: { kind: 'serial' } });
    expect(await link.ended).toEqual({ why: 'lost', detail: 'NetworkError' });
    await link.released;
    expect(port.closes).toBe(1);
  });

  it('is lost when the adapter is unplugged, also while a read waits that never hears of it', async () => {
    const link = await open();
    const read = link.readable.getReader().read();
    port.unplug();
    await expect(read).rejects.toMatchObject({ code: 'link/lost', facts: { detail: 'unplugged' } });
    await expect(link.writable.getWriter().write(Uint8Array.of(1))).rejects.toMatchObject({
      code: 'link/lost',
    });
    await link.released;
  });

  it('can be opened again at once after it was closed', async () => {
    const link = await open();
    await link.close();
    expect(port.closes).toBe(1);
    await open();
    expect(port.opens).toBe(2);
  });

  it('lets all that it took arrive when it is closed right after', async () => {
    const link = await open();
    const device = port.device!;
    const writer = link.writable.getWriter();
    await writer.write(Uint8Array.of(1, 2, 3));
    // This one is still on its way when the link is closed: the wire is full, and the device begins to read then.
    writer.write(Uint8Array.of(4)).catch(() => undefined);
    await quiet();
    const closing = link.close();
    expect(await clock.run(allBytesAt(device))).toEqual([1, 2, 3, 4]);
    await clock.run(closing);
  });

  it('lets frames through as long as the device has room for with their CRC, and no byte more', async () => {
    const { maxFrameBytes } = await open();
    expect(atDevice(maxFrameBytes)).toBe('frame');
    expect(atDevice(maxFrameBytes + 1)).toBe('too-long');
  });

  it('does not wait for a device that takes no bytes when it is closed', async () => {
    const link = await open();
    const writer = link.writable.getWriter();
    // More than the wire holds, and nobody reads.
    const writes = [1, 2, 3, 4].map((byte) => writer.write(Uint8Array.of(byte)));
    for (const write of writes) write.catch(() => undefined);
    const closing = link.close();
    await clock.run(closing);
    expect(await link.ended).toEqual({ why: 'closed' });
  });
});
