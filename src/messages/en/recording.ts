/** A recording of an update: what is saved, and how it is gone through again. */
import grammar from './grammar.ts';

const { count, whole } = grammar;

export default {
  save: {
    title: 'Save a recording of this update',
    text: 'This is all that will be in the file. It can be opened on the Emulator screen, where the update is gone through again state by state. Nothing is sent anywhere.',
    counts: (states: number, frames: number) =>
      `${count(states, 'state', 'states')}, ${count(frames, 'frame', 'frames')}.`,
    covered: (values: number, lines: number) =>
      `${count(values, 'secret value', 'secret values')} covered, ${count(lines, 'line', 'lines')} of the device log left out.`,
    dropped: (frames: number) =>
      `${count(frames, 'frame', 'frames')} in the middle left out for lack of room.`,
    contents: 'Contents of the file',
    cut: (letters: number) => `… and ${whole(letters)} more characters`,
    confirm: 'Save this file',
    cancel: 'Cancel',
    none: 'There is no recording of this update.',
  },
  open: {
    title: 'Recording of an update',
    hint: 'A file that was saved with Save recording, or by push --record. Drop it here, or choose it.',
    choose: 'Open a recording',
    another: 'Open another recording',
    close: 'Close the recording',
    running: 'Going through the recording',
    steps: (done: number, of: number) => `${whole(done)} of ${whole(of)} items`,
    percent: (percent: number) => `${percent} percent`,
    cancel: 'Cancel',
    failed: 'The recording is not opened.',
    same: (states: number) =>
      `The update was run again and went through the same ${count(states, 'state', 'states')}.`,
    differs: 'The update was run again and did not go through the same states.',
    recorded: 'Recorded',
    replayed: 'Run again',
    nothing: 'nothing more',
    /** Minutes and seconds since the beginning. */
    at: (time: string) => `First difference at ${time}:`,
    notReplayed:
      'Updates of this kind are not run again. These are the states and frames as they were recorded.',
    began: (when: string) => `Began ${when}.`,
    state: 'State',
    stateOf: (index: number, of: number, time: string) =>
      `State ${whole(index)} of ${whole(of)}, at ${time}`,
    previous: 'Previous state',
    next: 'Next state',
    play: 'Play',
    pause: 'Pause',
    card: 'The screen as it was',
    frames: 'Frames around this moment',
    states: 'States',
    sent: 'sent',
    answered: 'answered',
    beside: 'beside',
    noFrames: 'No frames at this moment.',
  },
};
