/**
 * The device's own polling client (pull-and-post.md#pull): its settings name the URL for the time of the update. They
 * count from the next start on, so the device is restarted for them, and again when they are set back.
 */
import { OtaError, hasCode, toFailure } from '../../contracts/failure.ts';
import type { Failure } from '../../contracts/failure.ts';
import { createBackOff } from '../../rpc/deadline.ts';
import type { ConfigNode } from '../../rpc/methods.ts';
import { askUpdateSettings, settingIn } from '../ask-device.ts';
import type { DeviceView } from '../ask-device.ts';
import { awaitReboot } from '../await-reboot.ts';
import type { Finding, UpdateEvent } from '../events.ts';
import { isSameFirmware } from '../judge-return.ts';
import type { UpdateSession } from '../session.ts';
import type { Abandoned, Delivery, DeliveryOptions, ExamineOptions } from './delivery.ts';
import { leaveAlone } from './leave-alone.ts';
import { longestDeliveryMs, stageWhile } from './own-pace.ts';
import { examineSource } from './pull.ts';
import { stopped } from './pull-source.ts';
import type { PullSource } from './pull-source.ts';
import { watchDevice } from './watch-device.ts';

/** What is changed for the update, of the group `update`. */
const NAMES = ['url', 'interval', 'commit_timeout'] as const;
type Settings = Readonly<Partial<Record<(typeof NAMES)[number], string | number>>>;

/** Long enough that a start is over, and that one look is over before the next. */
const INTERVAL_SECONDS = 5;

/**
 * A device may look before it has a network, and looks again after INTERVAL_SECONDS; nobody here sees whether it has reached
 * the file.
 */
const TRIES_FOR_MS = 30_000;

/** Of one update. */
export function pollDelivery(source: PullSource): Delivery {
  let before: Settings | null = null;
  let isChanged = false;
  let device: DeviceView | null = null;
  return {
    name: 'poll',
    async examine(session, options) {
      const settings = await readSettings(session, options);
      before = settings;
      const lacking = settings === null ? [stopped('device/no-ota', lacks(options))] : [];
      return [
        ...lacking,
        ...runsItAlready(session, options),
        ...(await examineSource(session, source, options)),
      ];
    },
    expected: () => null,
    async begin(session, { before: view, signal }) {
      device = view;
      const { commitTimeoutMs } = session;
      const wanted = {
        url: source.url,
        interval: INTERVAL_SECONDS,
        commit_timeout: Math.ceil(commitTimeoutMs / 1000),
      };
      isChanged = true;
      const refusal = await setSettings(session, wanted, { signal, reboot: true });
      isChanged = refusal === null;
      return refusal;
    },
    deliver: (session, options) => stageWhile(session, () => poll(session, source, options)),
    finish: null,
    async abandon(session) {
      await source.stop();
      if (source.servedBytes !== null)
        return source.servedBytes() > 0 ? leaveAlone(session, { isDeaf: false }) : 'clean';
      // What somebody else serves goes on until the device restarts, which it does for its settings.
      if (!isChanged || before === null || device === null) return 'clean';
      const left = await restore(session, before, { isOnTrial: false });
      if (left !== null) return 'goes-on';
      isChanged = false;
      return endedByRestart(session, device);
    },
    async putBack(session, { result }) {
      if (!isChanged || before === null) return null;
      // A restart would take a firmware on trial back; and the one before has a filesystem of its own.
      const isOnTrial = result === 'uncommitted' || result === 'unknown';
      return restore(session, before, { isOnTrial });
    },
  };
}

const lacks = ({ before }: ExamineOptions) => ({
  device: before.info.id,
  missing: ['update.url', 'update.interval'],
  listed: false,
});

