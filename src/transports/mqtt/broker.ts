/** One connection to a broker, on behalf of one device: MQTT 5, and 3.1.1 where that is all the broker knows. */
import mqtt from 'mqtt';
import type { IClientOptions, MqttClient } from 'mqtt';
import type { Clock } from '../../contracts/clock.ts';
import { OtaError, abortError, wordsOf } from '../../contracts/failure.ts';
import { LONGEST_FRAME_BYTES } from '../../contracts/peer-limits.ts';
import { decodeUtf8 } from '../../ota-core/primitives/utf8.ts';
import type { MqttPlace } from './mqtt-address.ts';

export interface BrokerListener {
  /** `payload` is borrowed; `topic` is one of those listened to. Retained messages are none: nobody sent them to us now. */
  message(payload: Uint8Array, topic: string): void;
  /** The broker took a message and says that nobody listens for it (MQTT 5, PUBACK reason 0x10). */
  nobodyListens(): void;
  /** The connection is over, and not by us; in the broker's or the library's words. */
  over(detail: string): void;
}

/** `payload` is borrowed. */
export type Overhear = (topic: string, payload: Uint8Array, isRetained: boolean) => void;

export interface Broker {
  /** One listener at a time: the next takes the place of the one before. */
  listen(listener: BrokerListener): void;
  /**
   * What others publish to these topics, with wildcards, is told from now on; what is retained, too. How many of them the broker
   * grants; 0 also where it ends the connection over them, as some do.
   */
  overhear(topics: readonly string[], tell: Overhear): Promise<number>;
  /** Settles when the broker has acknowledged it (QoS 1). Rejects in the library's words. */
  publish(topic: string, payload: Uint8Array): Promise<void>;
  /** Says good-bye after what is under way, within a second, and waits for nothing. May be called twice. */
  leave(): void;
}

/** A broker, and who connects to it. */
export interface BrokerPlace extends Omit<MqttPlace, 'device'> {
  /** Text with a certificate and its private key (PEM), for a broker that knows its clients by those. */
  readonly certificate?: string | null;
}

interface JoinOptions {
  /** All that is listened to; no wildcards. */
  readonly topics: readonly string[];
  /** Nobody else's: a broker ends the older of two connections with one. */
  readonly clientId: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Until the broker has answered CONNECT, in milliseconds. */
const CONNECT_MS = 10_000;
/** A broker that says nothing for one and a half of these seconds is gone. */
const KEEP_ALIVE_SECONDS = 15;
/** What is under way when the link is closed has so long to arrive, in milliseconds. */
const LEAVES_MS = 1_000;
/** CONNACK: the protocol version is not known (MQTT 5: 0x84; 3.1.1: 1). */
const OTHER_VERSION = [0x84, 1];
/** CONNACK: bad user or password, not authorized (MQTT 5: 0x86, 0x87; 3.1.1: 4, 5). */
const DENIED = [0x86, 0x87, 4, 5];
/** PUBACK of MQTT 5: there are no matching subscribers. */
const NOBODY = 0x10;

/** Connects and subscribes. Throws link/refused, link/broker-denied, or what the signal says. */
export async function joinBroker(place: BrokerPlace, options: JoinOptions): Promise<Broker> {
  const client = await connectBroker(place, options);
  try {
    // Of MQTT 5: what is retained is not even sent.
    const isFive = client.options.protocolVersion === 5;
    const subscription = { qos: 1, ...(isFive && { rh: 2 }) } as const;
    await client.subscribeAsync([...options.topics], subscription);
  } catch (reason) {
    client.end(true);
    throw refusedBy(place, wordsOf(reason));
  }
  return brokerOf(client, options);
}

interface ConnectOptions {
  /** Nobody else's: a broker ends the older of two connections with one. */
  readonly clientId: string;
  readonly signal: AbortSignal;
  /** Not retained; published by the broker when the connection ends without a good-bye. */
  readonly will?: { readonly topic: string; readonly text: string } | null;
  /** Larger messages a broker of MQTT 5 does not send; some frames when left out. */
  readonly maximumPacketSize?: number;
}

/** Throws link/refused, link/broker-denied, or what the signal says. */
export async function connectBroker(
  place: BrokerPlace,
  options: ConnectOptions,
): Promise<MqttClient> {
  const five = await connected(place, 5, options);
  const client = five ?? (await connected(place, 4, options));
  if (client === null) throw refusedBy(place, 'it takes neither MQTT 5 nor 3.1.1');
  return client;
}

export const refusedBy = ({ address }: BrokerPlace, detail: string): OtaError =>
  OtaError.from(new OtaError('link/refused', { address, detail }));

/** Says good-bye after what is under way, within a second, and waits for nothing. */
export function leaveBroker(client: MqttClient, clock: Clock): void {
  if (!client.connected) {
    client.end(true);
    return;
  }
  client.end(false);
  // What is under way may never be acknowledged.
  const gone = new AbortController();
  client.once('close', () => gone.abort());
  clock.sleep(LEAVES_MS, gone.signal).then(
    () => void client.stream.destroy(),
    () => undefined, // it has left
  );
}

/** null: the broker does not know this version of the protocol. */
function connected(
  place: BrokerPlace,
  protocolVersion: 4 | 5,
  options: ConnectOptions,
): Promise<MqttClient | null> {
  const { clientId, signal } = options;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortError(signal));
      return;
    }
    const client = mqtt.connect(place.broker, {
      ...optionsFor(place, protocolVersion, options),
      clientId,
    });
    const settle = (settled: () => void): void => {
      signal.removeEventListener('abort', giveUp);
      client.off('connect', joined).off('close', closed).off('error', failed);
      client.on('error', () => undefined); // 'close' follows and tells it
      settled();
    };
    const fail = (error: OtaError | null): void =>
      settle(() => {
        client.end(true);
        if (error === null) resolve(null);
        else reject(error);
      });
    const giveUp = (): void => fail(abortError(signal));
    const joined = (): void => {
      sendAtOnce(client);
      settle(() => resolve(client));
    };
    const failed = (error: Error): void => fail(failureOf(place, error));
    // A broker that does not know version 5 may say nothing at all.
    const closed = (): void => fail(protocolVersion === 5 ? null : refusedBy(place, 'closed'));
    signal.addEventListener('abort', giveUp, { once: true });
    client.on('connect', joined).on('error', failed).on('close', closed);
  });
}

