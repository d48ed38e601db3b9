import type { Bundle } from '../../../src/bundle/bundle.ts';
import { parseRecording } from '../../../src/recorder/parse-recording.ts';
import { createFlightRecorder } from '../../../src/recorder/flight-recorder.ts';
import type {
  FlightRecorder,
  FlightRecorderOptions,
} from '../../../src/recorder/flight-recorder.ts';
import { recordingText } from '../../../src/recorder/recording-file.ts';
import type { Recording } from '../../../src/recorder/recording.ts';
import { replay } from '../../../src/recorder/replay/replay.ts';
import type { UpdateOptions } from '../../../src/update/deps.ts';
import type { UpdateEvent, UpdateResult } from '../../../src/update/events.ts';
import type { MoreOfUpdate, setUpUpdate } from '../update/update-harness.ts';
import { quiet } from '../virtual-clock.ts';

export const MADE_BY = { program: 'app', version: '0.0.0', commit: null, build: null } as const;
const STARTED_AT_MS = Date.UTC(2026, 10, 30, 12);

export interface RecordedUpdate {
  readonly result: UpdateResult;
  readonly events: readonly UpdateEvent[];
  /** As it is saved. */
  readonly text: string;
  readonly recording: Recording;
}

export interface RecordUpdateOptions extends Pick<
  FlightRecorderOptions,
  'secrets' | 'isCarriedOn'
> {
  readonly options?: Partial<UpdateOptions>;
  readonly more?: MoreOfUpdate;
  readonly onEvent?: (event: UpdateEvent) => void;
}

/** An update with a recorder beside it, and what is saved of it, read again. */
export async function recordUpdate(
  parts: Pick<ReturnType<typeof setUpUpdate>, 'update'>,
  bundle: Bundle,
  { options, more, onEvent, ...recorder }: RecordUpdateOptions = {},
): Promise<RecordedUpdate> {
  const made: FlightRecorder[] = [];
  const { events, result } = await parts.update(bundle, options, onEvent, {
    ...more,
    record: (deps, signal) => {
      const one = createFlightRecorder(deps, { ...recorder, signal, startedAtMs: STARTED_AT_MS });
      made.push(one);
      return one;
    },
  });
  const [one] = made;
  if (one === undefined) throw new Error('nothing was recorded');
  const text = recordingText(one.recording(MADE_BY));
  return { events, result, text, recording: parseRecording(text, 'recording.json') };
}

/** Done again without the device. */
export const replayed = (recording: Recording) =>
  replay(recording, {
    file: 'recording.json',
    rest: quiet,
    signal: new AbortController().signal,
  });
