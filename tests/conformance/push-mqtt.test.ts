/** MQTT peers and brokers (reliability: Q1 to Q12): push, Mosquitto and the emulated device as processes of their own. */
import mqtt from 'mqtt';
import type { MqttClient } from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import { startPush } from '../support/conformance/push-process.ts';
import type { PushLine } from '../support/conformance/push-process.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';
import type { BrokerOptions } from '../support/testbed/broker/mosquitto.ts';

const ID = 'esp32_0A1B2C';
const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.1.0.zip';
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface SetUp extends BrokerOptions {
  readonly login?: string;
  /** More of the device's options. */
  readonly device?: readonly string[];
}

async function setUp(options: SetUp = {}) {
  const broker = await startBroker(options);
  closers.push(() => broker.stop());
  const url = broker.url.replace('//', `//${options.login ?? ''}`);
  const wires = ['--ws', '0', '--mqtt', url, ...(options.device ?? [])];
  const device = new DeviceProcess([...wires, '--fw-version', '1.0.0']);
  closers.push(() => device.end('SIGTERM'));
  const ready = await device.ready();
  await device.event(({ event }) => event === 'boot');
  return { broker, device, ready, port: String(ready['mqtt']) };
}

/** Somebody else at the broker. */
async function meddler(url: string, topic: string): Promise<MqttClient> {
  const client = await mqtt.connectAsync(url);
  closers.push(() => client.endAsync(true));
  await client.subscribeAsync(topic, { qos: 1 });
  return client;
}

interface Request {
  readonly id?: number;
  readonly src?: string;
  readonly method?: string;
}
const requestOf = (payload: Buffer): Request => JSON.parse(payload.toString()) as Request;

async function expectUpdated(ready: Parameters<typeof callDevice>[0], last: PushLine) {
  expect(last).toMatchObject({ result: 'committed', from: '1.0.0', to: '1.1.0', failure: null });
  const { result } = await callDevice(ready, 'Sys.GetInfo');
  expect(result).toMatchObject({ fw_version: '1.1.0' });
}

/** When it has written so much. */
const atBytes = (bytes: number, act: () => void) => {
  let done = false;
  return ({ event, acknowledgedBytes }: PushLine): void => {
    if (done || event !== 'progress' || Number(acknowledgedBytes) < bytes) return;
    done = true;
    act();
  };
};

describe('push over MQTT', () => {
  it('updates a device, over TCP and over WebSocket, and shows neither user nor password', async () => {
    const { broker, ready, port } = await setUp({ users: { me: 's3cret' }, login: 'me:s3cret@' });
    const web = `mqtt+${broker.webUrl}/${ID}`.replace('//', '//me:s3cret@');
    const there = await startPush([BUNDLE, '--port', port.replace('//', '//me:s3cret@')]);
    await expectUpdated(ready, there.last);
    const older = BUNDLE.replace('1.1.0', '1.0.0');
    const back = await startPush([older, '--port', web, '--force', 'downgrade']);
    expect(back.last).toMatchObject({ result: 'committed', to: '1.0.0' });
    expect(JSON.stringify([there.lines, back.lines])).not.toMatch(/s3cret|me:/);
  });

  it('is told by name what keeps it out: no such user, nobody there, no broker', async () => {
    const { broker, port } = await setUp({ users: { me: 's3cret' }, login: 'me:s3cret@' });
    const to = async (address: string) => {
      const { status, last } = await startPush([BUNDLE, '--port', address]);
      return [status, (last['failure'] as { readonly code: string }).code];
    };
    expect(await to(port)).toEqual([3, 'link/broker-denied']);
    expect(await to(port.replace('//', '//me:wrong@'))).toEqual([3, 'link/broker-denied']);
    const away = port.replace('//', '//me:s3cret@').replace(ID, 'esp32_FFFFFF');
    expect(await to(away)).toEqual([3, 'link/device-away']);
    await broker.kill();
    expect(await to(port)).toEqual([3, 'link/refused']);
  });

  it('goes on by itself where the broker was killed and started again in mid-update', async () => {
    // It has 50 writes to go when the broker is killed.
    const { broker, ready, port } = await setUp({ device: ['--latency', '50'] });
    const { last, lines } = await startPush(
      [BUNDLE, '--port', port],
      atBytes(60_000, () => void broker.kill().then(() => broker.start())),
    );
    await expectUpdated(ready, last);
    expect(lines).toContainEqual(expect.objectContaining({ event: 'went-on' }));
  });

  it('Q11 is not disturbed by a second delivery of every request', async () => {
    const { broker, ready, port } = await setUp();
    const again = await meddler(broker.url, `${ID}/rpc`);
    const seen = new Set<number>();
    again.on('message', (topic, payload) => {
      const { id = 0 } = requestOf(payload);
      if (seen.has(id)) return;
      seen.add(id);
      again.publish(topic, payload, { qos: 1 });
    });
    const { last } = await startPush([BUNDLE, '--port', port]);
    await expectUpdated(ready, last);
    expect(seen.size).toBeGreaterThan(80);
  });

  it('Q1, Q2, Q5 passes over what is retained, from others, for others, or asks', async () => {
    const { broker, ready, port } = await setUp();
    const other = await meddler(broker.url, `${ID}/rpc`);
    const asked = await meddler(broker.url, `someone/rpc`);
    const answered: unknown[] = [];
    asked.on('message', (_, payload) => answered.push(requestOf(payload)));
    const addresses = new Set<string>();
    const ids = new Set<number>();
    const members: string[] = [];
    other.on('message', (_, payload) => {
      const { id, src = '' } = requestOf(payload);
      addresses.add(src);
      ids.add(id ?? 0);
      members.push(...Object.keys(requestOf(payload)));
      const error = { code: 500, message: 'no' };
      const say = (frame: object, retain = false): void =>
        void other.publish(`${src}/rpc`, JSON.stringify(frame), { qos: 1, retain });
      say({ id, src: 'esp32_FFFFFF', dst: src, error });
      say({ id, src: ID, dst: 'slipway/0000', error });
      say({ id: 1_000_000 + (id ?? 0), src: ID, dst: src, error }, true);
      say({ id: 7, src: 'someone', dst: src, method: 'OTA.Revert' });
    });
    const { last } = await startPush([BUNDLE, '--port', port]);
    await expectUpdated(ready, last);
    expect(answered).toEqual([]);
    expect(addresses.size).toBeGreaterThan(0);
    for (const src of addresses) expect(src).toMatch(/^slipway\/[0-9a-f]{32}$/);
    expect([...new Set(members)].sort()).toEqual(['dst', 'id', 'method', 'params', 'src']);
    // 48 random bits: one in a million runs begins below 2^28.
    for (const id of ids) expect(id).toBeGreaterThan(2 ** 28);
  });

  it.each(['before', 'after'])(
    'Q3 ends where somebody answers in the name of the device, %s it does',
    async (when) => {
      const { broker, ready, port } = await setUp();
      const other = await meddler(broker.url, `${ID}/rpc`);
      other.on('message', (_, payload) => {
        const { id, src = '', method } = requestOf(payload);
        if (method !== 'OTA.Write') return;
        const lie = JSON.stringify({ id, src: ID, dst: src, result: { lie: true } });
        const tell = (): void => void other.publish(`${src}/rpc`, lie, { qos: 1 });
        if (when === 'before') tell();
        else setTimeout(tell, 20);
      });
      const { status, last } = await startPush([BUNDLE, '--port', port]);
      expect(last).toMatchObject({
        result: 'failed',
        failure: { code: 'device/two-answers', facts: { device: ID } },
      });
      expect(status).toBe(3);
      const { result } = await callDevice(ready, 'Sys.GetInfo');
      expect(result).toMatchObject({ fw_version: '1.0.0' });
    },
  );

  it('Q8 is refused while another controller updates the device, which ends well', async () => {
    // The first has 70 writes to go when the second begins.
    const { ready, port } = await setUp({ device: ['--latency', '200'] });
    const seconds: Promise<PushLine>[] = [];
    const first = await startPush(
      [BUNDLE, '--port', port],
      atBytes(20_000, () => {
        seconds.push(startPush([BUNDLE, '--port', port]).then(({ last }) => last));
      }),
    );
    await expectUpdated(ready, first.last);
    expect(await Promise.all(seconds)).toMatchObject([
      { result: 'refused', failure: { code: 'device/busy' } },
    ]);
  });
});

