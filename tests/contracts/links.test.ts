import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { OtaError } from '../../src/contracts/failure.ts';
import { realClock } from '../../src/contracts/clock.ts';
import { createLinkPair } from '../../src/transports/loopback/link-pair.ts';
import { serialLossOf } from '../../src/transports/webserial/serial-ports.ts';
import { openSerialLink } from '../../src/transports/webserial/serial-link.ts';
import { NETWORK_TRANSPORTS } from '../../src/transports/browser.ts';
import { NODE_TRANSPORTS } from '../../src/transports/node.ts';
import { lossy } from '../support/transports/wrap/lossy.ts';
import { tap } from '../support/transports/wrap/tap.ts';
import { throttle } from '../../src/transports/wrap/throttle.ts';
import type { Link } from '../../src/contracts/link.ts';
import { FakePort } from '../support/transports/webserial/fake-port.ts';
import { linkContract } from './link.contract.ts';
import type { Wire } from './link.contract.ts';
import { createBluetoothWire } from '../support/contracts/bluetooth-wire.ts';
import { createHttpWire } from '../support/contracts/http-wire.ts';
import { createMqttWire } from '../support/contracts/mqtt-wire.ts';
import { createUdpWire } from '../support/contracts/udp-wire.ts';
import { createPeers, Inbox, loopbackPeer, streamPeer } from '../support/contracts/peers.ts';

const never = new AbortController().signal;

/** As `push --port` opens it. */
async function openAddress(address: string, signal: AbortSignal): Promise<Link> {
  const url = new URL(address);
  const read = NODE_TRANSPORTS[url.protocol]?.(url);
  if (!read) throw new Error(`no link to ${address}`);
  return read.open({ clock: realClock, signal });
}

function loopbackWire(
  wrap: (link: Link) => Link = (link) => link,
  { sendsAfterClose = true } = {},
) {
  return async (): Promise<Wire> => {
    const peers = createPeers();
    let open = 0;
    const links: Link[] = [];
    return {
      async open(signal) {
        if (signal.aborted) throw OtaError.from(signal.reason);
        const pair = createLinkPair();
        open += 1;
        void pair.far.ended.then(() => (open -= 1));
        peers.add(loopbackPeer(pair));
        links.push(pair.near);
        return wrap(pair.near);
      },
      peer: () => peers.last(),
      connections: () => open,
      openNowhere: null,
      sendsAfterClose,
      async close() {
        for (const link of links) await link.close();
      },
    };
  };
}

linkContract('loopback', loopbackWire());
linkContract(
  'loopback behind a tap',
  loopbackWire((link) => tap(link, () => undefined)),
);
linkContract(
  'loopback behind a lossy link without faults',
  loopbackWire((link) => lossy(link, { clock: realClock, plan: () => null })),
);
/** Far slower than any machine writes: at the machine's own speed the line would never be what a writer waits for. */
const SLOW_LINE = { clock: realClock, bytesPerSecond: 2_000_000 };
linkContract(
  'loopback behind a throttle',
  loopbackWire((link) => throttle(link, SLOW_LINE), { sendsAfterClose: false }),
);

linkContract('serial port', async () => {
  const peers = createPeers();
  const links: Link[] = [];
  let open = 0;
  const port = new FakePort();
  port.whenOpen = ({ inward, outward, closed }) => {
    const [readable, writable] = [outward.readable, inward.writable];
    // A line has no farewell; the nearest to it is a port that says its stream is over.
    const close = (): void => inward.finish(serialLossOf('closed'));
    peers.add(streamPeer({ readable, writable, ended: closed, close, lose: () => port.unplug() }));
  };
  return {
    async open(signal) {
      if (signal.aborted) throw OtaError.from(signal.reason);
      const link = await openSerialLink(port, {
        label: 'port',
        baudRate: 115_200,
        lines: 'low',
        clock: realClock,
      });
      open += 1;
      void link.released.then(() => (open -= 1));
      links.push(link);
      return link;
    },
    peer: () => peers.last(),
    connections: () => open,
    openNowhere: null,
    async close() {
      for (const link of links) await link.close();
    },
  };
});

linkContract('bluetooth', createBluetoothWire);

linkContract('http', () =>
  createHttpWire((port, signal) => openAddress(`http://127.0.0.1:${port}/rpc`, signal)),
);
linkContract('http, as a browser opens it', () =>
  createHttpWire(async (port, signal) => {
    const place = NETWORK_TRANSPORTS['http:'](new URL(`http://127.0.0.1:${port}/rpc`));
    if (place === null) throw new Error(`no link to ${port}`);
    return place.open({ clock: realClock, signal });
  }),
);

linkContract('mqtt', () => createMqttWire('mqtt', openAddress));
linkContract('mqtt over websocket', () => createMqttWire('mqtt+ws', openAddress));

linkContract('udp', () =>
  createUdpWire((port, signal) => openAddress(`udp://127.0.0.1:${port}`, signal)),
);

linkContract('tcp', async () => {
  const peers = createPeers();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const inbox = new Inbox();
    const ended = new Promise((resolve) => socket.once('close', resolve));
    void ended.then(() => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => inbox.push(bytes));
    peers.add({
      read(count) {
        socket.resume();
        return inbox.read(count);
      },
      write: (bytes) => new Promise((resolve) => socket.write(bytes, () => resolve())),
      close: () => void socket.end(),
      lose: () => void socket.resetAndDestroy(),
      stopReading: () => void socket.pause(),
      ended,
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    open: (signal) => openAddress(`tcp://127.0.0.1:${port}`, signal),
    peer: () => peers.last(),
    connections: () => sockets.size,
    openNowhere: () => openAddress('tcp://127.0.0.1:1', never),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
});

linkContract('websocket', async () => {
  const peers = createPeers();
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (socket) => {
    const inbox = new Inbox();
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    socket.on('message', (data) => inbox.push(data as Buffer));
    peers.add({
      read(count) {
        socket.resume();
        return inbox.read(count);
      },
      write: (bytes) => new Promise((resolve) => socket.send(bytes, () => resolve())),
      close: () => socket.close(1000),
      lose: () => socket.terminate(),
      stopReading: () => socket.pause(),
      ended,
    });
  });
  const { port } = server.address() as AddressInfo;
  const open = (at: number, signal: AbortSignal) => openAddress(`ws://127.0.0.1:${at}/rpc`, signal);
  return {
    open: (signal) => open(port, signal),
    peer: () => peers.last(),
    connections: () => server.clients.size,
    openNowhere: () => open(1, never),
    async close() {
      for (const client of server.clients) client.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
});