/**
 * A write leaves behind the PUBACK of the reply before it: held back until that is acknowledged, as TCP does it, each would cost
 * 40 ms, or a round trip. A browser's WebSocket has no such switch, and needs none.
 */
function sendAtOnce({ stream }: MqttClient): void {
  if (isSocket(stream)) stream.setNoDelay(true);
}

const isSocket = (stream: object): stream is { setNoDelay(on: boolean): void } =>
  'setNoDelay' in stream;

const optionsFor = (
  { user, password, certificate = null }: BrokerPlace,
  protocolVersion: 4 | 5,
  { will = null, maximumPacketSize = 4 * LONGEST_FRAME_BYTES }: ConnectOptions,
): IClientOptions => ({
  protocolVersion,
  clean: true,
  keepalive: KEEP_ALIVE_SECONDS,
  connectTimeout: CONNECT_MS,
  reconnectPeriod: 0, // a new link is opened instead
  resubscribe: false,
  // Its own timers would be a worker made from text, which the page's policy forbids.
  timerVariant: 'native',
  ...(user !== null && { username: user }),
  ...(password !== null && { password }),
  ...(will !== null && {
    will: {
      topic: will.topic,
      payload: will.text as unknown as Buffer,
      qos: 1 as const,
      retain: false,
    },
  }),
  ...(certificate !== null && { cert: certificate, key: certificate }),
  ...(protocolVersion === 5 && {
    properties: { maximumPacketSize, sessionExpiryInterval: 0 },
  }),
});

/** null: another version of the protocol may do. */
function failureOf(place: BrokerPlace, error: Error): OtaError | null {
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'number' && OTHER_VERSION.includes(code)) return null;
  const detail = wordsOf(error) || String(code);
  return typeof code === 'number' && DENIED.includes(code)
    ? new OtaError('link/broker-denied', { address: place.address, detail }, { cause: error })
    : new OtaError('link/refused', { address: place.address, detail }, { cause: error });
}

function brokerOf(client: MqttClient, { topics, clock }: JoinOptions): Broker {
  let listener: BrokerListener | null = null;
  let overhears: Overhear | null = null;
  let isLeft = false;
  let detail = '';
  client.on('message', (to, payload, { retain }) => {
    if (!topics.includes(to)) overhears?.(to, payload, retain);
    else if (!retain) listener?.message(payload, to);
  });
  client.on('packetreceive', (packet) => {
    if (packet.cmd === 'puback' && packet.reasonCode === NOBODY) listener?.nobodyListens();
  });
  client.on('disconnect', ({ reasonCode, properties }) => {
    detail = properties?.reasonString ?? `DISCONNECT ${reasonCode ?? ''}`;
  });
  client.on('error', (error) => {
    detail = wordsOf(error);
  });
  client.on('close', () => {
    if (!isLeft) listener?.over(detail || 'the broker closed the connection');
  });
  return {
    listen(next) {
      listener = next;
    },
    async overhear(others, tell) {
      overhears = tell;
      const asked = others.map((topic) => client.subscribeAsync(topic, { qos: 0 }));
      const settled = await Promise.allSettled(asked);
      return settled.filter(({ status }) => status === 'fulfilled').length;
    },
    async publish(to, payload) {
      // A frame is text; of bytes the library asks for Node's own kind, and does without.
      await client.publishAsync(to, decodeUtf8(payload) ?? (payload as Buffer), { qos: 1 });
    },
    leave() {
      if (isLeft) return;
      isLeft = true;
      leaveBroker(client, clock);
    },
  };
}
