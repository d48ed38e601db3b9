/** What the window may ask of recordings: of the updater worker the one that it made, of the rehearsal worker to go through one. */
import type { BundleReport } from '../contracts/bundle-report.ts';
import type { Outcome } from '../contracts/failure.ts';
import type { LinkTraits } from '../contracts/link.ts';
import type { BootSafety } from '../contracts/flash-picture.ts';
import type { RecordedState, RecordingMaker } from '../recorder/recording.ts';
import type { Difference } from '../recorder/replay/tape-player.ts';
import type { UpdateEvent, UpdateResult } from '../update/events.ts';

/** As it would be saved, secrets taken out. */
export interface MadeRecording {
  readonly text: string;
  readonly name: string;
  readonly frames: number;
  readonly states: number;
  /** Values that are covered, and lines of the device's log that are left out. */
  readonly covered: number;
  readonly withheld: number;
  /** Blocks and others for which there was no room. */
  readonly dropped: number;
}

export interface RecordingApi {
  /** Of the last update of this worker; null = there was none, or it could not be recorded. */
  recording(build: Omit<RecordingMaker, 'program'>): Promise<Outcome<MadeRecording | null>>;
}

/** Something that passed, in the device's own words. `at`: milliseconds since the update began. */
export interface ShownFrame {
  readonly at: number;
  readonly direction: 'sent' | 'answered' | 'beside';
  readonly text: string;
}

export interface OpenedRecording {
  readonly startedAtMs: number;
  readonly bundle: BundleReport;
  readonly safety: BootSafety;
  readonly commitTimeoutMs: number;
  /** null = none was opened. */
  readonly link: LinkTraits | null;
  readonly frames: readonly ShownFrame[];
  /** As they were recorded. */
  readonly states: readonly RecordedState[];
  readonly covered: number;
  /** The update run again; null: this way is not run again. */
  readonly replayed: {
    readonly events: readonly { readonly at: number; readonly event: UpdateEvent }[];
    readonly result: UpdateResult | null;
    /** null = state by state the same. */
    readonly difference: Difference | null;
  } | null;
}

export interface ReplayStep {
  readonly done: number;
  readonly of: number;
}

export interface ReplayApi {
  /** Steps come to the port, which is moved. Failure: file/no-recording, file/unreadable. */
  replay(file: Blob, name: string, steps: MessagePort): Promise<Outcome<OpenedRecording>>;
}
