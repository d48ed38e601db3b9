/** Each kind of service with a shadow in it, for tests that hold for all of them. */
import { realClock } from '../../../src/contracts/clock.ts';
import { SHADOW_SHAPES } from '../../../src/shadow/shadow-places.ts';
import type { ShadowShape } from '../../../src/shadow/shadow-places.ts';
import type { Shadow, ShadowHost } from '../../../src/shadow/shadow.ts';
import { nodeFetch } from '../../../src/transports/nodehttp/node-send.ts';
import { startBroker } from '../testbed/broker/mosquitto.ts';
import { startAwsShadows } from './aws-shadow-service.ts';
import { startAzureHub } from './azure-hub.ts';
import { startMdash } from './mdash-server.ts';
import type { Json } from './state-documents.ts';

/** What the service says in place of its answer: nothing, that it refuses, or bytes of somebody's choice. */
export type Meddling = 'silence' | 'refusal' | { readonly says: string } | null;

export interface ShadowBench {
  /** Of `push`: `--shadow-url` and `--shadow-key`. */
  readonly address: string;
  readonly key: string | null;
  /** Options of the emulated device. */
  readonly device: readonly string[];
  desired(): Json;
  reported(): Json;
  /** As the device does it. */
  report(reported: Json): void;
  /** As another operator does it. */
  want(desired: Json): void;
  meddle(meddling: Meddling): void;
  stop(): Promise<void>;
}

export const DEVICE = 'esp32_0A1B2C';

const DEVICE_STRING = `HostName=example.azure-devices.net;DeviceId=${DEVICE};SharedAccessKey=a2V5`;

export const HOST: ShadowHost = {
  clock: realClock,
  wallClock: () => Date.now(),
  send: nodeFetch,
};

export const BENCHES: Readonly<Record<ShadowShape, () => Promise<ShadowBench>>> = {
  aws: startAws,
  azure: startAzure,
  mdash: startMdashBench,
};

export async function openShadow(
  shape: ShadowShape,
  { address, key }: Pick<ShadowBench, 'address' | 'key'>,
  host: ShadowHost = HOST,
): Promise<Shadow> {
  const place = SHADOW_SHAPES[shape](new URL(address), key);
  if (place === null || place === 'key') throw new Error(`no place: ${String(place)}`);
  return place.open(host);
}

async function startAws(): Promise<ShadowBench> {
  const broker = await startBroker();
  const service = await startAwsShadows(broker.url);
  const answers = (topic: string): boolean => !topic.endsWith('/documents');
  return {
    address: `${broker.url}/${DEVICE}`,
    key: null,
    device: ['--shadow', 'aws', '--mqtt', broker.url],
    desired: () => service.document(DEVICE)?.desired ?? {},
    reported: () => service.document(DEVICE)?.reported ?? {},
    report: (reported) => service.update(DEVICE, { state: { reported } }),
    want: (desired) => service.update(DEVICE, { state: { desired } }),
    meddle(meddling) {
      service.meddle((topic, payload) => {
        if (meddling === null || !answers(topic)) return payload;
        if (meddling === 'silence') return null;
        if (meddling !== 'refusal') return meddling.says;
        const { clientToken } = JSON.parse(payload) as Json;
        return JSON.stringify({ code: 403, message: 'Forbidden', clientToken });
      });
    },
    async stop() {
      await service.stop();
      await broker.stop();
    },
  };
}

async function startAzure(): Promise<ShadowBench> {
  const broker = await startBroker();
  const hub = await startAzureHub(broker.url, DEVICE);
  const { default: mqtt } = await import('mqtt');
  const device = await mqtt.connectAsync(broker.url);
  return {
    address: `${hub.url}/${DEVICE}`,
    key: hub.connectionString,
    device: ['--shadow', 'azure', '--mqtt', broker.url, '--config', `azure.cs=${DEVICE_STRING}`],
    desired: () => hub.twin().desired,
    reported: () => hub.twin().reported,
    report(reported) {
      const topic = '$iothub/twin/PATCH/properties/reported/?$rid=1';
      device.publish(topic, JSON.stringify(reported), { qos: 1 });
    },
    want: (desired) => hub.want(desired),
    meddle: (meddling) => hub.meddle(meddling === null ? null : () => restAnswer(meddling)),
    async stop() {
      await device.endAsync(true);
      await hub.stop();
      await broker.stop();
    },
  };
}

async function startMdashBench(): Promise<ShadowBench> {
  const server = await startMdash(DEVICE);
  const config = [`dash.server=${server.deviceUrl}`, `dash.token=${server.token}`];
  return {
    address: `${server.url}/${DEVICE}`,
    key: server.key,
    device: ['--shadow', 'mdash', ...config.flatMap((each) => ['--config', each])],
    desired: () => server.state().desired,
    reported: () => server.state().reported,
    report: (reported) => server.report(reported),
    want: (desired) => server.want(desired),
    meddle: (meddling) => server.meddle(meddling === null ? null : () => restAnswer(meddling)),
    stop: () => server.stop(),
  };
}

const restAnswer = (meddling: NonNullable<Meddling>) => {
  if (meddling === 'silence') return 'nothing';
  return meddling === 'refusal'
    ? { status: 403, body: '{"message":"Forbidden"}' }
    : { status: 200, body: meddling.says };
};
