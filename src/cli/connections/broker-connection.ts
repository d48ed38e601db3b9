/** The device's connection to a broker (channels.md#mqtt), as stock firmware has it: MQTT 3.1.1, and its id as the client's. */
import { Socket } from 'node:net';
import mqtt from 'mqtt';
import type { MqttClient } from 'mqtt';
import type { Clock } from '../../contracts/clock.ts';
import { OtaError, wordsOf } from '../../contracts/failure.ts';
import { MQTT } from '../../contracts/link.ts';
import type { Link } from '../../contracts/link.ts';
import { linkOfSocket, plainBytes } from './server-link.ts';

export interface BrokerOptions {
  /** `mqtt://[user:password@]host[:port]`; whatever the library connects to. */
  readonly url: string;
  readonly deviceId: string;
  readonly clock: Clock;
  readonly isUp: () => boolean;
  /** A connection whose subscriptions stand; null: no RPC on it. */
  readonly accept: ((link: Link) => void) | null;
  /** What else uses the device's one connection; null: nothing. */
  readonly rider?: BrokerRider | null;
  /** For each connection; null: who the URL says. */
  readonly login?: (() => Promise<BrokerLogin>) | null;
}

export interface BrokerLogin {
  readonly user: string;
  readonly password: string;
}

/** A library of the device with topics of its own. */
export interface BrokerRider {
  /** Subscribed to with the first ones, QoS 1. */
  readonly topics: readonly string[];
  connected(publish: (topic: string, payload: string) => void): void;
  disconnected(): void;
  /** `payload` is borrowed. */
  message(topic: string, payload: Uint8Array): void;
}

export interface BrokerConnection {
  /** The device has just started, or stopped: its connection is gone, and is made anew. */
  restarted(): void;
  close(): Promise<void>;
}

/** `mqtt.reconnect_timeout_min` of stock devices, in milliseconds. */
const RECONNECT_MS = 2_000;
/** `mqtt.keep_alive`, in seconds. */
const KEEP_ALIVE_SECONDS = 60;
/** `mqtt.recv_mbuf_limit`: a larger PUBLISH ends the connection (channels.md#mqtt). */
export const PUBLISH_LIMIT = 3072;

/** Throws link/no-host or link/broker-denied where the first connection does not come about; later ones are tried for as long as it takes. */
export async function connectToBroker(options: BrokerOptions): Promise<BrokerConnection> {
  const over = new AbortController();
  let round = 0;
  let client = await join(options);
  /** The first connection is made before the device starts, and is the one of its first start. */
  let isFresh = !options.isUp();
  const serve = (mine: number): void => {
    const { accept, rider = null } = options;
    accept?.(linkAt(client, options));
    if (rider !== null) ride(client, rider);
    client.once('close', () => {
      if (mine === round) void stay(mine);
    });
  };
  const stay = async (mine: number): Promise<void> => {
    const isWanted = (): boolean => mine === round && options.isUp() && !over.signal.aborted;
    while (isWanted()) {
      try {
        await options.clock.sleep(RECONNECT_MS, over.signal);
        if (!isWanted()) return;
        client = await join(options);
        if (isWanted()) serve(mine);
        else client.end(true);
        return;
      } catch {
        // Not there yet, or over.
      }
    }
  };
  if (!isFresh) serve(round);
  return {
    restarted() {
      if (isFresh && !options.isUp()) return;
      round += 1;
      if (isFresh && client.connected) serve(round);
      else {
        client.end(true);
        void stay(round);
      }
      isFresh = false;
    },
    close() {
      round += 1;
      over.abort();
      client.end(true);
      return Promise.resolve();
    },
  };
}

/** Gives the rider this connection, until that ends. */
function ride(client: MqttClient, rider: BrokerRider): void {
  client.on('message', (topic, payload, { qos }) => {
    if (publishBytes(topic, payload, qos) > PUBLISH_LIMIT) client.end(true);
    else rider.message(topic, payload); // what is not its own it passes over
  });
  client.once('close', () => rider.disconnected());
  rider.connected((topic, payload) => {
    // What meets a connection that is gone is lost with it.
    if (client.connected) client.publish(topic, payload, { qos: 1 }, () => undefined);
  });
}

