import type { Link } from '../contracts/link.ts';
import type { FirmwareInfo } from '../ota-core/boot/firmware.ts';
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

/** What runs, read from the chip and the core: for the practice device's screen. */
export interface EmulatorSnapshot {
  readonly id: string;
  readonly profile: string;
  readonly power: boolean;
  readonly running: {
    readonly slot: number;
    readonly version: string;
    readonly buildId: string;
    readonly name: string;
    readonly committed: boolean;
    readonly hung: boolean;
    /** Until it goes back by itself, null once committed. */
    readonly commitLeftMs: number | null;
  } | null;
  /** Firmwares the chip knows (the registry). */
  readonly known: readonly FirmwareInfo[];
}

/** A device with a clock and wires; the host brings the clock, the chip and the channels. */
export interface Emulator {
  /** A fresh wire to the device: the far end of a loopback pair. It ends `lost` when the device restarts or loses power. */
  connect(): Link;
  /** Cuts the supply: every link ends, RAM is gone, the chip stays. */
  powerOff(): void;
  powerOn(): void;
  snapshot(): EmulatorSnapshot;
  /** Stops timers and ends the links. */
  close(): Promise<void>;
}