async function readSettings(
  session: UpdateSession,
  { methods, signal }: ExamineOptions,
): Promise<Settings | null> {
  const asked = { signal, timeoutMs: session.deps.options.timeouts.files };
  const group = await askUpdateSettings(session, methods, asked);
  const known = NAMES.flatMap((name) => {
    const value: ConfigNode | undefined = settingIn(group, name);
    return typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : [];
  });
  const settings: Settings = Object.fromEntries(known);
  return settings.url === undefined || settings.interval === undefined ? null : settings;
}

/** A polling device passes over what it runs, whoever forces it (pull-and-post.md#pull). */
function runsItAlready(session: UpdateSession, { before }: ExamineOptions): readonly Finding[] {
  const { version, buildId } = session.deps.bundle.manifest;
  const target = { ...before.info, fw_version: version, fw_id: buildId };
  return isSameFirmware(before.info, target)
    ? [stopped('device/same-version', { version, buildId })]
    : [];
}

interface SetOptions {
  readonly signal: AbortSignal;
  readonly reboot: boolean;
}

/** The device's no, or null. Throws what else calls throw. */
async function setSettings(
  session: UpdateSession,
  update: Settings,
  { signal, reboot }: SetOptions,
): Promise<OtaError | null> {
  try {
    const params = { config: { update }, save: true, reboot };
    const answer = await session.call('Config.Set', params, { signal });
    if (answer?.saved !== true) await session.call('Config.Save', { reboot }, { signal });
    return null;
  } catch (reason) {
    const error = OtaError.from(reason);
    if (!hasCode(error, 'rpc/remote')) throw error;
    const { remoteCode, remoteMessage } = error.facts;
    return new OtaError('update/begin-refused', { remoteCode, remoteMessage }, { cause: error });
  }
}

async function* poll(
  session: UpdateSession,
  { servedBytes }: PullSource,
  { before, signal }: DeliveryOptions,
): AsyncGenerator<UpdateEvent, void, void> {
  const { firstStart } = session.deps.options.timeouts;
  const back = yield* awaitReboot(session, {
    ...{ signal, before, newSeen: false, askAtOnce: false, endsByItself: true },
    until: ['old', 'new', 'other'],
    boundMs: firstStart,
  });
  if (back.kind === 'gone') throw new OtaError('update/not-fetched', { waitedMs: back.waitedMs });
  if (back.verdict !== 'old') return;
  const boundMs = longestDeliveryMs(session);
  const options = { before, signal, request: null, takesLink: false, servedBytes, boundMs };
  yield* watchDevice(session, {
    ...options,
    ...(servedBytes === null && { triesForMs: TRIES_FOR_MS }),
  });
}

/** Whether it runs its old firmware after a restart that it was told to do. */
async function endedByRestart(session: UpdateSession, before: DeviceView): Promise<Abandoned> {
  const steps = awaitReboot(session, {
    ...{ signal: new AbortController().signal, before, newSeen: false, askAtOnce: false },
    ...{ endsByItself: true, until: ['old', 'new', 'other'] },
    boundMs: session.deps.options.timeouts.firstStart,
  });
  for (;;) {
    const step = await steps.next();
    if (step.done !== true) continue;
    return step.value.kind === 'back' && step.value.verdict === 'old' ? 'clean' : 'goes-on';
  }
}

const TRIES = 3;

/** null: they are as before. The failure that says which are not. */
async function restore(
  session: UpdateSession,
  before: Settings,
  { isOnTrial }: { readonly isOnTrial: boolean },
): Promise<Failure | null> {
  const left = toFailure(
    new OtaError('update/settings-left', {
      paths: Object.keys(before).map((name) => `update.${name}`),
    }),
  );
  const { signal } = new AbortController();
  const backOff = createBackOff();
  for (let tries = 1; tries <= TRIES; tries += 1) {
    try {
      if (!session.isOpen) await session.connect(signal);
      const refusal = await setSettings(session, before, { signal, reboot: !isOnTrial });
      return refusal === null && !isOnTrial ? null : left;
    } catch {
      await session.close(); // another try by another link
      if (tries < TRIES) await session.deps.clock.sleep(backOff.next(), signal);
    }
  }
  return left;
}
