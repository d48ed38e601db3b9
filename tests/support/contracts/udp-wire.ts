import { createSocket } from 'node:dgram';
import type { RemoteInfo } from 'node:dgram';
import type { Link } from '../../../src/contracts/link.ts';
import type { Peer, Wire } from '../../contracts/link.contract.ts';
import { Inbox } from './peers.ts';

const never = new AbortController().signal;

/** A socket that answers the first question and gives the rest to the test. */
export async function createUdpWire(
  open: (port: number, signal: AbortSignal) => Promise<Link>,
): Promise<Wire> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const inbox = new Inbox();
  const links: Link[] = [];
  let from: RemoteInfo | null = null;
  socket.on('message', (bytes, remote) => {
    from = remote;
    const id = /^\{"id":(\d+),"method":"RPC\.Ping"\}$/.exec(bytes.toString('latin1'))?.[1];
    if (id === undefined) inbox.push(bytes);
    else socket.send(`{"id":${id},"src":"esp32_0A1B2C","result":{}}`, remote.port, remote.address);
  });
  const peer: Peer = {
    read: (count) => inbox.read(count),
    write: (bytes) =>
      new Promise((resolve) => socket.send(bytes, from?.port, from?.address, () => resolve())),
    close: () => undefined,
    lose: null,
    stopReading: () => undefined,
    ended: Promise.resolve(), // nothing tells it
  };
  return {
    async open(signal) {
      const link = await open(socket.address().port, signal);
      links.push(link);
      return link;
    },
    peer: () => Promise.resolve(peer),
    connections: () => 0,
    openNowhere: () => open(1, never),
    hasFarewell: false,
    waitsForPeer: false,
    async close() {
      for (const link of links) await link.close();
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    },
  };
}
