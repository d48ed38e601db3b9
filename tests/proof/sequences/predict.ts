/** What the model says to a call: every reply that is right, and what the device is then. */
import type { FirmwareName } from '../power-cut/firmwares.ts';
import type { CallAct } from './act.ts';
import type { DeviceFacts } from './device-facts.ts';
import { ANY, failsWith, NONE, OK, type ExpectedReply } from './expected-reply.ts';
import { answerFile } from './predict-files.ts';
import type { Durable, Ending, ModelState, Session, Trial } from './model-state.ts';
import { other, withSlot } from './model-state.ts';
import { kept, withUpdaterDat } from './start.ts';

export interface Prediction extends Ending {
  readonly reply: ExpectedReply;
}

/** Calls are refused in the last 100 ms before a restart (docs/PROTOCOL.md). */
const LOCKOUT_MS = 100;
const LOCKED = 418;
/** From the reply to OTA.End, and to OTA.Revert, to the restart (ota-service.md#end, #commit-and-boot-state). */
const UPDATE_RESTART_MS = 500;
const REVERT_RESTART_MS = 100;

/** Of a call that changes nothing. */
export const just = (state: ModelState, reply: ExpectedReply): readonly Prediction[] => [
  { state, reply, trail: [state.durable] },
];

export function predict(
  facts: DeviceFacts,
  state: ModelState,
  act: CallAct,
): readonly Prediction[] {
  const { ram, now } = state;
  if (ram.dead !== null) return just(state, NONE);
  if (ram.restartAt !== null && ram.restartAt - now < LOCKOUT_MS)
    return just(state, failsWith(LOCKED));
  switch (act.kind) {
    case 'begin':
      return begin(state, act);
    case 'write':
      return write(facts, state, act);
    case 'end':
      return end(facts, state);
    case 'commit':
      return commit(state);
    case 'revert':
      return revert(state);
    case 'reboot':
      return just(restartIn(state, act.delayMs), OK);
    case 'put':
    case 'remove':
    case 'rename':
    case 'get':
      return answerFile(facts, state, act);
  }
}

const withSession = (state: ModelState, session: Session): ModelState => ({
  ...state,
  ram: { ...state.ram, session },
});

const withTrial = (state: ModelState, trial: Trial | null): ModelState => ({
  ...state,
  ram: { ...state.ram, trial },
});

/** The earlier of two requests counts. */
function restartIn(state: ModelState, ms: number): ModelState {
  const at = Math.min(state.ram.restartAt ?? Infinity, state.now + ms);
  return { ...state, ram: { ...state.ram, restartAt: at } };
}

/** Refused while an update runs, waits for its restart, or is on trial; from then on the session is whoever's writes. */
function begin(
  state: ModelState,
  act: Extract<CallAct, { readonly kind: 'begin' }>,
): readonly Prediction[] {
  const { session, trial } = state.ram;
  if (session.phase === 'progress' || session.phase === 'success' || trial !== null)
    return just(state, failsWith(-1));
  const { image, sizeBytes, commitS, timeoutS } = act;
  const begun = {
    phase: 'progress',
    image,
    sizeBytes,
    commitS,
    timeoutMs: timeoutS * 1000,
  } as const;
  return just(
    withSession(state, {
      ...begun,
      expected: 0,
      movedAt: state.now,
      hasNews: false,
      isSound: true,
    }),
    OK,
  );
}

