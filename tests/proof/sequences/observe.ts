/** Whether a device is what the model says: by its replies, by what runs, and by the bytes on its chip. */
import { sameFiles } from '../power-cut/files.ts';
import type { DeviceFacts } from './device-facts.ts';
import type { DeviceUnderTest } from './device-under-test.ts';
import { other, type ModelState } from './model-state.ts';

type Numbers = Readonly<Record<string, unknown>>;
type Running = NonNullable<ReturnType<DeviceUnderTest['device']['running']>>;

export interface Observed {
  readonly running: Running | null;
  /** null: it does not answer now. */
  readonly bootState: Numbers | null;
  readonly status: Numbers | null;
}

const OTA_STATE = { idle: 0, progress: 1, error: 2, success: 3 } as const;

/** Questions that change nothing. */
export function observe(subject: DeviceUnderTest): Observed {
  const ask = (method: string): Numbers | null => {
    const reply = subject.watch.during(method, () => subject.call(method, {}, 'WS_in'));
    return reply.kind === 'result' ? (reply.result as Numbers) : null;
  };
  return {
    running: subject.device.running(),
    bootState: ask('OTA.GetBootState'),
    status: ask('OTA.Status'),
  };
}

/** The first thing in which they differ, with the invariant it breaks; null = they agree. */
export function differenceFrom(
  facts: DeviceFacts,
  state: ModelState,
  { observed, subject }: { readonly observed: Observed; readonly subject: DeviceUnderTest },
): string | null {
  const { running } = observed;
  if (running === null) return 'I1 nothing runs';
  return (
    wrongImage(facts, state, { running, subject }) ??
    wrongTrial(state, running) ??
    wrongReplies(state, observed) ??
    wrongFiles(facts, state, subject)
  );
}

interface Seen {
  readonly running: Running;
  readonly subject: DeviceUnderTest;
}

function wrongImage(
  facts: DeviceFacts,
  state: ModelState,
  { running, subject }: Seen,
): string | null {
  const { slot, trial, dead } = state.ram;
  const { image, fs } = state.durable.slots[slot];
  const { activeSlot } = running.boot;
  if (activeSlot !== slot || running.firmware.version !== image)
    return `I5 I6 slot ${activeSlot} runs ${running.firmware.version}, and not slot ${slot} ${image}`;
  if (running.hung !== (dead !== null))
    return running.hung ? 'it hangs' : 'it works, though it cannot';
  if (image === 'empty' || image === 'broken') return 'the model runs nothing';
  if (!subject.watch.holdsApp(slot, image)) return `I2 slot ${slot} is not ${image} to the byte`;
  if (!facts.isMounted && fs !== null && !subject.watch.holdsFs(slot, fs))
    return `I3 the filesystem of slot ${slot} is not that of ${fs}`;
  if (trial === null) return null;
  const back = other(slot);
  const method = state.durable.slots[back].image;
  if (method === 'empty' || method === 'broken') return 'I4 the model has no way back';
  return subject.watch.holdsApp(back, method)
    ? null
    : `I4 the way back is not ${method} to the byte`;
}

function wrongTrial({ ram }: ModelState, { boot }: Running): string | null {
  if (ram.trial?.isLeaving === true) return null; // what it says of itself on its way out is open
  const onTrial = ram.trial !== null;
  if (boot.committed === onTrial)
    return onTrial ? 'I5 I6 it is committed already' : 'I5 I6 it is not committed';
  if (boot.firstBoot !== onTrial) return `first boot is ${boot.firstBoot}`;
  return null;
}

function wrongReplies(state: ModelState, { bootState, status }: Observed): string | null {
  const { dead, restartAt, trial, slot } = state.ram;
  const isSilent = dead !== null || (restartAt !== null && restartAt - state.now < 100);
  if (isSilent) return bootState === null && status === null ? null : 'it answers';
  if (bootState === null || status === null) return 'it does not answer';
  if (trial?.isLeaving === true) return null;
  const expected: readonly (readonly [string, unknown, unknown])[] = [
    ['active_slot', bootState['active_slot'], slot],
    ['partition', status['partition'], slot],
    ['is_committed of the boot state', bootState['is_committed'], trial === null],
    ['is_committed', status['is_committed'], trial === null],
    ...(trial === null
      ? []
      : ([
          ['revert_slot', bootState['revert_slot'], other(slot)],
          ['commit_timeout', status['commit_timeout'], trial.commitS],
        ] as const)),
    ['state', status['state'], OTA_STATE[state.ram.session.phase]],
    ['progress_percent', status['progress_percent'], percentOf(state)],
  ];
  const wrong = expected.find(([, found, wanted]) => found !== wanted);
  return wrong === undefined
    ? null
    : `${wrong[0]} is ${String(wrong[1])} instead of ${String(wrong[2])}`;
}

/** Of the size that was told to OTA.Begin. */
function percentOf({ ram: { session } }: ModelState): number {
  if (session.phase !== 'progress') return 0;
  return Math.floor((session.expected * 100) / session.sizeBytes);
}

function wrongFiles(
  facts: DeviceFacts,
  state: ModelState,
  subject: DeviceUnderTest,
): string | null {
  const { slot, dead, trial } = state.ram;
  if (!facts.isMounted) return null;
  // One that does not work has not got to its files; those of the way back must be untouched.
  const slots = [...(dead === null ? [slot] : []), ...(trial === null ? [] : [other(slot)])];
  for (const asked of slots) {
    const found = subject.watch.filesIn(asked);
    const wanted = state.durable.slots[asked].files;
    if (found !== null && sameFiles(found, wanted)) continue;
    const has = found === null ? 'nothing' : Object.keys(found).join();
    return `I7 slot ${asked} has ${has} and not ${Object.keys(wanted).join()}, to the byte`;
  }
  return null;
}
