import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startWiredDevice, type WiredDevice } from '../support/conformance/wired-device.ts';

let device: WiredDevice;
beforeAll(async () => {
  device = await startWiredDevice();
});
afterAll(() => device.stop());

const call = (id: number, members: object = {}) =>
  JSON.stringify({ id, ...members, method: 'RPC.Ping' });
const padded = (bytes: number) => {
  const bare = call(1, { pad: '' });
  return call(1, { pad: 'x'.repeat(bytes - bare.length) });
};

async function openSocket(address: URL): Promise<Socket> {
  const socket = connect(Number(address.port), address.hostname);
  await once(socket, 'connect');
  return socket;
}

/** Everything a server says to `request` until it closes the connection, or for as long as `forMs`. */
async function heardFrom(address: URL, request: string, forMs = 3000): Promise<string> {
  const socket = await openSocket(address);
  let heard = '';
  socket.on('data', (data: Buffer) => (heard += data.toString('latin1')));
  const closed = once(socket, 'close').catch(() => undefined);
  socket.on('error', () => undefined);
  socket.write(request);
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, forMs))]);
  const open = !socket.destroyed;
  socket.destroy();
  return open ? `${heard}(open)` : heard;
}

const post = (path: string, body: string, headers: readonly string[] = []) =>
  [
    `POST ${path} HTTP/1.1`,
    'Host: device',
    ...headers,
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');

describe('HTTP to a stock device', () => {
  const web = () => new URL(device.http);

  it('answers a frame with 200, the frame and two bytes more', async () => {
    const heard = await heardFrom(web(), post('/rpc', call(7)));
    const reply = '{"id":7,"src":"esp32_0A1B2C","result":{"channel_info":"HTTP"}}\r\n';
    expect(heard).toMatch(/^HTTP\/1\.1 200 /);
    expect(heard).toContain('Access-Control-Allow-Origin: *\r\n');
    expect(heard).toContain(`Content-Length: ${reply.length}\r\n`);
    expect(heard).toContain('Connection: close\r\n');
    expect(heard.endsWith(`\r\n\r\n${reply}`)).toBe(true);
  });

  it('answers an error frame with 200 as well, and a method path with its own status', async () => {
    const frame = await heardFrom(web(), post('/rpc', '{"id":1,"method":"Nope"}'));
    expect(frame).toMatch(/^HTTP\/1\.1 200 /);
    expect(frame).toContain('"error":{"code":404,"message":"No handler for Nope"}');
    const method = await heardFrom(web(), post('/rpc/Nope', ''));
    expect(method).toMatch(/^HTTP\/1\.1 404 /);
    expect(method.endsWith('{"code":404,"message":"No handler for Nope"}')).toBe(true);
    const refused = await heardFrom(web(), post('/rpc/Sys.Reboot', '{"delay_ms":-1}'));
    expect(refused).toMatch(/^HTTP\/1\.1 500 /);
  });

  it('takes a request of 3,072 bytes, and closes on one of 3,073 without a word', async () => {
    const sized = (bytes: number) => {
      const body = (length: number) => post('/rpc', padded(length));
      return body(bytes - (body(1000).length - 1000));
    };
    expect(sized(3072)).toHaveLength(3072);
    expect(await heardFrom(web(), sized(3072))).toMatch(/^HTTP\/1\.1 200 /);
    expect(sized(3073)).toHaveLength(3073);
    expect(await heardFrom(web(), sized(3073))).toBe('');
  });

  it('counts a body that comes in pieces without a length', async () => {
    const head = 'POST /rpc HTTP/1.1\r\nHost: device\r\nTransfer-Encoding: chunked\r\n\r\n';
    const sized = (bytes: number) => {
      const body = padded(bytes - head.length);
      return `${head}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    };
    expect(await heardFrom(web(), sized(3072))).toMatch(/^HTTP\/1\.1 200 /);
    expect(await heardFrom(web(), sized(3073))).toBe('');
  });

  it('closes on headers alone that do not fit', async () => {
    const header = `X-Long: ${'x'.repeat(3000)}`;
    expect(await heardFrom(web(), post('/rpc', call(1), [header]))).toBe('');
  });

  it.each([
    ['text that is no JSON', post('/rpc', 'hello')],
    ['a foreign address', post('/rpc', call(1, { dst: 'esp32_FFFFFF' }))],
    ['an id of another type', post('/rpc', '{"id":true,"method":"RPC.Ping"}')],
    ['a reply', post('/rpc', '{"id":1,"result":null}')],
    ['a preflight', 'OPTIONS /rpc HTTP/1.1\r\nHost: device\r\n\r\n'],
  ])('answers %s on /rpc with 400 Invalid request', async (_, request) => {
    const heard = await heardFrom(web(), request);
    expect(heard).toMatch(/^HTTP\/1\.1 400 /);
    expect(heard.endsWith('\r\n\r\nInvalid request')).toBe(true);
  });

  it('answers a preflight of a method path, and puts a query into the parameters', async () => {
    const preflight = 'OPTIONS /rpc/Sys.Reboot HTTP/1.1\r\nHost: device\r\n\r\n';
    expect(await heardFrom(web(), preflight)).toMatch(/^HTTP\/1\.1 200 /);
    const query = 'GET /rpc/Sys.Reboot?delay_ms=-5 HTTP/1.1\r\nHost: device\r\n\r\n';
    expect(await heardFrom(web(), query)).toContain('invalid delay value');
  });

  it('keeps a connection only for a header that is exactly keep-alive', async () => {
    const kept = await heardFrom(web(), post('/rpc', call(1), ['Connection: keep-alive']), 300);
    expect(kept).toMatch(/\(open\)$/);
    const other = await heardFrom(web(), post('/rpc', call(1), ['Connection: Keep-Alive']), 300);
    expect(other).not.toMatch(/\(open\)$/);
  });

  it('never answers a notification', async () => {
    const heard = await heardFrom(web(), post('/rpc', '{"method":"RPC.Ping"}'), 300);
    expect(heard).toBe('(open)');
  });

  it('says what a form at /update lacks, as a page of its own', async () => {
    const heard = await heardFrom(web(), post('/update', ''));
    expect(heard).toMatch(/^HTTP\/1\.1 400 [^]*Update URL not specified and none is configured\./);
    expect(heard).not.toMatch(/Access-Control/i);
  });
});

describe('WebSocket to a stock device', () => {
  async function open(...protocols: readonly string[]): Promise<WebSocket> {
    const socket = new WebSocket(device.ws, [...protocols]);
    await once(socket, 'open');
    return socket;
  }

  const replies = (socket: WebSocket): string[] => {
    const heard: string[] = [];
    socket.on('message', (data: Buffer) => heard.push(data.toString()));
    return heard;
  };
  const settle = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it('takes a payload of 3,064 bytes, text or binary, and answers in text', async () => {
    const socket = await open();
    for (const data of [padded(3064), Buffer.from(padded(3064))]) {
      socket.send(data);
      const [reply, isBinary] = (await once(socket, 'message')) as [Buffer, boolean];
      expect(isBinary).toBe(false);
      expect(reply.toString()).toContain('"id":1');
    }
    socket.terminate();
  });

  it('stalls after a payload of 3,065 bytes: open, but deaf', async () => {
    const socket = await open();
    const heard = replies(socket);
    socket.send(padded(3065));
    socket.send(call(2));
    await settle(300);
    expect(heard).toEqual([]);
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.terminate();
  });

  it.each([
    ['text that is no JSON', 'hello'],
    ['a foreign address', call(1, { dst: 'esp32_FFFFFF' })],
  ])('drops the connection over %s', async (_, text) => {
    const socket = await open();
    const heard = replies(socket);
    socket.send(text);
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1006);
    expect(heard).toEqual([]);
  });

  it('names no subprotocol but the one of the official client', async () => {
    const offered = await open('clubby.cesanta.com');
    expect(offered.protocol).toBe('clubby.cesanta.com');
    offered.terminate();
    const none = await open();
    expect(none.protocol).toBe('');
    none.terminate();
  });
});

describe('a stream to a stock device over TCP', () => {
  it('drops what is invalid in silence, forgets 4,103 bytes without an end, and goes on', async () => {
    const lines = ['hello', call(1, { dst: 'esp32_FFFFFF' }), padded(4103), call(9)];
    const heard = await heardFrom(device.tcp, lines.map((line) => `${line}\n`).join(''), 500);
    expect(heard).toBe('\n{"id":9,"src":"esp32_0A1B2C","result":{"channel_info":"TCP"}}\n(open)');
  });
});

describe('the wires of a device that is not up', () => {
  it('lose everybody, listen on, and let those who waited in when it is up again', async () => {
    const own = await startWiredDevice();
    const kept = await openSocket(own.tcp);
    const gone = once(kept.resume(), 'close');
    const answered = heardFrom(own.tcp, `${call(1)}\n`, 300);
    expect(await answered).toContain('"id":1');
    own.emulator.powerOff();
    await gone;
    expect(await heardFrom(own.tcp, `${call(2)}\n`, 200)).toBe('(open)');
    const waiting = heardFrom(own.tcp, `${call(3)}\n`, 1000);
    const asked = fetch(`${own.http}/RPC.Ping`);
    const upgraded = once(new WebSocket(own.ws), 'open');
    await new Promise((resolve) => setTimeout(resolve, 100));
    own.emulator.powerOn();
    expect(await waiting).toContain('"id":3');
    expect(await (await asked).json()).toEqual({ channel_info: 'HTTP' });
    await upgraded;
    await own.stop();
  });
});
