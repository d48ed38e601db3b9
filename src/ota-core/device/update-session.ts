import type { BootScheme } from '../boot/boot-scheme.ts';
import type { FirmwareInfo } from '../boot/firmware.ts';
import { protectFlash } from '../flash/flash-areas.ts';
import type { Flash } from '../flash/flash.ts';
import { FilesystemError, type Filesystem } from '../fs/filesystem.ts';
import { saveCommitTimeout } from '../fs/merge-filesystems.ts';
import { nobleDigests } from '../primitives/digest.ts';
import { createUpdater, type UpdateTarget } from '../update/create-updater.ts';
import type { Updater } from '../update/updater.ts';
import { createSignatureCheck } from '../update/signature-policy.ts';
import type { DeviceConfig } from './device-config.ts';
import type { DevicePorts } from './device.ts';
import { type DeviceProfile, openSlot, slotPlaces } from './profile.ts';
import { signaturePolicyOf } from './signature-settings.ts';

/** OTA states as OTA.Status says them (OC include/mgos_ota.h, ota-service.md#states). */
export const OTA_STATE = { idle: 0, progress: 1, error: 2, success: 3 } as const;

/**
 * Progress restarts the watchdog only at these points: 50,000 bytes or 5 s after the last one, and
 * only if bytes advanced (device-core.md#data-delivery).
 */
export const PROGRESS_BYTES = 50_000;
export const PROGRESS_MS = 5_000;

export interface UpdateFailure {
  readonly code: number;
  /** As it is told: with the code before the words, where newer cores have it there. */
  readonly message: string;
  readonly text: string;
}
export type UpdatePhase = keyof typeof OTA_STATE;

export interface BeginOptions {
  /** Watchdog between two points of progress. */
  readonly timeoutMs: number;
}

/** How a step of the session ended: null = well. */
export type StepResult = UpdateFailure | null;

/**
 * The update as the RPC service sees it, one per boot: RAM, gone with a restart.
 *
 *   idle ──begin──▶ progress ──last byte, end──▶ success ──▶ restart
 *    ▲               │   └── updater error, or end too early ──▶ error ──begin──▶ progress
 *    └─ watchdog ────┘
 *
 * A write that does not continue at the expected offset changes nothing: wholly received before, it
 * is acknowledged (a repeat after a lost reply), anything else is an error (ota-service.md#write).
 */
export interface OtaSession {
  readonly phase: UpdatePhase;
  /** Status text of the updater, else the name of the state. */
  readonly message: string;
  /** Whole percent, 0 when the size is not known or nothing is received. */
  readonly progressPercent: number;
  /** Only outside `progress`; the caller judged whether an update may begin. */
  begin(updater: Updater, options: BeginOptions, now: number): void;
  /** Bytes of the whole zip; 0, as at the beginning = not told. */
  expect(size: number): void;
  /** Borrows `bytes`. */
  write(offset: number, bytes: Uint8Array, now: number): StepResult;
  /** Completes or aborts; `restart` tells whether the device is to start the new image now. */
  end(): { readonly failure: StepResult; readonly restart: boolean };
  /** Whoever brings the bytes cannot go on. Only in `progress`. */
  fail(failure: UpdateFailure): void;
  /** Nothing was to be installed: as if nothing had been. In `progress`, and after a success. */
  rest(): void;
  /** Gives up when the watchdog is due; true if it did. */
  expire(now: number): boolean;
  /** Time of the watchdog, null when none runs. */
  dueAt(): number | null;
}

export const NO_UPDATE = plainFailure('No update in progress');

interface Receiving {
  readonly phase: 'progress';
  readonly updater: Updater;
  readonly options: BeginOptions;
  readonly size: number;
  readonly expected: number;
  /** Where the watchdog was last restarted. */
  readonly fedAt: number;
  readonly fedBytes: number;
}

type State =
  | { readonly phase: 'idle' }
  | Receiving
  | { readonly phase: 'error'; readonly failure: UpdateFailure }
  | { readonly phase: 'success'; readonly message: string };

export function createUpdateSession(): OtaSession {
  let state: State = { phase: 'idle' };
  const session: OtaSession = {
    get phase() {
      return state.phase;
    },
    get message() {
      return messageOf(state);
    },
    get progressPercent() {
      return percentOf(state);
    },
    begin(updater, options, now) {
      const none = { size: 0, expected: 0, fedBytes: 0 };
      state = { phase: 'progress', updater, options, ...none, fedAt: now };
    },
    expect(size) {
      if (state.phase === 'progress') state = { ...state, size };
    },
    write(offset, bytes, now) {
      if (state.phase === 'error') return state.failure;
      if (state.phase !== 'progress') return NO_UPDATE;
      if (offset >= 0 && offset + bytes.length <= state.expected && offset !== state.expected)
        return null;
      if (offset !== state.expected)
        return plainFailure(`Expected offset ${state.expected}, got ${offset}`);
      const failure = take(state.updater, bytes);
      state = failure === null ? advance(state, bytes.length, now) : { phase: 'error', failure };
      return failure;
    },
    end() {
      if (state.phase === 'error') return { failure: null, restart: false };
      if (state.phase !== 'progress') return { failure: NO_UPDATE, restart: false };
      const { updater } = state;
      updater.finalize();
      const ended = updater.state;
      state = endState(ended);
      updater.finish();
      if (state.phase === 'error') return { failure: state.failure, restart: false };
      return { failure: null, restart: ended.phase === 'finalized' && ended.reboot };
    },
    fail(failure) {
      if (state.phase !== 'progress') return;
      state.updater.finish();
      state = { phase: 'error', failure };
    },
    rest() {
      if (state.phase === 'error') return;
      if (state.phase === 'progress') state.updater.finish();
      state = { phase: 'idle' };
    },
    expire(now) {
      if (state.phase !== 'progress' || now < dueOf(state)) return false;
      state.updater.finish();
      state = { phase: 'idle' };
      return true;
    },
    dueAt: () => (state.phase === 'progress' ? dueOf(state) : null),
  };
  return session;
}

