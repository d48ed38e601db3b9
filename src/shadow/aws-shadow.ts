/** The classic shadow of AWS IoT, over MQTT (pull-and-post.md#aws-iot-shadow). */
import { OtaError, hasCode, wordsOf } from '../contracts/failure.ts';
import { encodeUtf8 } from '../ota-core/primitives/utf8.ts';
import { randomHex } from '../contracts/random-hex.ts';
import { linkAbort, untilAborted, withDeadline } from '../rpc/deadline.ts';
import { joinBroker } from '../transports/mqtt/broker.ts';
import type { Broker, BrokerPlace } from '../transports/mqtt/broker.ts';
import { readDocument, shadowState, shadowTrouble } from './documents.ts';
import { membersOf, textOf } from './members.ts';
import type { Members } from './members.ts';
import { desiredWith } from './reported-update.ts';
import { SERVICE_MS } from './shadow.ts';
import type { Shadow, ShadowHost, SignalOption } from './shadow.ts';

export interface AwsPlace extends BrokerPlace {
  /** The name of the thing. */
  readonly device: string;
  /** Makes the address of the broker for one connection, where that proves who asks. */
  readonly signed?: () => Promise<string>;
}

/** A document that nobody told of is looked at so often all the same, in milliseconds: messages of QoS 1 get lost with a connection. */
const LOOK_ANYWAY_MS = 15_000;
/** Codes of a rejected request (pull-and-post.md#aws-iot-shadow). */
const CODES: Readonly<Record<number, 'denied' | 'no-device' | 'conflict'>> = {
  401: 'denied',
  403: 'denied',
  404: 'no-device',
  409: 'conflict',
};
const NO_SHADOW = 404;

interface Rejected {
  readonly code: number;
  readonly message: string;
}
type Answer =
  | { readonly kind: 'accepted'; readonly document: Members }
  | ({ readonly kind: 'rejected' } & Rejected);

/** Nothing is connected before the first call; a connection that ended is made anew by the next. */
export function openAwsShadow(place: AwsPlace, { clock }: Pick<ShadowHost, 'clock'>): Shadow {
  const { address, device } = place;
  const topic = `$aws/things/${device}/shadow`;
  const connection = createConnection(place, topic, clock);
  const ask = async (
    method: 'get' | 'update',
    request: Members,
    { signal }: SignalOption,
  ): Promise<Answer> => {
    const late = (): OtaError =>
      OtaError.from(shadowTrouble(address, 'silent', `${SERVICE_MS / 1000} s`));
    return withDeadline({ clock, ms: SERVICE_MS, signal, late }, (within) =>
      connection.ask(method, request, within),
    );
  };
  const fail = ({ code, message }: Rejected): OtaError =>
    OtaError.from(shadowTrouble(address, CODES[code] ?? 'refused', `${code} ${message}`));
  return {
    address,
    device,
    async read(options) {
      const answer = await ask('get', {}, options);
      if (answer.kind === 'accepted') {
        const { version } = answer.document;
        const state = membersOf(answer.document['state']);
        if (typeof version !== 'number' || state === null)
          throw shadowTrouble(address, 'unclear', 'no version, or no state');
        return shadowState(state, String(version));
      }
      // A thing has no shadow before somebody writes one.
      if (answer.code === NO_SHADOW) return shadowState({}, null);
      throw fail(answer);
    },
    async setUrl(url, { version, member, signal }) {
      const desired = desiredWith(url, member);
      const request = {
        state: { desired },
        ...(version !== null && { version: Number(version) }),
      };
      const answer = await ask('update', request, { signal });
      if (answer.kind === 'rejected') throw fail(answer);
    },
    async changed({ signal, mostMs }) {
      const over = linkAbort(signal);
      try {
        const pause = clock.sleep(Math.min(mostMs, LOOK_ANYWAY_MS), over.signal);
        await Promise.race([connection.news(over.signal), pause]);
      } finally {
        over.abort(new OtaError('cancelled', { by: 'user' })); // whoever still waits
        over.release();
      }
    },
    close: () => connection.close(),
  };
}

