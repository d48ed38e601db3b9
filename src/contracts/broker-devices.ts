/** Devices at a broker, as far as it lets a client hear of them. Plain data that crosses to the window. */
import type { Failure } from './failure.ts';

/**
 * How a device shows by topics of its own (channels.md#mqtt, pull-and-post.md#shadow): `published` since we listen, `retained`
 * before that, `addressed`: others send it requests; `known`: it was typed, or reached before.
 */
export type DeviceSign = 'published' | 'retained' | 'addressed' | 'known';

/** What became of our question who it is. `denied`: it asks who calls. */
export type BrokerAnswer = 'none' | 'waits' | 'answered' | 'denied' | 'silent';

export interface BrokerDevice {
  readonly id: string;
  readonly sign: DeviceSign;
  /** When it published last, ms since 1970; null = not since we listen. */
  readonly heardAtMs: number | null;
  readonly answer: BrokerAnswer;
  /** As it answered; null before. */
  readonly app: string | null;
  readonly version: string | null;
  readonly arch: string | null;
}

export interface BrokerSnapshot {
  /** `lost`: it is joined again by itself. `over`: that came to nothing. */
  readonly phase: 'listening' | 'lost' | 'over';
  /** Why the connection is lost. */
  readonly failure: Failure | null;
  /** false: the broker lets nobody listen to all devices. */
  readonly hearsAll: boolean;
  /** By their ids. */
  readonly devices: readonly BrokerDevice[];
  /** There are more than are kept (MOST_AT_BROKER). */
  readonly isFull: boolean;
}

export const MOST_AT_BROKER = 2_000;

/** Characters that mean something in a topic, or must not be in one (MQTT 5, 4.7); more than any device's id has. */
const NO_ID = /[/+#\0]/;
const LONGEST_ID = 128;

export const isDeviceId = (id: string): boolean =>
  id !== '' && id.length <= LONGEST_ID && !NO_ID.test(id);
