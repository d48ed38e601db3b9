import { afterEach, describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../src/contracts/failure.ts';
import type { Failure } from '../../../../src/contracts/failure.ts';
import { createLinkStats, LOOPBACK } from '../../../../src/contracts/link.ts';
import type { Link } from '../../../../src/contracts/link.ts';
import { offerApi, useApi, valueOf } from '../../../../src/workers/comlink/calls.ts';
import { transferLink, unpackLink } from '../../../../src/workers/comlink/links.ts';
import type { LinkSource } from '../../../../src/workers/comlink/links.ts';

const open: MessagePort[] = [];
const never = new Promise<never>(() => undefined);

afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

/** A link whose far end the test holds, given away over a MessageChannel and rebuilt. */
async function transferred(how: { readonly byPorts: boolean }) {
  const far: ReadableStreamDefaultController<Uint8Array>[] = [];
  const arrived: number[] = [];
  let closedAtOwner = false;
  const owned: Link = {
    ...LOOPBACK,
    label: 'practice',
    framing: 'message',
    maxFrameBytes: 3064,
    frameAddress: { src: 'slipway/00', dst: 'esp32_0A1B2C', firstId: 7 },
    stats: { ...createLinkStats(), mtu: 500 },
    readable: new ReadableStream<Uint8Array>({
      start: (controller) => void far.push(controller),
    }),
    writable: new WritableStream<Uint8Array>({
      write: (chunk) => void arrived.push(...chunk),
      close: () => {
        closedAtOwner = true;
      },
    }),
    ended: never,
    close: () => Promise.resolve(),
  };
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  offerApi<LinkSource>({ openLink: () => transferLink(() => owned, how) }, port2);
  const owner = deferred<Failure>();
  const link = unpackLink(
    valueOf(await useApi<LinkSource>(port1, never).openLink()),
    owner.promise,
  );
  const [device] = far;
  if (device === undefined) throw new Error('no controller');
  return { link, device, arrived, owner, closedAtOwner: () => closedAtOwner };
}

function deferred<T>() {
  let settle: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}

const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 0));
};

describe.each([
  ['with its streams moved', { byPorts: false }],
  ['by ports, as in a browser that moves no streams', { byPorts: true }],
])('a link that crossed to another thread %s', (_, how) => {
  it('keeps what it is', async () => {
    const { link } = await transferred(how);
    expect(link).toMatchObject({ ...LOOPBACK, framing: 'message', maxFrameBytes: 3064 });
    expect(link.frameAddress).toEqual({ src: 'slipway/00', dst: 'esp32_0A1B2C', firstId: 7 });
    expect(link.stats.mtu).toBe(500);
  });

  it('carries bytes both ways, in order, and counts them', async () => {
    const { link, device, arrived } = await transferred(how);
    const writer = link.writable.getWriter();
    await writer.write(Uint8Array.of(1, 2));
    await writer.write(Uint8Array.of(3));
    await until(() => arrived.length === 3);
    expect(arrived).toEqual([1, 2, 3]);
    device.enqueue(Uint8Array.of(9, 8));
    const { value } = await link.readable.getReader().read();
    expect(value && [...value]).toEqual([9, 8]);
    expect(link.stats).toMatchObject({ sentBytes: 3, sentChunks: 2, receivedBytes: 2 });
  });

  it('is lost when the owner’s stream errors', async () => {
    const { link, device } = await transferred(how);
    device.error(new Error('The device has been lost.'));
    await expect(link.readable.getReader().read()).rejects.toBeInstanceOf(OtaError);
    expect(await link.ended).toMatchObject({ why: 'lost' });
  });

  it('is closed when the owner’s stream ends', async () => {
    const { link, device } = await transferred(how);
    device.close();
    expect((await link.readable.getReader().read()).done).toBe(true);
    expect(await link.ended).toEqual({ why: 'closed' });
  });

  it('closes the owner’s side when it is closed, and may be closed twice', async () => {
    const { link, closedAtOwner } = await transferred(how);
    await link.close();
    await link.close();
    expect(await link.ended).toEqual({ why: 'closed' });
    await until(closedAtOwner);
    expect(closedAtOwner()).toBe(true);
  });

  it('is lost when the thread that owns it is gone and its streams say nothing', async () => {
    const { link, owner } = await transferred(how);
    const reading = link.readable.getReader().read();
    owner.settle(toFailure(new OtaError('worker/died', { worker: 'emulator' })));
    await expect(reading).rejects.toBeInstanceOf(OtaError);
    expect(await link.ended).toEqual({ why: 'lost', detail: 'worker/died' });
  });

  it('is refused as a failure when it cannot be opened', async () => {
    const refused = await transferLink(() => {
      throw new OtaError('link/refused', { address: 'practice', detail: 'power is off' });
    });
    expect(refused).toMatchObject({ ok: false, failure: { code: 'link/refused' } });
  });
});
