import type { ExpectedTime } from '../../contracts/expected-time.ts';
import type { Failure, OtaError } from '../../contracts/failure.ts';
import type { SysInfo } from '../../rpc/methods.ts';
import type { DeviceView } from '../ask-device.ts';
import type { Finding, UpdateEvent, UpdateResult } from '../events.ts';
import type { UpdateSession } from '../session.ts';

export type DeliveryName = 'write' | 'pull' | 'post' | 'poll' | 'shadow';

/** What is known of a way before anything is sent. Plain data: a screen that offers it loads nothing of it. */
export interface DeliveryTraits {
  /** Methods without which a device cannot take a bundle this way. */
  readonly needs: readonly string[];
  /** A person may pause the transfer. */
  readonly pauses: boolean;
  /** What the device has is not sent again after a lost link. */
  readonly resumes: boolean;
}

/** A line for each way. */
export const DELIVERY_TRAITS: Readonly<Record<DeliveryName, DeliveryTraits>> = {
  write: { needs: ['OTA.Begin', 'OTA.Write', 'OTA.End'], pauses: true, resumes: true },
  pull: { needs: ['OTA.Update'], pauses: false, resumes: false },
  post: { needs: [], pauses: false, resumes: false },
  poll: { needs: ['Config.Get', 'Config.Set'], pauses: false, resumes: false },
  // It is asked by its shadow, and by RPC only what came of it.
  shadow: { needs: [], pauses: false, resumes: false },
};

export interface DeliveryOptions {
  /** What the device said before the update. */
  readonly before: DeviceView;
  readonly signal: AbortSignal;
}

export interface ExamineOptions extends DeliveryOptions {
  /** RPC.List; null where the device does not tell. */
  readonly methods: readonly string[] | null;
}

/**
 * What an error or a cancel left on the device. `clean`: nothing, it runs its old firmware. `unanswered`: it was told to
 * forget what it has and did not answer. `goes-on`: it does, or may do, the rest by itself.
 */
export type Abandoned = 'clean' | 'unanswered' | 'goes-on';

/**
 * How a bundle gets into a device: all of an update that differs between the ways. What comes before (who is there, what
 * speaks against it) and after (restart, verify, trial) is the same. Whoever sends sets `session.stage` as far as it is.
 */
export interface Delivery {
  readonly name: DeliveryName;
  /** What speaks against this way, beside what speaks against the update. Throws what calls throw. */
  readonly examine: (
    session: UpdateSession,
    options: ExamineOptions,
  ) => Promise<readonly Finding[]>;
  /** How long it will take, restart included; null = not known. */
  readonly expected: (session: UpdateSession, info: SysInfo) => ExpectedTime | null;
  /** Asks the device to begin; its no, or null. May be called again where the answer was lost. Throws what calls throw. */
  readonly begin: (session: UpdateSession, options: DeliveryOptions) => Promise<OtaError | null>;
  /** Until the device has every byte; until it has installed them, where nobody tells it to. Throws what ends the update. */
  readonly deliver: (
    session: UpdateSession,
    options: DeliveryOptions,
  ) => AsyncGenerator<UpdateEvent, void, void>;
  /** Tells the device to install; cannot be cancelled. Throws update/end-refused. null: it does so by itself. */
  readonly finish: ((session: UpdateSession) => AsyncGenerator<UpdateEvent, void, void>) | null;
  /** Leaves the device clean after an error or a cancel, within a time of its own. Never throws. */
  readonly abandon: (session: UpdateSession) => Promise<Abandoned>;
  /** Sets back what was changed on the device for the delivery, however the update ended; what is left of it, or null. Never throws. */
  readonly putBack?: (session: UpdateSession, result: UpdateResult) => Promise<Failure | null>;
}