/** Throws link/no-host, link/broker-denied. */
async function join({
  url,
  deviceId,
  accept,
  rider = null,
  login = null,
}: BrokerOptions): Promise<MqttClient> {
  const who = await login?.();
  const rpcTopics = accept === null ? [] : [`${deviceId}/rpc`, `${deviceId}/rpc/#`];
  const client = mqtt.connect(url, {
    protocolVersion: 4,
    clientId: deviceId,
    clean: true,
    keepalive: KEEP_ALIVE_SECONDS,
    reconnectPeriod: 0,
    resubscribe: false,
    ...(who !== undefined && { username: who.user, password: who.password }),
  });
  client.on('error', () => undefined); // another one may follow the first
  const address = withoutUser(url);
  try {
    await connected(client);
    // Stock firmware hands PUBACK and reply to TCP as one piece; here the reply would wait for the acknowledgement of the other.
    if (client.stream instanceof Socket) client.stream.setNoDelay(true);
    await client.subscribeAsync([...rpcTopics, ...(rider?.topics ?? [])], { qos: 1 });
    return client;
  } catch (reason) {
    client.end(true);
    const code = isDenied(reason) ? 'link/broker-denied' : 'link/no-host';
    throw new OtaError(code, { address, detail: wordsOf(reason) }, { cause: reason });
  }
}

/** CONNACK 4 and 5: bad user or password, not authorized. */
const isDenied = (reason: unknown): boolean =>
  reason instanceof Error && 'code' in reason && (reason.code === 4 || reason.code === 5);

function connected(client: MqttClient): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once('connect', () => resolve());
    client.once('error', reject);
    client.once('close', () => reject(new Error('the broker closed the connection')));
  });
}

function withoutUser(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

function linkAt(client: MqttClient, { deviceId, url }: BrokerOptions): Link {
  return linkOfSocket({
    ...MQTT,
    label: withoutUser(url),
    framing: 'message',
    listen({ data, closed }) {
      client.on('message', (topic, payload, { qos }) => {
        if (publishBytes(topic, payload, qos) > PUBLISH_LIMIT) {
          client.end(true);
          return;
        }
        const own = `${deviceId}/rpc`;
        if (topic !== own && !topic.startsWith(`${own}/`)) return; // a library's
        const frame = frameOf(topic.slice(own.length + 1), payload);
        if (frame !== null) data(frame);
      });
      client.once('close', closed);
    },
    pause: () => undefined, // the connection has no pace of its own: what is unread waits
    resume: () => undefined,
    send(bytes, done) {
      const dst = addresseeOf(bytes);
      if (dst === null || /[+#\0]/.test(dst)) {
        done(null); // nobody to answer
        return;
      }
      if (client.connected)
        client.publish(`${dst}/rpc`, Buffer.from(bytes), { qos: 1 }, (error) =>
          done(error ?? null),
        );
      else done(new Error('not connected')); // frames are not kept for a later connection
    },
    destroy: () => client.end(true),
  });
}

/** Of the whole packet, its length of up to four bytes included (MQTT 3.1.1, 2.2.3 and 3.3). */
function publishBytes(topic: string, payload: Uint8Array, qos: number): number {
  const rest = 2 + Buffer.byteLength(topic) + (qos > 0 ? 2 : 0) + payload.length;
  const lengthBytes = rest < 128 ? 1 : rest < 16_384 ? 2 : rest < 2_097_152 ? 3 : 4;
  return 1 + lengthBytes + rest;
}

/**
 * What the device's RPC gets. The end of the topic takes the place of the method; a request with an id and no `src` is dropped,
 * because nobody could be answered. null: dropped.
 */
function frameOf(method: string, payload: Buffer): Uint8Array | null {
  const frame = parsed(payload);
  if (frame === null) return plainBytes(payload); // what it is worth, RPC says
  const isRequest = method !== '' || typeof frame.method === 'string';
  if (isRequest && frame.id !== undefined && typeof frame.src !== 'string') return null;
  return method === ''
    ? plainBytes(payload)
    : plainBytes(Buffer.from(JSON.stringify({ ...frame, method })));
}

function addresseeOf(bytes: Uint8Array): string | null {
  const dst = parsed(Buffer.from(bytes))?.dst;
  return typeof dst === 'string' && dst !== '' ? dst : null;
}

function parsed(bytes: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null; // no JSON
  }
}
