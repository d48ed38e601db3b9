/** The client of ota-http-client: asks a web server for another firmware from time to time (pull-and-post.md#pull). */
import type { DeviceConfig } from './device-config.ts';
import type { PullAsked } from './device.ts';

export interface PollingOptions {
  readonly config: Pick<DeviceConfig, 'number' | 'text'>;
  readonly log: (line: string) => void;
  readonly startedAt: number;
  /** Nothing where no update may begin now. */
  readonly pull: (asked: PullAsked, now: number) => void;
}

export interface Polling {
  /** Asks when it is time. */
  tick(now: number): void;
  /** null: never in this run. */
  dueAt(): number | null;
}

/** Looked at once, at the start, as stock firmware does: `update.url` and `update.interval` both count only with a restart. */
export function startPolling({ config, log, startedAt, pull }: PollingOptions): Polling {
  const url = config.text('update.url');
  const intervalMs = config.number('update.interval') * 1000;
  const isOn = url !== '' && intervalMs > 0;
  let due = startedAt + intervalMs;
  if (isOn) log(`Looks for updates every ${intervalMs / 1000} seconds`);
  return {
    tick(now) {
      if (!isOn || now < due) return;
      // Times that were slept through are not made up for.
      due += Math.ceil((now - due + 1) / intervalMs) * intervalMs;
      pull({ url, ignoreSameVersion: true }, now);
    },
    dueAt: () => (isOn ? due : null),
  };
}
