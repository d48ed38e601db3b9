import { writeFileSync } from 'node:fs';
import { toFailure, unwritableFile } from '../contracts/failure.ts';
import type { Failure } from '../contracts/failure.ts';
import type { Credentials } from '../contracts/sign-in.ts';
import type { FlightRecorder, FlightRecorderOptions } from '../recorder/flight-recorder.ts';
import type { UpdateEvent, UpdateResult } from '../update/events.ts';
import type { UpdateDeps } from '../update/run-update.ts';
import { readBuildInfo } from './build-info.ts';
import { requireWritable } from './local-files.ts';

/** A recording of one update, where one was asked for (docs/RECORDINGS.md). */
export interface SavedRecording {
  /** What the update runs with. */
  record(deps: UpdateDeps, options: Omit<FlightRecorderOptions, 'startedAtMs'>): UpdateDeps;
  hear(event: UpdateEvent): void;
  /** Why it is not saved, or null. How the update ended it does not change. */
  end(result: UpdateResult): Failure | null;
}

const NOT_RECORDED: SavedRecording = {
  record: (deps) => deps,
  hear: () => undefined,
  end: () => null,
};

/** null: nothing is recorded. Throws file/unwritable before a device is asked. */
export async function openRecording(file: string | null): Promise<SavedRecording> {
  if (file === null) return NOT_RECORDED;
  requireWritable(file);
  const [{ createFlightRecorder }, { recordingText }] = await Promise.all([
    import('../recorder/flight-recorder.ts'),
    import('../recorder/recording-file.ts'),
  ]);
  let recorder: FlightRecorder | null = null;
  return {
    record(deps, options) {
      recorder = createFlightRecorder(deps, { ...options, startedAtMs: Date.now() });
      return recorder.deps;
    },
    hear: (event) => recorder?.hear(event),
    end(result) {
      recorder?.end(result);
      const recording = recorder?.recording({ program: 'push', ...readBuildInfo() });
      try {
        if (recording !== undefined) writeFileSync(file, recordingText(recording));
        return null;
      } catch (reason) {
        return toFailure(unwritableFile(file, reason));
      }
    },
  };
}

/** Of whoever signs in. */
export const secretsOf = (credentials: Credentials | null): readonly string[] =>
  credentials === null ? [] : [credentials.password];