interface Connection {
  ask(method: 'get' | 'update', request: Members, signal: AbortSignal): Promise<Answer>;
  /** Settles at the next change that is heard of, at once where there was one since the last `get`. */
  news(signal: AbortSignal): Promise<void>;
  close(): void;
}

function createConnection(place: AwsPlace, topic: string, clock: ShadowHost['clock']): Connection {
  const pending = new Map<
    string,
    { readonly settle: (answer: Answer) => void; readonly fail: (reason: OtaError) => void }
  >();
  let broker: Broker | null = null;
  let hasNews = false;
  let heard: () => void = () => undefined;
  const tell = (): void => {
    hasNews = true;
    heard();
  };
  const over = (detail: string): void => {
    broker = null;
    const reason = OtaError.from(shadowTrouble(place.address, 'unreachable', detail));
    for (const { fail } of pending.values()) fail(reason);
    pending.clear();
    tell();
  };
  const message = (payload: Uint8Array, to: string): void => {
    const document = readDocument(payload);
    if (to === `${topic}/update/accepted`) tell();
    const asked = pending.get(textOf(document?.['clientToken']));
    if (document === null || asked === undefined) return; // of somebody else, or none that can be read
    if (to.endsWith('/accepted')) asked.settle({ kind: 'accepted', document });
    else {
      const code = typeof document['code'] === 'number' ? document['code'] : 0;
      asked.settle({ kind: 'rejected', code, message: textOf(document['message']) });
    }
  };
  const joined = async (signal: AbortSignal): Promise<Broker> => {
    if (broker !== null) return broker;
    broker = await join(place, topic, { clock, signal });
    broker.listen({ message, nobodyListens: () => undefined, over });
    return broker;
  };
  return {
    async ask(method, request, signal) {
      const to = await joined(signal);
      const clientToken = randomToken();
      if (method === 'get') hasNews = false;
      const answer = new Promise<Answer>((resolve, reject) => {
        pending.set(clientToken, { settle: resolve, fail: reject });
      });
      answer.catch(() => undefined); // publishing may fail first
      try {
        const payload = encodeUtf8(JSON.stringify({ ...request, clientToken }));
        await untilAborted(publish(to, `${topic}/${method}`, payload, place.address), signal);
        return await untilAborted(answer, signal);
      } finally {
        pending.delete(clientToken);
      }
    },
    news(signal) {
      if (hasNews) return Promise.resolve();
      const next = new Promise<void>((resolve) => {
        heard = resolve;
      });
      return untilAborted(next, signal);
    },
    close() {
      broker?.leave();
      broker = null;
    },
  };
}

async function publish(
  broker: Broker,
  topic: string,
  payload: Uint8Array,
  address: string,
): Promise<void> {
  try {
    await broker.publish(topic, payload);
  } catch (reason) {
    throw shadowTrouble(address, 'unreachable', wordsOf(reason));
  }
}

async function join(
  place: AwsPlace,
  topic: string,
  { clock, signal }: SignalOption & Pick<ShadowHost, 'clock'>,
): Promise<Broker> {
  const topics = ['get/accepted', 'get/rejected', 'update/accepted', 'update/rejected'];
  try {
    const broker = (await place.signed?.()) ?? place.broker;
    return await joinBroker(
      { ...place, broker },
      {
        topics: topics.map((name) => `${topic}/${name}`),
        clientId: `slipway-${randomToken()}`,
        clock,
        signal,
      },
    );
  } catch (reason) {
    const error = OtaError.from(reason);
    // A signature that is refused is a status of HTTP, which a page is not told.
    const why = place.signed === undefined ? 'unreachable' : 'unreadable';
    if (hasCode(error, 'link/refused')) throw shadowTrouble(place.address, why, error.facts.detail);
    if (hasCode(error, 'link/broker-denied'))
      throw shadowTrouble(place.address, 'denied', error.facts.detail);
    throw reason;
  }
}

/** Tells our answers from those to others: 16 of at most 64 characters (pull-and-post.md#aws-iot-shadow). */
const randomToken = (): string => randomHex(8);
