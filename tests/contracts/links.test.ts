import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { OtaError } from '../../src/contracts/failure.ts';
import { realClock } from '../../src/contracts/real-clock.ts';
import { openTcpLink } from '../../src/cli/wires/tcp-link.ts';
import { createLinkPair } from '../../src/transports/loopback/link-pair.ts';
import type { LinkPair } from '../../src/transports/loopback/link-pair.ts';
import { lossOf } from '../../src/transports/webserial/serial-failures.ts';
import { openSerialLink } from '../../src/transports/webserial/serial-link.ts';
import { openWebSocketLink } from '../../src/transports/websocket/websocket-link.ts';
import { lossy } from '../../src/transports/wrap/lossy.ts';
import { tap } from '../../src/transports/wrap/tap.ts';
import { throttle } from '../../src/transports/wrap/throttle.ts';
import type { Link } from '../../src/contracts/link.ts';
import { FakePort } from '../support/transports/webserial/fake-port.ts';
import { linkContract } from './link.contract.ts';
import type { Peer, Wire } from './link.contract.ts';
import { createBluetoothWire } from '../support/contracts/bluetooth-wire.ts';
import { Inbox } from '../support/contracts/peers.ts';

const never = new AbortController().signal;

/** Peers in the order in which their links were opened. */
function createPeers<T extends Peer>() {
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

const loopbackPeer = ({ far, lose }: LinkPair): Peer =>
  streamPeer({ ...far, close: () => void far.close(), lose: () => lose('cable out') });

interface FarStreams {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  readonly ended: Promise<unknown>;
  close(): void;
  lose(): void;
}

function streamPeer(far: FarStreams): Peer {
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
    const close = (): void => inward.finish(lossOf('closed'));
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
    open: (signal) => openTcpLink({ host: '127.0.0.1', port, signal }),
    peer: () => peers.last(),
    connections: () => sockets.size,
    openNowhere: () => openTcpLink({ host: '127.0.0.1', port: 1, signal: never }),
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
  const open = (at: number, signal: AbortSignal) =>
    openWebSocketLink({
      url: `ws://127.0.0.1:${at}/rpc`,
      create: (url) => new WebSocket(url, { perMessageDeflate: false }),
      clock: realClock,
      signal,
    });
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
