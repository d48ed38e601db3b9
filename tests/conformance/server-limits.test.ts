import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { listen, MOST_CONNECTIONS, type Listening } from '../../src/cli/connections/listening.ts';
import { createHttpServer, serveWebSocket } from '../../src/cli/connections/web-server.ts';
import { startWiredDevice, type WiredDevice } from '../support/conformance/wired-device.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const PING = '{"id":1,"method":"RPC.Ping"}';
const posted = (body: string) =>
  `POST /rpc HTTP/1.1\r\nHost: device\r\nConnection: keep-alive\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

async function openSocket(address: URL): Promise<Socket> {
  const socket = connect(Number(address.port), address.hostname);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket.resume();
}

/** Settles when the other side has closed it. */
const closed = (socket: Socket) => (socket.destroyed ? undefined : once(socket, 'close'));

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('the web server of the device command', () => {
  let server: Listening;
  let clock: VirtualClock;
  let calls: number;

  const start = async () => {
    clock = new VirtualClock();
    calls = 0;
    const call = () => {
      calls += 1;
      return Promise.resolve({ kind: 'result', result: null } as const);
    };
    const web = createHttpServer({ deviceId: 'esp32_0A1B2C', call, clock });
    serveWebSocket(web, () => undefined);
    server = await listen({
      at: { host: '127.0.0.1', port: 0 },
      isUp: () => true,
      accept(socket) {
        web.emit('connection', socket);
        socket.resume();
      },
    });
    return new URL(`http://${server.address}/rpc`);
  };
  /** A connection that the server waits on. */
  const connected = async () => {
    const address = await start();
    const socket = await openSocket(address);
    await until(() => clock.sleeping === 1);
    return socket;
  };
  afterEach(() => server.close());

  it.each([
    ['nothing', ''],
    ['half a head', 'POST /rpc HTTP/1.1\r\nHost: dev'],
    ['half a body', posted(PING).slice(0, -5)],
  ])('closes a connection that says %s for 10 s, however often a byte comes', async (_, said) => {
    const socket = await connected();
    socket.write(said);
    await clock.advance(9_999);
    if (said.length > 0) socket.write('x');
    expect(clock.sleeping).toBe(1);
    await clock.advance(1);
    await closed(socket);
    expect(clock.sleeping).toBe(0);
    expect(calls).toBe(0);
  });

  it('closes a connection that says half of a second request for 10 s', async () => {
    const socket = await connected();
    socket.write(posted(PING));
    await once(socket, 'data');
    await clock.advance(9_000);
    socket.write('POST /rpc HTTP/1.1\r\nHost: dev');
    await clock.advance(999);
    expect(clock.sleeping).toBe(1);
    await clock.advance(1);
    await closed(socket);
    expect(calls).toBe(1);
  });

  it('gives up a notification, which no device answers, after 300 s', async () => {
    const socket = await connected();
    socket.write(posted('{"method":"RPC.Ping"}'));
    await until(() => calls === 1);
    await clock.advance(299_999);
    expect(clock.sleeping).toBe(1);
    await clock.advance(1);
    await closed(socket);
    expect(clock.sleeping).toBe(0);
  });

  it('leaves a WebSocket open for as long as it likes', async () => {
    const { port } = await start();
    const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`);
    await once(socket, 'open');
    expect(clock.sleeping).toBe(0);
    await clock.advance(3_600_000);
    socket.ping();
    await once(socket, 'pong');
  });
});

describe('the wires of the device command', () => {
  let device: WiredDevice;
  beforeAll(async () => {
    device = await startWiredDevice();
  });
  afterAll(() => device.stop());

  it('drop a WebSocket that announces a message of 50 MB, and serve the next one', async () => {
    const socket = new WebSocket(device.ws);
    socket.on('error', () => undefined);
    await once(socket, 'open');
    socket.send(Buffer.alloc(50e6, 0x20));
    await once(socket, 'close');
    const next = new WebSocket(device.ws);
    await once(next, 'open');
    next.send(PING);
    const [reply] = (await once(next, 'message')) as [Buffer];
    expect(reply.toString()).toContain('WS_in');
    next.terminate();
  });

  it('drop a WebSocket that sends 50 MB in pieces of one message', async () => {
    const socket = new WebSocket(device.ws);
    socket.on('error', () => undefined);
    await once(socket, 'open');
    const gone = once(socket, 'close');
    const piece = Buffer.alloc(50_000, 0x20);
    let sent = 0;
    for (; socket.readyState === WebSocket.OPEN && sent < 50e6; sent += piece.length) {
      socket.send(piece, { fin: false });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(sent).toBeLessThan(50e6);
    await gone;
  });

  it(`hold ${MOST_CONNECTIONS} connections, and no more`, async () => {
    const sockets: Socket[] = [];
    while (sockets.length < MOST_CONNECTIONS) sockets.push(await openSocket(device.tcp));
    const more = await openSocket(device.tcp);
    await closed(more);
    expect(sockets.some(({ destroyed }) => destroyed)).toBe(false);
    sockets.pop()?.destroy();
    // As soon as the server has noticed, there is room for one.
    let reply = '';
    while (reply === '') {
      const again = await openSocket(device.tcp);
      sockets.push(again);
      again.on('data', (data: Buffer) => (reply += data.toString()));
      again.write(`${PING}\n`);
      await until(() => reply !== '' || again.destroyed);
    }
    expect(reply).toContain('"id":1');
    for (const socket of sockets) socket.destroy();
  });
});
