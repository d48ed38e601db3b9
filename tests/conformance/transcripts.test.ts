import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { exchangesOf, outcomeOf, readTranscript } from '../support/conformance/transcript.ts';
import {
  startWiredDevice,
  waitForVersion,
  type WiredDevice,
} from '../support/conformance/wired-device.ts';

/** The bytes that the official client sent, played at the emulated device over real sockets. */
let device: WiredDevice;
beforeEach(async () => {
  device = await startWiredDevice();
});
afterEach(() => device.stop());

describe('the recorded update of the official client over TCP', () => {
  it('gets the same ids and outcomes, each reply where that client can find it, and really updates', async () => {
    const exchanges = exchangesOf(readTranscript('tcp-ota'));
    expect(exchanges.length).toBe(53);
    const socket = connect(Number(device.tcp.port), device.tcp.hostname);
    await once(socket, 'connect');
    let heard = '';
    socket.on('data', (data: Buffer) => (heard += data.toString('latin1')));
    for (const { request, recorded } of exchanges) {
      socket.write(Buffer.from(request, 'latin1'));
      while (!/"""\n$/.test(heard)) await once(socket, 'data');
      // The delimiter must stand right before the brace (its parser knows no other start).
      expect(heard).toMatch(/^\n"""\{[^]*\}"""\n$/);
      expect(outcomeOf(heard)).toEqual(recorded);
      heard = '';
    }
    await once(socket, 'close');
    await waitForVersion(device, '1.1.0');
    expect(device.emulator.snapshot().running).toMatchObject({
      version: '1.1.0',
      buildId: '20261101-120000/v1.1.0-3-g1234567-master',
      committed: false,
    });
  });
});

interface Upgrade {
  readonly origin: string;
  readonly protocol: string;
}

/** Opens the connection as the recorded upgrade did. */
async function upgrade(line: string): Promise<WebSocket> {
  const { origin, protocol } = JSON.parse(line.slice(line.indexOf('{'))) as Upgrade;
  const socket = new WebSocket(device.ws, protocol, { origin });
  await once(socket, 'open');
  expect(['', 'clubby.cesanta.com']).toContain(socket.protocol);
  return socket;
}

async function replyTo(socket: WebSocket, request: string): Promise<string> {
  socket.send(request);
  const [data] = (await once(socket, 'message')) as [Buffer];
  return data.toString('latin1');
}

describe('the recorded conversations of the official client over WebSocket', () => {
  it('the update gets the same ids and outcomes, and really updates', async () => {
    const lines = readTranscript('ws-ota');
    const socket = await upgrade(lines[0]?.bytes ?? '');
    const exchanges = exchangesOf(lines);
    expect(exchanges.length).toBe(53);
    for (const { request, recorded } of exchanges)
      expect(outcomeOf(await replyTo(socket, request))).toEqual(recorded);
    await once(socket, 'close');
    await waitForVersion(device, '1.1.0');
  });

  it('an unknown method gets 404 with the same id and words', async () => {
    const lines = readTranscript('ws-call-404');
    const socket = await upgrade(lines[0]?.bytes ?? '');
    const [exchange] = exchangesOf(lines);
    const reply = await replyTo(socket, exchange?.request ?? '');
    expect(JSON.parse(reply)).toEqual(JSON.parse(lines.at(-1)?.bytes ?? ''));
    socket.terminate();
  });
});
