/** A broker as a place for documents: retained messages, with a will (contracts/topic-client.ts). */
import type { MqttClient } from 'mqtt';
import { OtaError, abortError, wordsOf } from '../../contracts/failure.ts';
import { randomHex } from '../../contracts/random-hex.ts';
import type { TopicClient, TopicClientOptions } from '../../contracts/topic-client.ts';
import { decodeUtf8 } from '../../ota-core/primitives/utf8.ts';
import { connectBroker, leaveBroker, refusedBy } from './broker.ts';
import type { BrokerPlace } from './broker.ts';

/** Larger documents the broker does not send (MQTT 5, Maximum Packet Size); of 3.1.1 they are let pass and not read. */
const LARGEST_DOCUMENT_BYTES = 64 * 1024 * 1024;

/**
 * What is subscribed to with QoS 1 a broker keeps for each client until it is acknowledged, and drops beyond a limit: Mosquitto at 1,000
 * (`max_queued_messages`), so of 5,000 retained documents 1,020 arrived. With QoS 0 all did; what a lost connection loses the next one gets.
 */
const QOS = 0;

/** Of what is handed to one subscriber only: it is not sent to all again, so it is acknowledged. */
const SHARED = { prefix: '$share/', qos: 1 } as const;

const NO_SHARING = 'no shared subscriptions: they need MQTT 5';

/** Connects and subscribes. Throws link/refused, link/broker-denied, or what the signal says. */
export async function openTopicClient(
  place: BrokerPlace,
  options: TopicClientOptions,
): Promise<TopicClient> {
  const { signal, topics, message, will, clock } = options;
  const given = {
    clientId: `slipway-${randomHex(6)}`,
    signal,
    will,
    maximumPacketSize: LARGEST_DOCUMENT_BYTES,
  };
  const client = await connectBroker(place, given);
  const ended = endOf(client);
  client.on('message', (topic, payload) => {
    if (payload.length > LARGEST_DOCUMENT_BYTES) return;
    const text = decodeUtf8(payload);
    if (text !== null) message(topic, text);
  });
  const giveUp = (): void => void client.end(true);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    for (const topic of topics) {
      const isShared = topic.startsWith(SHARED.prefix);
      if (isShared && client.options.protocolVersion !== 5) throw new Error(NO_SHARING);
      await client.subscribeAsync(topic, { qos: isShared ? SHARED.qos : QOS });
    }
    if (signal.aborted) throw abortError(signal);
  } catch (reason) {
    client.end(true);
    if (signal.aborted) throw abortError(signal);
    throw refusedBy(place, wordsOf(reason));
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
  const give = async (topic: string, text: string, retain: boolean): Promise<void> => {
    const sent = client.publishAsync(topic, text, { qos: 1, retain });
    const over = ended.then((detail) => {
      throw new OtaError('link/lost', { kind: 'mqtt', detail });
    });
    await Promise.race([sent, over]);
  };
  return {
    ended,
    publish: (topic, text) => give(topic, text, true),
    send: (topic, text) => give(topic, text, false),
    close: () => leaveBroker(client, clock),
  };
}

function endOf(client: MqttClient): Promise<string> {
  let detail = 'the broker closed the connection';
  client.on('disconnect', ({ reasonCode, properties }) => {
    detail = properties?.reasonString ?? `DISCONNECT ${reasonCode ?? ''}`;
  });
  client.on('error', (error) => {
    detail = wordsOf(error);
  });
  return new Promise((resolve) => {
    client.once('close', () => resolve(detail));
  });
}