/**
 * Error texts of newer cores begin with their code: `-10 Digest mismatch` (ota-service.md#write,
 * device-core.md#newer-cores).
 */
export function failureOf(code: number, text: string): UpdateFailure {
  return { code, text, message: `${code} ${text}` };
}

function plainFailure(text: string): UpdateFailure {
  return { code: -1, text, message: text };
}

/** Feeds the updater, which is freed at its first error. After `finalized` (same version) bytes are swallowed. */
function take(updater: Updater, bytes: Uint8Array): StepResult {
  if (updater.state.phase === 'finalized') return null;
  updater.process(bytes);
  const { state } = updater;
  if (state.phase !== 'failed') return null;
  updater.finish();
  return failureOf(state.code, state.message);
}

function advance(state: Receiving, count: number, now: number): Receiving {
  const expected = state.expected + count;
  const moved = expected - state.fedBytes;
  const due = moved >= PROGRESS_BYTES || now - state.fedAt >= PROGRESS_MS;
  if (moved === 0 || !due) return { ...state, expected };
  return { ...state, expected, fedAt: now, fedBytes: expected };
}

function endState(ended: Updater['state']): State {
  switch (ended.phase) {
    case 'finalized':
      return { phase: 'success', message: ended.message };
    case 'failed':
      return { phase: 'error', failure: failureOf(ended.code, ended.message) };
    case 'receiving':
    case 'written':
      return { phase: 'error', failure: failureOf(-1, 'Wrong state for finalize') };
  }
}

function dueOf(state: Receiving): number {
  return state.fedAt + state.options.timeoutMs;
}

function messageOf(state: State): string {
  switch (state.phase) {
    case 'idle':
    case 'progress':
      return state.phase;
    case 'error':
      return state.failure.message;
    case 'success':
      return state.message;
  }
}

function percentOf(state: State): number {
  if (state.phase !== 'progress' || state.size <= 0) return 0;
  return Math.floor((state.expected * 100) / state.size);
}

export interface UpdaterRequest {
  /** Equal version and build id: succeed without writing or restarting. */
  readonly ignoreSameVersion: boolean;
  /** Asked after the last byte. */
  readonly commitTimeoutMs: () => number;
}

export interface UpdaterHost {
  readonly profile: DeviceProfile;
  readonly ports: DevicePorts;
  readonly scheme: BootScheme;
  /** The running firmware, for the comparison of versions. */
  readonly firmware: FirmwareInfo;
  readonly config: DeviceConfig;
  /** Of the running firmware; null: not mounted. */
  readonly files: Filesystem | null;
}

/**
 * A context for one update: the updater sees the windows of the slot that does not run, and the chip
 * behind them refuses every program and erase of the slot that does.
 */
export function createUpdaterContext({
  profile,
  ports,
  scheme,
  firmware,
  files,
  config,
}: UpdaterHost): (request: UpdaterRequest) => Updater {
  return ({ ignoreSameVersion, commitTimeoutMs }) => {
    const chip = protectRunningSlot(profile, ports.flash, scheme);
    return createUpdater({
      arch: profile.arch,
      running: firmware,
      target: targetOf({ profile, scheme, chip }),
      requiredParts: profile.requiredParts,
      comparesSrc: profile.comparesSrc,
      comparesSha1: profile.comparesSha1,
      appOrigin: profile.appOrigin,
      incompleteCode: profile.incompleteCode,
      digests: ports.digest ?? nobleDigests,
      ignoreSameVersion,
      remember: (info) => ports.firmware.remember(info),
      // The running filesystem is written here only, after the last byte was verified and before the flip.
      stage: (image) => {
        const timeoutMs = commitTimeoutMs();
        if (profile.filesystem === 'mounted') {
          if (files === null) throw new FilesystemError('corrupt', 'not mounted');
          saveCommitTimeout(files, timeoutMs);
        }
        scheme.stage(image, { commitTimeoutMs: timeoutMs });
      },
      log: ports.log,
      onManifest: ({ name, version }) => ports.trace?.({ kind: 'update-manifest', name, version }),
      checkManifest: createSignatureCheck({
        policy: () => signaturePolicyOf(config),
        p256: ports.p256 ?? (() => null),
      }),
      trace: ports.trace,
    });
  };
}

function targetOf({
  profile,
  scheme,
  chip,
}: {
  readonly profile: DeviceProfile;
  readonly scheme: BootScheme;
  readonly chip: Flash;
}): UpdateTarget {
  const slot = scheme.targetSlot();
  const { app, fs } = slotPlaces(profile, slot, scheme);
  const { activeSlot } = scheme.current();
  return {
    slot,
    ...openSlot(profile, chip, slot, scheme),
    address: { app: app.offset, fs: fs.offset },
    runningFs: openSlot(profile, chip, activeSlot, scheme).fs,
  };
}

function protectRunningSlot(profile: DeviceProfile, flash: Flash, scheme: BootScheme): Flash {
  const { app, fs } = slotPlaces(profile, scheme.current().activeSlot, scheme);
  return protectFlash(flash, [app, fs]);
}
