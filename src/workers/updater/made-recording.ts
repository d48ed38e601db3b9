import type { FlightRecorder } from '../../recorder/flight-recorder.ts';
import { recordingName, recordingText } from '../../recorder/recording-file.ts';
import type { RecordingMaker, TapeItem } from '../../recorder/recording.ts';
import type { MadeRecording } from '../recording-api.ts';

const FRAMES: readonly TapeItem['is'][] = ['sent', 'block', 'answered', 'took'];

/** What would be saved of an update, and how much of what is in it. */
export function madeRecording(
  recorder: FlightRecorder,
  build: Omit<RecordingMaker, 'program'>,
): MadeRecording {
  const { version, commit, build: number } = build;
  const recording = recorder.recording({ program: 'app', version, commit, build: number });
  const { tape, states, takenOut } = recording;
  const gap = tape.find((item) => item.is === 'gap');
  return {
    text: recordingText(recording),
    name: recordingName(recording.startedAtMs),
    frames: tape.filter(({ is }) => FRAMES.includes(is)).length,
    states: states.length,
    ...{ covered: takenOut.values, withheld: takenOut.lines },
    dropped: gap === undefined ? 0 : gap.blocks + gap.others,
  };
}
