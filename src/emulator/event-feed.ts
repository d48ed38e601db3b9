import type { BootOutcome } from '../ota-core/boot/boot-config.ts';
import type { Device, DeviceTrace } from '../ota-core/device/device.ts';
import type { MergeReport } from '../ota-core/fs/merge-filesystems.ts';

/** One JSON line each in `npm run device`; the emulator screen is fed by the same. */
export type EmulatorEvent =
  | {
      readonly event: 'boot';
      readonly slot: number;
      readonly version: string;
      readonly buildId: string;
      readonly committed: boolean;
      readonly first: boolean;
      /** What became of the old filesystem's files; null unless this is the first start of a new image. */
      readonly merge: MergeReport | null;
    }
  | {
      readonly event: 'reverted';
      readonly from: number;
      readonly to: number;
      readonly version: string;
    }
  | { readonly event: 'bricked'; readonly why: string }
  | {
      readonly event: 'update';
      readonly state: 'begin' | 'manifest' | 'progress' | 'verified' | 'staged' | 'failed';
      readonly slot?: number;
      /** Of the firmware on its way, once its manifest was read. */
      readonly name?: string;
      readonly version?: string;
      readonly receivedBytes?: number;
      readonly part?: string | null;
      readonly code?: number;
      readonly message?: string;
    }
  | { readonly event: 'committed'; readonly slot: number; readonly version: string }
  | { readonly event: 'rpc'; readonly method: string }
  | { readonly event: 'power'; readonly on: boolean }
  | { readonly event: 'log'; readonly line: string };

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
