import http from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import mqtt from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { readBuild } from '../../src/cli/device-build.ts';
import { realClock } from '../../src/contracts/clock.ts';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';
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

/** What a 401 asks for: JSON within the text of its error. */
function challengeIn(reply: string): unknown {
  const { error } = JSON.parse(reply) as { readonly error: { readonly message: string } };
  return JSON.parse(error.message);
}

describe('the recorded update of the official client over HTTP', () => {
  it('gets the same ids and outcomes, each as a 200, and really updates', async () => {
    const lines = readTranscript('http-ota');
    const asked = lines
      .filter(({ from }) => from === 'client')
      .map(({ bytes }) => bytes.split('\n'));
    const answered = lines.filter(({ from }) => from === 'device');
    expect([asked.length, answered.length]).toEqual([53, 53]);
    for (const [index, [line = '', headers = '', , body = '']] of asked.entries()) {
      const [method = '', path = ''] = line.split(' ');
      const recordedHeaders = JSON.parse(headers) as Readonly<Record<string, string>>;
      const reply = await post(new URL(path, device.http), {
        method,
        headers: recordedHeaders,
        body: `${body}\n`,
      });
      expect(reply.status).toBe(200);
      expect(reply.body).toMatch(/^\{.*\}\r\n$/);
      expect(outcomeOf(reply.body)).toEqual(outcomeOf(answered[index]?.bytes ?? ''));
    }
    await waitForVersion(device, '1.1.0');
  });
});

describe('the recorded update of the official client over MQTT', () => {
  it('gets the same ids, outcomes and topics, and really updates', async () => {
    const broker = await startBroker();
    const process = new DeviceProcess(['--ws', '0', '--mqtt', broker.url]);
    const client = await mqtt.connectAsync(broker.url);
    try {
      const ready = await process.ready();
      await process.event(({ event }) => event === 'boot');
      const lines = readTranscript('mqtt-ota');
      const asked = lines.filter(({ from }) => from === 'client');
      const answered = lines.filter(({ from }) => from === 'device');
      expect([asked.length, answered.length]).toEqual([53, 53]);
      const [topic] = publishOf(answered[0]?.bytes ?? '');
      await client.subscribeAsync(topic, { qos: 1 });
      for (const [index, { bytes }] of asked.entries()) {
        const reply = new Promise<readonly [string, string]>((resolve) =>
          client.once('message', (to, payload) => resolve([to, payload.toString()])),
        );
        await client.publishAsync(...publishOf(bytes), { qos: 1 });
        const [to, text] = await reply;
        const recorded = answered[index]?.bytes ?? '';
        expect([to, outcomeOf(text)]).toEqual([topic, outcomeOf(recorded)]);
      }
      await process.event(({ event, version }) => event === 'boot' && version === '1.1.0');
      const { result } = await callDevice(ready, 'Sys.GetInfo');
      expect(result).toMatchObject({ fw_version: '1.1.0' });
    } finally {
      await client.endAsync(true);
      await process.end('SIGTERM');
      await broker.stop();
    }
  });
});

/** `PUBLISH topic`, and the payload in the next line. */
function publishOf(bytes: string): [topic: string, payload: string] {
  const [head = '', payload = ''] = bytes.split('\n');
  return [head.replace('PUBLISH ', ''), payload];
}

interface WebRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** With the headers of the recording, but its address. */
async function post(url: URL, { method, headers, body }: WebRequest) {
  const request = http.request(url, { method, headers: { ...headers, host: url.host } });
  request.end(body);
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  let text = '';
  for await (const piece of response) text += String(piece);
  return { status: response.statusCode, body: text };
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

  it('a call without a password is challenged, and let in with the answer of that client', async () => {
    const lines = readTranscript('ws-call-auth');
    const recordedAt = 1_700_000_000_000; // the nonce is the device's time
    const early = realClock.now() - recordedAt;
    const clock = { ...realClock, now: () => realClock.now() - early };
    await device.stop();
    device = await startWiredDevice('esp32', { build: readBuild([], 'admin:secret'), clock });
    const socket = await upgrade(lines[0]?.bytes ?? '');
    const said = lines.filter(({ from }) => from === 'client').slice(1);
    const recorded = lines.filter(({ from }) => from === 'device');
    expect([said.length, recorded.length]).toEqual([2, 2]);
    for (const [index, { bytes }] of said.entries()) {
      const reply = await replyTo(socket, bytes);
      expect(outcomeOf(reply)).toEqual(outcomeOf(recorded[index]?.bytes ?? ''));
      if (index === 0) expect(challengeIn(reply)).toEqual(challengeIn(recorded[0]?.bytes ?? ''));
    }
    socket.terminate();
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