function write(
  facts: DeviceFacts,
  state: ModelState,
  act: Extract<CallAct, { readonly kind: 'write' }>,
): readonly Prediction[] {
  const { session } = state.ram;
  if (act.form === 'not-base64') return just(state, failsWith(400));
  if (session.phase !== 'progress') return just(state, failsWith(null));
  const length = act.to - act.from;
  const isRepeat = act.offset < session.expected && act.offset + length <= session.expected;
  if (isRepeat) return just(state, OK);
  if (act.offset !== session.expected) return just(state, failsWith(-1));
  const image = session.expected === 0 ? act.image : session.image;
  const isRight = act.from === act.offset && act.form === 'plain' && isSame(facts, act, image);
  const taken = {
    ...session,
    image,
    expected: session.expected + length,
    movedAt: length === 0 ? session.movedAt : state.now,
    hasNews: session.hasNews || length > 0,
    isSound: session.isSound && isRight,
  };
  const { durable, ram } = state;
  const broken = withSlot(durable, other(ram.slot), { image: 'broken', fs: null, files: {} });
  const trail = [durable, broken];
  const on = withSession({ ...state, durable: broken }, taken);
  const failed = withSession({ ...state, durable: broken }, { phase: 'error' });
  const goesOn: Prediction = { state: on, reply: OK, trail };
  const stops: Prediction = { state: failed, reply: failsWith(null), trail };
  const fed = withSession(on, { ...taken, movedAt: state.now, hasNews: false });
  const isFed: readonly Prediction[] =
    length === 0 && session.hasNews ? [{ state: fed, reply: OK, trail }] : [];
  if (taken.isSound) return [goesOn, ...isFed];
  // Wrong bytes are found out where their part ends at the latest, and never after the whole bundle.
  const isWhole = taken.expected >= facts.firmwares.get(image).zip.length;
  return isWhole ? [stops] : [goesOn, stops];
}

/** Two bundles may have the same bytes at a place; whose they are does not matter then. */
function isSame(
  { firmwares }: DeviceFacts,
  { image, from, to }: Extract<CallAct, { readonly kind: 'write' }>,
  wanted: FirmwareName,
): boolean {
  if (image === wanted) return true;
  const [sent, right] = [image, wanted].map((name) => firmwares.get(name).zip.subarray(from, to));
  return Buffer.compare(sent ?? new Uint8Array(0), right ?? new Uint8Array(0)) === 0;
}

/** The last byte is there: verified, staged, restart. Else: aborted. */
function end(facts: DeviceFacts, state: ModelState): readonly Prediction[] {
  const { session, slot } = state.ram;
  if (session.phase === 'idle') return just(state, failsWith(-1));
  if (session.phase !== 'progress') return just(state, ANY); // nobody says; nothing may change
  const { zip } = facts.firmwares.get(session.image);
  if (!session.isSound || session.expected < zip.length)
    return just(withSession(state, { phase: 'error' }), failsWith(-1));
  const { image, commitS } = session;
  const written = writtenBy(facts, state, image);
  const noted = withSlot(written, slot, {
    files: facts.isMounted ? withUpdaterDat(written.slots[slot].files, commitS) : {},
  });
  const staged: Durable = { ...noted, pending: { commitS } };
  const done = withSession({ ...state, durable: staged }, { phase: 'success' });
  const trail = [state.durable, written, noted, staged];
  const ends: Prediction = { state: restartIn(done, UPDATE_RESTART_MS), reply: OK, trail };
  // updater.dat may not fit: then nothing is staged.
  const refused = withSession({ ...state, durable: written }, { phase: 'error' });
  const isTight = facts.isMounted && facts.isTight(state.durable.slots[slot]);
  return isTight ? [ends, { state: refused, reply: failsWith(-1), trail }] : [ends];
}

/** The other slot after a whole bundle; one without a filesystem takes the running one along, as it is now. */
function writtenBy(facts: DeviceFacts, { durable, ram }: ModelState, image: FirmwareName): Durable {
  const running = durable.slots[ram.slot];
  const hasFs = !facts.isBare(image);
  const { files } = facts.firmwares.get(image);
  return withSlot(durable, other(ram.slot), {
    image,
    fs: hasFs ? image : running.fs,
    files: !facts.isMounted ? {} : hasFs ? files : running.files,
  });
}

function commit(state: ModelState): readonly Prediction[] {
  const { trial, slot } = state.ram;
  if (trial === null || trial.isLeaving) return just(state, failsWith(-1));
  const durable = kept(state.durable, slot);
  const trail = [state.durable, { ...state.durable, settled: slot }, durable];
  return [{ state: withTrial({ ...state, durable }, null), reply: OK, trail }];
}

function revert(state: ModelState): readonly Prediction[] {
  const { trial } = state.ram;
  if (trial === null) return just(state, failsWith(-1));
  if (trial.isLeaving) return just(state, ANY); // asked for twice: it leaves either way
  return just(restartIn(withTrial(state, { ...trial, isLeaving: true }), REVERT_RESTART_MS), OK);
}
