/** A connection to a broker for documents that it keeps, retained messages of QoS 1, and for messages that it hands on; text in UTF-8. */
import type { Clock } from './clock.ts';

export interface TopicClient {
  /** Settles when the connection is over, with the reason in the broker's or the library's words. */
  readonly ended: Promise<string>;
  /** Settles when the broker has acknowledged it; rejects where the connection ends before. */
  publish(topic: string, text: string): Promise<void>;
  /** The same of a message that the broker does not keep. */
  send(topic: string, text: string): Promise<void>;
  /** Says good-bye after what is under way, within a second: the broker publishes no will. May be called twice. */
  close(): void;
}

export interface TopicClientOptions {
  /**
   * Subscribed to in this order, wildcards included; what the broker keeps of them comes first. Of a shared subscription (`$share/…`, MQTT 5)
   * each message goes to one of its subscribers.
   */
  readonly topics: readonly string[];
  /** In the order in which the broker sends them, also what we published ourselves. */
  readonly message: (topic: string, text: string) => void;
  /** Not retained; published by the broker when the connection ends without a good-bye. */
  readonly will: { readonly topic: string; readonly text: string } | null;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Throws link/refused, link/broker-denied, or what the signal says. */
export type OpenTopicClient = (options: TopicClientOptions) => Promise<TopicClient>;
