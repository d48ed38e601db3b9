import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { realClock } from '../../../../src/contracts/clock.ts';
import { openUdpLink } from '../../../../src/transports/udp/udp-link.ts';

const never = new AbortController().signal;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0))
    await new Promise<void>((resolve) => socket.close(() => resolve()));
});

/** Answers questions as `answer` says; null: not at all. */
async function startPeer(answer: (asked: number) => string | null) {
  const socket = createSocket('udp4');
  sockets.push(socket);
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  let asked = 0;
  socket.on('message', (_, { port, address }) => {
    asked += 1;
    const text = answer(asked);
    if (text !== null) socket.send(text, port, address);
  });
  const { port } = socket.address();
  const host = '127.0.0.1';
  return { place: { address: `udp://${host}:${port}`, host, port }, asked: () => asked };
}

/** Passes at once, so that five seconds of questions take none. */
const hasty = { ...realClock, sleep: () => new Promise<void>((resolve) => setTimeout(resolve, 5)) };

describe('a link of datagrams', () => {
  it('asks again where the first question was lost, and takes any answer to one of them', async () => {
    const peer = await startPeer((asked) =>
      asked < 3 ? null : '{"id":1,"error":{"code":401,"message":""}}',
    );
    const link = await openUdpLink(peer.place, { clock: hasty, signal: never });
    expect(peer.asked()).toBe(3);
    expect(link).toMatchObject({ kind: 'udp', framing: 'message', maxFrameBytes: 1472 });
    await link.close();
  });

  it('is refused after five questions, and takes nothing else for an answer', async () => {
    const peer = await startPeer(() => '{"id":99,"result":null}');
    const opening = openUdpLink(peer.place, { clock: hasty, signal: never });
    await expect(opening).rejects.toMatchObject({
      code: 'link/refused',
      facts: { address: peer.place.address },
    });
    expect(peer.asked()).toBe(5);
  });

  it('is lost when a datagram comes back undelivered', async () => {
    const peer = await startPeer(() => '{"id":1,"result":null}');
    const link = await openUdpLink(peer.place, { clock: realClock, signal: never });
    for (const socket of sockets.splice(0))
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    const writer = link.writable.getWriter();
    writer.closed.catch(() => undefined);
    await writer.write(Uint8Array.of(1));
    expect(await link.ended).toMatchObject({ why: 'lost' });
  });
});
