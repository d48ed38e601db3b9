import type { BootOutcome } from '../ota-core/boot/boot-config.ts';
import type { Device, DeviceTrace } from '../ota-core/device/device.ts';
import type { EmulatorEvent } from './emulator.ts';

/** Progress is told every fiftieth of the update, and at least this often in bytes where its size is not known. */
const PROGRESS_STEPS = 50;
const PROGRESS_BYTES = 16_384;

type Running = NonNullable<ReturnType<Device['running']>>;

/** What the device does, as events in the order in which it did them. */
export interface EventFeed {
  trace(event: DeviceTrace): void;
  /**
   * A step that may start a firmware; it returns how that went, null = nothing was started. What the
   * firmware does at its start is told after the start itself. Passes on what `step` throws.
   */
  during(step: () => BootOutcome | null): void;
}

export interface EventFeedOptions {
  readonly onEvent: (event: EmulatorEvent) => void;
  /** What runs at the time of the event; null while nothing does. */
  readonly running: () => Pick<Running, 'firmware' | 'merge'> | null;
}

export function createEventFeed({ onEvent, running }: EventFeedOptions): EventFeed {
  let waiting: DeviceTrace[] | null = null;
  let told = { bytes: 0, part: null as string | null };
  let stepBytes = PROGRESS_BYTES;

  const progress = (receivedBytes: number, part: string | null): void => {
    if (part === told.part && receivedBytes - told.bytes < stepBytes) return;
    told = { bytes: receivedBytes, part };
    onEvent({ event: 'update', state: 'progress', receivedBytes, part });
  };
  const tell = (event: DeviceTrace): void => {
    switch (event.kind) {
      case 'update-begin':
        told = { bytes: 0, part: null };
        stepBytes = event.sizeBytes > 0 ? event.sizeBytes / PROGRESS_STEPS : PROGRESS_BYTES;
        onEvent({ event: 'update', state: 'begin', slot: event.slot });
        return;
      case 'update-manifest':
        onEvent({ event: 'update', state: 'manifest', name: event.name, version: event.version });
        return;
      case 'update-progress':
        progress(event.receivedBytes, event.part);
        return;
      case 'part-verified':
        onEvent({ event: 'update', state: 'verified', slot: event.slot, part: event.part });
        return;
      case 'update-staged':
        onEvent({ event: 'update', state: 'staged', slot: event.slot });
        return;
      case 'update-failed':
        onEvent({ event: 'update', state: 'failed', code: event.code, message: event.message });
        return;
      case 'committed':
        onEvent({
          event: 'committed',
          slot: event.slot,
          version: running()?.firmware.version ?? '',
        });
        return;
      case 'revert-requested':
        return; // told by the boot that takes the way back
    }
  };
  return {
    trace(event) {
      if (waiting === null) tell(event);
      else waiting.push(event);
    },
    during(step) {
      const late: DeviceTrace[] = [];
      waiting = late;
      try {
        const outcome = step();
        if (outcome !== null) for (const event of eventsOf(outcome, running())) onEvent(event);
      } finally {
        waiting = null;
        for (const event of late) tell(event);
      }
    },
  };
}

/** A way back is two events: that it was taken, and what runs now. */
function eventsOf(
  outcome: BootOutcome,
  running: Pick<Running, 'firmware' | 'merge'> | null,
): readonly EmulatorEvent[] {
  const { version, buildId } = running?.firmware ?? { version: '', buildId: '' };
  const boot = (slot: number, committed: boolean, first: boolean): EmulatorEvent => ({
    event: 'boot',
    slot,
    version,
    buildId,
    committed,
    first,
    merge: running?.merge ?? null,
  });
  switch (outcome.kind) {
    case 'bricked':
      return [{ event: 'bricked', why: outcome.why }];
    case 'reverted':
      return [
        { event: 'reverted', from: outcome.from, to: outcome.to, version },
        boot(outcome.to, true, false),
      ];
    case 'booted':
      return [boot(outcome.slot, outcome.committed, outcome.first)];
  }
}