describe('a stock device at a broker', () => {
  it('takes an RPC frame of mosquitto_pub, by topic and by method', async () => {
    const { broker } = await setUp();
    const answers = await meddler(broker.url, 'me/rpc');
    const next = () =>
      new Promise<unknown>((resolve) =>
        answers.once('message', (_, payload) => resolve(JSON.parse(payload.toString()))),
      );
    const one = next();
    answers.publish(`${ID}/rpc`, '{"id":5,"src":"me","method":"RPC.Ping"}', { qos: 1 });
    expect(await one).toMatchObject({
      ...{ id: 5, src: ID, dst: 'me', result: { channel_info: 'MQTT' } },
    });
    const two = next();
    answers.publish(`${ID}/rpc/OTA.Status`, '{"id":6,"src":"me"}', { qos: 1 });
    expect(await two).toMatchObject({ id: 6, result: { state: 0 } });
  });

  it('drops a request that nobody could be answered, and one that it cannot read', async () => {
    const { broker, ready } = await setUp();
    const other = await meddler(broker.url, 'me/rpc');
    other.publish(`${ID}/rpc`, '{"id":5,"method":"Sys.Reboot"}', { qos: 1 });
    other.publish(`${ID}/rpc`, 'nonsense', { qos: 1 });
    const answer = new Promise((resolve) => other.once('message', (_, bytes) => resolve(bytes)));
    other.publish(`${ID}/rpc`, '{"id":6,"src":"me","method":"RPC.Ping"}', { qos: 1 });
    await answer;
    const { result } = await callDevice(ready, 'Sys.GetInfo');
    expect(result).toMatchObject({ fw_version: '1.0.0' });
  });

  it('loses its connection over a PUBLISH of 3,073 bytes, takes one of 3,072, and comes back', async () => {
    const { broker } = await setUp();
    const other = await meddler(broker.url, 'me/rpc');
    const frameOf = (bytes: number): string => {
      const frame = `{"id":5,"src":"me","method":"RPC.Ping","params":{"pad":""}}`;
      return frame.replace('""', `"${'x'.repeat(bytes - frame.length)}"`);
    };
    // Type, length, length of the topic, topic, id of the packet.
    const head = 1 + 2 + 2 + `${ID}/rpc`.length + 2;
    const answer = () => new Promise((resolve) => other.once('message', resolve));
    const first = answer();
    other.publish(`${ID}/rpc`, frameOf(3072 - head), { qos: 1 });
    await first;
    const came: unknown[] = [];
    const second = answer().then((topic) => came.push(topic));
    other.publish(`${ID}/rpc`, frameOf(3073 - head), { qos: 1 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(came).toEqual([]);
    while (came.length === 0) {
      other.publish(`${ID}/rpc`, '{"id":6,"src":"me","method":"RPC.Ping"}', { qos: 1 });
      await Promise.race([second, new Promise((resolve) => setTimeout(resolve, 200))]);
    }
  });
});
