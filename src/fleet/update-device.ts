/** One device of a roll-out, as a host updates it: the bundle that fits, the update, and what came of it. */
import type { Bundle } from '../bundle/bundle.ts';
import type { Clock } from '../contracts/clock.ts';
import { OtaError, toFailure } from '../contracts/failure.ts';
import type { SysInfo } from '../rpc/methods.ts';
import { CHECK_EVERY_MS, keptByChecks } from '../update/commit.ts';
import type { CommitPolicy } from '../update/commit.ts';
import type { UpdateHost, UpdateOptions } from '../update/deps.ts';
import type { UpdateResult } from '../update/events.ts';
import { runUpdate } from '../update/run-update.ts';
import { chooseFirmware } from './choose-firmware.ts';
import { jobEndOf, unreachedEnd } from './device-record.ts';
import type { JobEnd, SoakFailure } from './device-record.ts';
import type { RollOutPlan } from './plan.ts';
import { RESTART_WAIT_MS } from './run-roll-out.ts';
import type { UpdateJob } from './run-roll-out.ts';

export const fittingBundle = (
  bundles: readonly Bundle[],
  device: { readonly arch: string; readonly app: string },
): Bundle | null => chooseFirmware(bundles, device, ({ manifest }) => manifest);

/** What a device is passed over with for which there is none. */
export function noBundle(
  bundles: readonly Bundle[],
  { arch, app }: { readonly arch: string; readonly app: string },
): Extract<JobEnd, { kind: 'skipped' }> {
  const forChip = bundles.filter(({ manifest }) => manifest.platform === arch);
  const listed = (names: readonly string[]): string => [...new Set(names)].join(', ');
  const failure =
    forChip.length === 0
      ? new OtaError('bundle/wrong-platform', {
          bundle: listed(bundles.map(({ manifest }) => manifest.platform)),
          device: arch,
        })
      : new OtaError('device/other-app', {
          running: app,
          bundle: listed(forChip.map(({ manifest }) => manifest.name)),
        });
  return { kind: 'skipped', why: 'no-bundle', failure: toFailure(OtaError.from(failure)) };
}

/** What becomes of the firmware of each device once it runs, where nobody has to let it go on. */
export const commitPolicyOf = ({ checks }: Pick<RollOutPlan, 'checks'>): CommitPolicy =>
  checks === undefined ? { kind: 'auto' } : keptByChecks(checks);

/** What an update is given so that its device waits where the plan has it wait. */
export function heldUpdate(
  plan: Pick<RollOutPlan, 'waitBefore' | 'checks'>,
  { released }: UpdateJob,
  clock: Clock,
): Pick<UpdateHost, 'mayInstall'> & {
  readonly options: Pick<UpdateOptions, 'commit' | 'updateTimeoutMs'>;
} {
  const free = { commit: commitPolicyOf(plan), updateTimeoutMs: null };
  switch (plan.waitBefore) {
    case 'nothing':
      return { options: free };
    case 'restart':
      return { mayInstall: released, options: { ...free, updateTimeoutMs: RESTART_WAIT_MS } };
    case 'commit':
      return { options: { ...free, commit: heldCommit(plan, released, clock) } };
  }
}

function heldCommit(
  { checks }: Pick<RollOutPlan, 'checks'>,
  released: UpdateJob['released'],
  clock: Clock,
): CommitPolicy {
  const decide: Extract<CommitPolicy, { kind: 'ask' }>['decide'] = async (options) =>
    (await released(options)) === 'go-back' ? 'go-back' : 'keep';
  if (checks !== undefined) return keptByChecks(checks, decide);
  return {
    kind: 'ask',
    decide,
    nextCheck: ({ signal }) => clock.sleep(CHECK_EVERY_MS, signal),
  };
}

interface DeviceJob extends Pick<UpdateJob, 'signal' | 'onEvent'> {
  /** Is told how it ended before that is judged. */
  readonly onResult?: (result: UpdateResult) => void;
}

/** `host`: without events told elsewhere. */
export async function updateDevice(
  host: UpdateHost,
  { signal, onEvent, onResult }: DeviceJob,
): Promise<JobEnd> {
  let wrote = false;
  const steps = runUpdate(host, signal);
  for (;;) {
    const step = await steps.next();
    if (step.done === true) {
      onResult?.(step.value);
      return jobEndOf(step.value, { wrote });
    }
    if (step.value.type === 'phase') wrote ||= step.value.phase === 'preparing';
    onEvent(step.value);
  }
}

interface Question {
  /** Connects to the device and asks it who it is. */
  readonly ask: () => Promise<SysInfo>;
  readonly signal: AbortSignal;
  /** Also asks where there is but one firmware, and returns what the device is passed over with; null: it is not. */
  readonly passesOver?: ((info: SysInfo, bundle: Bundle) => JobEnd | null) | null;
}

/** The one for this device. The only one is judged by the update itself; of several, the device is asked first. */
export async function firmwareFor<Firmware extends { readonly bundle: Bundle }>(
  firmwares: readonly Firmware[],
  { ask, signal, passesOver = null }: Question,
): Promise<Firmware | JobEnd> {
  const [only, second] = firmwares;
  if (only !== undefined && second === undefined && passesOver === null) return only;
  try {
    const info = await ask();
    const bundles = firmwares.map(({ bundle }) => bundle);
    const fitting = fittingBundle(bundles, info);
    const chosen = firmwares.find(({ bundle }) => bundle === fitting);
    if (chosen === undefined) return noBundle(bundles, info);
    return passesOver?.(info, chosen.bundle) ?? chosen;
  } catch (reason) {
    if (signal.aborted) return { kind: 'called-off' };
    return unreachedEnd(toFailure(OtaError.from(reason)));
  }
}

/**
 * A device that was committed, asked again: null = it runs one of the firmwares still. Any of them counts: which one it got was decided
 * when it was updated.
 */
export async function stillRuns(
  firmwares: readonly { readonly bundle: Bundle }[],
  ask: () => Promise<Pick<SysInfo, 'fw_version' | 'fw_id'>>,
): Promise<SoakFailure | null> {
  try {
    return soakFailure(
      firmwares.map(({ bundle }) => bundle),
      await ask(),
    );
  } catch (reason) {
    return { kind: 'failed', failure: toFailure(OtaError.from(reason)), mayAgain: false };
  }
}

function soakFailure(
  bundles: readonly Bundle[],
  info: Pick<SysInfo, 'fw_version' | 'fw_id'>,
): SoakFailure | null {
  const manifests = bundles.map(({ manifest }) => manifest);
  const runs = manifests.some(
    ({ version, buildId }) => version === info.fw_version && buildId === info.fw_id,
  );
  if (runs) return null;
  const to = manifests.map(({ version }) => version).join(', ');
  const facts = { from: info.fw_version, to, why: 'not-seen' } as const;
  return { kind: 'went-back', failure: toFailure(new OtaError('update/rolled-back', facts)) };
}
