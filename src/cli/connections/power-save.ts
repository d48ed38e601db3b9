/**
 * A Wi-Fi radio that sleeps (timing.md#wi-fi-that-saves-power). The access point keeps what comes for a sleeping device
 * until the next beacon that it listens to; what the device sends, and what comes while it is awake, is there at once.
 *
 *   beacon     |         |         |         |
 *   comes       x─────────▶         x▶x▶      (waits, then is awake; the next ones do not wait)
 *   awake                ▓▓▓▓▓     ▓▓▓▓▓▓▓▓
 */
import type { Clock } from '../../contracts/clock.ts';
import type { Link } from '../../contracts/link.ts';
import type { HostedUpdate } from '../../emulator/hosted-update.ts';
import { between, lossSignal } from '../../transports/wrap/throttle.ts';

export interface Radio {
  /** Settles when the device has what comes now. Rejects with the signal's reason. */
  receive(signal: AbortSignal): Promise<void>;
  /** The device sends something. */
  send(): void;
}

/** `esp_wifi_set_sleep_min_active_time` of ESP-IDF, as configured unless somebody does otherwise. */
export const AWAKE_MS = 50;

/** Never asleep. */
export const ALWAYS_ON: Radio = { receive: () => Promise.resolve(), send: () => undefined };

/** `intervalMs`: between two beacons that it listens to; 0 = it does not sleep. One of a device, for all of its connections. */
export function createRadio(clock: Clock, intervalMs: number): Radio {
  if (intervalMs <= 0) return ALWAYS_ON;
  let awakeUntil = -Infinity;
  const stayAwake = (): void => {
    awakeUntil = clock.now() + AWAKE_MS;
  };
  return {
    async receive(signal) {
      const now = clock.now();
      if (now >= awakeUntil) await clock.sleep(intervalMs - (now % intervalMs), signal);
      stayAwake();
    },
    send: stayAwake,
  };
}

/** The device's end of a link, by this radio. */
export function overRadio(link: Link, radio: Radio): Link {
  if (radio === ALWAYS_ON) return link;
  const lost = lossSignal(link);
  return between(
    link,
    (direction) =>
      new TransformStream<Uint8Array, Uint8Array>({
        async transform(chunk, controller) {
          if (direction === 'in') await radio.receive(lost);
          else radio.send();
          controller.enqueue(chunk);
        },
      }),
  );
}

/** An update whose bytes come by this radio. */
export function updateOverRadio(update: HostedUpdate, radio: Radio): HostedUpdate {
  const { signal } = update;
  return {
    ...update,
    async write(bytes) {
      await radio.receive(signal).catch(() => undefined); // it is over: the write changes nothing
      await update.write(bytes);
    },
  };
}
