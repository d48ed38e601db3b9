/**
 * A device at a broker (channels.md#mqtt): requests are published to `DEVICE/rpc`, and answers come to an address of our own,
 * `slipway/<128 random bits>/rpc`. A broker says little of who listens, so the link asks the device one question first, and is lost as
 * soon as the broker says that nobody listens any more.
 */
import { arrivalsOf } from '../../contracts/arrivals.ts';
import type { ArrivingLink } from '../../contracts/arrivals.ts';
import type { Clock } from '../../contracts/clock.ts';
import { OtaError, abortError, wordsOf } from '../../contracts/failure.ts';
import { DEVICE_GONE, MQTT, createLinkOver, createLinkStats } from '../../contracts/link.ts';
import type { FrameAddress, Link } from '../../contracts/link.ts';
import { headOfFrame, openingQuestion } from '../../contracts/opening-question.ts';
import { LONGEST_FRAME_BYTES } from '../../contracts/peer-limits.ts';
import { randomHex } from '../../contracts/random-hex.ts';
import type { LinkOpener } from '../../contracts/transport.ts';
import { decodeUtf8, encodeUtf8 } from '../../ota-core/primitives/utf8.ts';
import { joinBroker } from './broker.ts';
import type { Broker } from './broker.ts';
import type { MqttPlace } from './mqtt-address.ts';

/** `mqtt.recv_mbuf_limit`: a larger PUBLISH closes the device's connection to its broker (channels.md#mqtt). */
const PACKET_BYTES = 3072;
/** Of a PUBLISH beside topic and payload: type, length of two bytes, length of the topic, id of the packet (MQTT 3.1.1, 3.3). */
const PACKET_HEAD_BYTES = 7;
/** The device's answer to the first question: a radio that saves power, a broker far away. */
const ANSWERS_MS = 8_000;

/** Throws link/refused, link/broker-denied, link/device-away, or what the signal says. */
export const openMqttLink: LinkOpener<MqttPlace> = async (place, { clock, signal }) => {
  // Nobody guesses where answers go: a random address for each link.
  const src = `slipway/${randomHex(16)}`;
  const address: FrameAddress = { src, dst: place.device, firstId: randomId() };
  const broker = await joinBroker(place, {
    topics: [`${address.src}/rpc`],
    clientId: `slipway-${randomHex(6)}`,
    clock,
    signal,
  });
  const abort = new AbortController();
  const giveUp = (): void => abort.abort(abortError(signal));
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    if (signal.aborted) throw abortError(signal);
    await meet(broker, { place, address, clock, stop: abort });
    return linkTo(broker, place, address);
  } catch (reason) {
    broker.leave();
    throw OtaError.from(reason);
  } finally {
    signal.removeEventListener('abort', giveUp);
    abort.abort(); // what still waits
  }
};

interface Meeting {
  readonly place: MqttPlace;
  readonly address: FrameAddress;
  readonly clock: Clock;
  readonly stop: AbortController;
}

/** Settles when the device has answered, whatever it said. */
async function meet(broker: Broker, { place, address, clock, stop }: Meeting): Promise<void> {
  const { signal } = stop;
  const id = randomId();
  const away = (known: boolean): OtaError =>
    new OtaError('link/device-away', { address: place.address, device: place.device, known });
  await new Promise<void>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(abortError(signal)), { once: true });
    broker.listen({
      message(payload) {
        const head = headOfFrame(decodeUtf8(payload) ?? '');
        if (head?.id === id && head.src === place.device) resolve();
      },
      nobodyListens: () => reject(away(true)),
      over: (detail) => reject(new OtaError('link/refused', { address: place.address, detail })),
    });
    clock.sleep(ANSWERS_MS, signal).then(
      () => reject(away(false)),
      () => undefined, // answered, or given up, before
    );
    const question = encodeUtf8(openingQuestion(id, address));
    broker.publish(topicOf(place), question).catch(reject);
  });
}

/** 48 bits: exact as a number, and so are all that follow. */
const randomId = (): number => Number.parseInt(randomHex(6), 16);

const topicOf = ({ device }: MqttPlace): string => `${device}/rpc`;

function linkTo(broker: Broker, place: MqttPlace, frameAddress: FrameAddress): Link {
  const stats = createLinkStats();
  const { ended, over, finish } = createLinkOver(MQTT);
  const close = (): Promise<void> => {
    finish({ why: 'closed' });
    broker.leave();
    return Promise.resolve();
  };
  const giveUp = (detail: string): void => {
    finish({ why: 'lost', detail });
    broker.leave();
  };
  const { kind } = MQTT;
  const half = { kind, broker, stats, ended, over, close, giveUp };
  return {
    ...MQTT,
    label: place.address,
    framing: 'message',
    maxFrameBytes: PACKET_BYTES - PACKET_HEAD_BYTES - encodeUtf8(topicOf(place)).length,
    frameAddress,
    stats,
    readable: arrivalsOf(half, (push) =>
      broker.listen({
        // Of a message that is too long to be a frame only so much is taken that this shows.
        message: (payload) => push(new Uint8Array(payload.subarray(0, LONGEST_FRAME_BYTES + 1))),
        nobodyListens: () => giveUp(DEVICE_GONE),
        over: giveUp,
      }),
    ),
    writable: writableOf(half, topicOf(place)),
    ended,
    close,
  };
}

interface Half extends ArrivingLink {
  readonly broker: Broker;
}

/** Messages that the broker has not acknowledged, before a writer waits: as many as a window has frames, twice. */
const MOST_UNACKNOWLEDGED = 8;

function writableOf({ broker, stats, over, close, giveUp }: Half, topic: string) {
  const underWay = new Set<Promise<void>>();
  const ended = new Promise<void>((resolve) => {
    over.addEventListener('abort', () => resolve(), { once: true });
  });
  const isOver = (): boolean => over.aborted;
  const publish = async (frame: Uint8Array): Promise<void> => {
    try {
      await broker.publish(topic, frame);
    } catch (reason) {
      if (!over.aborted) giveUp(wordsOf(reason));
    }
  };
  return new WritableStream<Uint8Array>({
    start(controller) {
      over.addEventListener('abort', () => controller.error(over.reason));
    },
    async write(frame) {
      if (over.aborted) throw OtaError.from(over.reason);
      const sent = publish(frame).finally(() => underWay.delete(sent));
      underWay.add(sent);
      stats.sentBytes += frame.length;
      stats.sentChunks += 1;
      while (underWay.size >= MOST_UNACKNOWLEDGED && !isOver())
        await Promise.race([...underWay, ended]);
    },
    close,
    abort: close,
  });
}
