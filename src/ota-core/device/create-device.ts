import type { BootOutcome } from '../boot/boot-config.ts';
import type { BootScheme } from '../boot/boot-scheme.ts';
import { orElse, type Filesystem, type FilesystemSpace } from '../fs/filesystem.ts';
import { saveCommitTimeout } from '../fs/merge-filesystems.ts';
import { nobleDigests } from '../primitives/digest.ts';
import { toHex } from '../primitives/bytes.ts';
import {
  type Guard,
  guardOf,
  type RunningFirmware,
  createHungFirmware,
  createRunningFirmware,
  guardWhenFrozen,
} from './running-firmware.ts';
import type { Device, DeviceIdentity, DevicePorts } from './device.ts';
import { isAlive } from '../boot/firmware.ts';
import type { FirmwareInfo } from '../boot/firmware.ts';
import {
  forgetTrial,
  mergeTrouble,
  startFiles,
  type Started,
  type StartedFiles,
} from './first-boot-merge.ts';
import { createAccess, createWebAccess } from './access.ts';
import { configService } from './config-service.ts';
import { builtInConfig, DeviceConfig } from './device-config.ts';
import type { ConfigSetting, ConfigTree } from './device-config.ts';
import { invariant } from '../primitives/invariant.ts';
import { fsService, readFile } from './fs-service.ts';
import { pullHeaders, serverTrust } from './pull-request.ts';
import { createUpdaterContext } from './update-session.ts';
import { commitRunning, earliest, otaService } from './ota-service.ts';
import type { DeviceProfile } from './profile.ts';
import { copyRunningSlot } from './snapshot.ts';
import { wantsSignatures } from './signature-settings.ts';
import { createRestart, slotFilesystem, sysService } from './sys-service.ts';

export interface DeviceOptions {
  readonly profile: DeviceProfile;
  readonly identity: DeviceIdentity;
  readonly ports: DevicePorts;
  /** What stock devices do not have: OTA.Status tells of the merge. */
  readonly extensions?: boolean;
  /** What stock devices do not have: OTA.GetBootState names the boot scheme. */
  readonly namesScheme?: boolean;
  /** As a stock firmware when left out. */
  readonly build?: DeviceBuild;
}

/** How every firmware of this device is built. */
export interface DeviceBuild {
  /** Settings that are other than a stock one's; the device has all of them. */
  readonly settings: readonly ConfigSetting[];
  /** Settings of libraries that a stock demo firmware is built without. */
  readonly libraries?: ConfigTree;
  /** Files that it has in itself, for settings that name one: text by name. */
  readonly files: ReadonlyMap<string, string>;
}

const STOCK: DeviceBuild = { settings: [], files: new Map() };

/** What the supply keeps alive: one run of a firmware and what guards it. */
interface Run {
  firmware: RunningFirmware;
  readonly started: StartedFiles;
  guard: Guard | null;
}

/**
 * A whole device: boot loader, guard, firmware with its services. It keeps everything in two places
 * only, the chip and this run's RAM, and forgets the RAM at every start.
 *
 *   powerOn ─▶ boot loader (scheme.boot) ─▶ image found in the registry ─▶ filesystem, merge ─▶ services + guard
 *      ▲                                                                                        │
 *      └──────────── tick: restart due · crash · watchdog · commit time-out ◀───────────────────┘
 *
 * A PowerCut passes through every call; afterwards only `powerOn` makes sense.
 */
export function createDevice(options: DeviceOptions): Device {
  const { profile, ports, identity } = options;
  const scheme = profile.createScheme(ports.flash, {
    digest: ports.digest ?? nobleDigests,
    registry: ports.firmware,
  });
  let run: Run | null = null;

  const powerOn = (now: number): BootOutcome => {
    run = null;
    const outcome = scheme.boot();
    if (outcome.kind !== 'bricked') run = startRun(options, scheme, { outcome, now });
    return outcome;
  };
  return {
    identity,
    powerOn,
    handle(method, params, now, origin) {
      return run?.firmware.handle(method, params, now, origin) ?? { kind: 'none' };
    },
    tick(now) {
      if (run === null) return { rebooted: null };
      const isDue = (at: number | null | undefined): boolean => typeof at === 'number' && at <= now;
      if (isDue(run.firmware.restartDueAt())) return { rebooted: powerOn(now) };
      if (run.guard !== null && isDue(run.guard.at)) {
        endRun(run.guard, scheme, ports);
        return { rebooted: powerOn(now) };
      }
      run.firmware.tick(now);
      return { rebooted: null };
    },
    freeze(now) {
      if (run === null || run.firmware.hung) return;
      const { guard } = scheme;
      run.guard = guardWhenFrozen(run.guard, { guard, watchdogMs: profile.watchdogMs, now });
      run.firmware = createHungFirmware(run.firmware.firmware);
    },
    updates: () => run?.firmware.updates ?? null,
    nextDeadline: () => (run === null ? null : deadlineOf(run)),
    wantsSignatures: () => run?.firmware.wantsSignatures() ?? false,
    running() {
      if (run === null) return null;
      const { firmware, hung } = run.firmware;
      const { merge, commitTimeoutMs } = run.started;
      const boot = { ...scheme.current(), commitTimeoutMs };
      const updateEndsAt = run.firmware.updateEndsAt();
      return { firmware, hung, boot, endsAt: run.guard?.at ?? null, updateEndsAt, merge };
    },
  };
}

interface Start {
  readonly outcome: Started;
  readonly now: number;
}

function startRun(options: DeviceOptions, scheme: BootScheme, { outcome, now }: Start): Run {
  const { ports, profile } = options;
  const info = infoOf(ports, outcome);
  const started = filesOf(options, scheme, { outcome, info });
  const trouble = mergeTrouble(started.merge);
  const onTrial = outcome.kind === 'booted' && !outcome.committed;
  const trialMs = onTrial ? started.commitTimeoutMs : null;
  const guard = guardOf({
    trialMs,
    initFailed: trouble !== null,
    guard: scheme.guard,
    behaviour: info.behaviour,
    watchdogMs: profile.watchdogMs,
    now,
  });
  if (trouble !== null || !isAlive(info.behaviour))
    return { firmware: createHungFirmware(info), started, guard };
  const onCommitted = (): void => {
    run.guard = null;
    if (started.files !== null) forgetTrial(started.files, ports.log);
  };
  const firmware = startFirmware(options, scheme, { info, started, now, onCommitted });
  const run: Run = { firmware, started, guard };
  if (trialMs === 0) commitRunning({ scheme, ports, onCommitted });
  else if (trialMs !== null) ports.log(`Arming commit watchdog for ${trialMs / 1000} seconds`);
  return run;
}

/** An image that does not get anywhere does not get to its files either; some have none to get to. */
function filesOf(
  options: DeviceOptions,
  scheme: BootScheme,
  { outcome, info }: { readonly outcome: Started; readonly info: FirmwareInfo },
): StartedFiles {
  const known = outcome.kind === 'booted' ? outcome.commitTimeoutMs : null;
  const isMounted = options.profile.filesystem === 'mounted' && isAlive(info.behaviour);
  if (!isMounted) return { files: null, merge: null, commitTimeoutMs: known ?? 0 };
  const started = startFiles(options, outcome, { merges: scheme.current().mergeFs });
  return { ...started, commitTimeoutMs: known ?? started.commitTimeoutMs };
}

interface FirmwareStart {
  readonly info: FirmwareInfo;
  readonly started: StartedFiles;
  readonly now: number;
  readonly onCommitted: () => void;
}

function startFirmware(
  {
    profile,
    identity,
    ports,
    extensions = false,
    namesScheme = false,
    build = STOCK,
  }: DeviceOptions,
  scheme: BootScheme,
  { info, started, now, onCommitted }: FirmwareStart,
): RunningFirmware {
  const restart = createRestart(ports.log);
  const { files, merge, commitTimeoutMs } = started;
  const { updateRebootDelayMs, rebootDelayMs } = profile;
  const config = createConfig(identity, build, files);
  const createUpdater = createUpdaterContext({
    profile,
    ports,
    scheme,
    firmware: info,
    files,
    config,
  });
  return createRunningFirmware(info, {
    restart,
    ota: otaService({
      scheme,
      ports,
      restart,
      updateRebootDelayMs,
      rebootDelayMs,
      createUpdater,
      onCommitted,
      readFile: (path) => readFile(files, path),
      identify: () => pullHeaders({ ...identity, arch: profile.arch, app: info }),
      startedAt: now,
      webRefusal: createWebAccess({ config, files, builtInFiles: build.files }),
      trust: () => serverTrust(config, (path) => readFile(files, path)),
      config,
      bootState: {
        snapshots: profile.snapshots,
        copySlot: () => copyRunningSlot(profile, ports.flash, scheme),
        commitTimeoutMs,
        saveCommitTimeout: (timeoutMs) => isSaved(files, timeoutMs),
        ...(namesScheme ? { schemeName: profile.name } : {}),
      },
      ...(extensions ? { merge } : {}),
    }),
    sys: sysService({
      ...identity,
      arch: profile.arch,
      ram: profile.ram,
      app: info,
      startedAt: now,
      fs: spaceOf(profile, ports, { scheme, files }),
      restart,
      rebootDelayMs,
    }),
    access: createAccess({ config, files, builtInFiles: build.files }),
    config: configService({ config, restart }),
    fs: fsService(files),
    wantsSignatures: () => wantsSignatures(config),
  });
}

function createConfig(
  { id, mac }: DeviceIdentity,
  { settings, libraries }: DeviceBuild,
  files: Filesystem | null,
): DeviceConfig {
  const own = [
    { key: 'device.id', text: id },
    { key: 'device.mac', text: mac },
  ];
  const builtIn = builtInConfig([...own, ...settings], libraries);
  invariant(builtIn !== null, 'the device has every setting that it is given');
  return new DeviceConfig(builtIn, files);
}

/** updater.dat, in the running filesystem. */
function isSaved(files: Filesystem | null, timeoutMs: number): boolean {
  if (files === null) return false;
  return orElse(
    () => {
      saveCommitTimeout(files, timeoutMs);
      return true;
    },
    () => false,
  );
}

/** Nothing of a filesystem that cannot be mounted; of one that nobody mounts, what its bytes show. */
function spaceOf(
  profile: DeviceProfile,
  { flash }: DevicePorts,
  { scheme, files }: { readonly scheme: BootScheme; readonly files: Filesystem | null },
): () => FilesystemSpace {
  if (profile.filesystem === 'mounted')
    return () => files?.space() ?? { sizeBytes: 0, freeBytes: 0 };
  const measure = slotFilesystem(profile, flash);
  return () => measure(scheme.current().activeSlot);
}

/** What the image in the slot says of itself; an image that nobody knows does not get anywhere. */
function infoOf(ports: DevicePorts, { image }: Started): FirmwareInfo {
  const sha256 = toHex(image.sha256);
  const known = ports.firmware.list().find((info) => info.sha256 === sha256);
  if (known !== undefined) return known;
  const nameless = { name: '', version: '', buildId: '', sizeBytes: image.sizeBytes, sha256 };
  return { ...nameless, behaviour: 'hangs-at-once' };
}

function endRun(guard: Guard, scheme: BootScheme, ports: DevicePorts): void {
  if (guard.kind === 'reset') {
    ports.log(`Reset: ${guard.why}`);
    return;
  }
  ports.log(
    guard.why === 'init-failed' ? 'Init failed, going back' : 'Update commit timeout expired',
  );
  scheme.revert();
}

const deadlineOf = ({ firmware, guard }: Run): number | null =>
  earliest([firmware.restartDueAt(), guard?.at ?? null, firmware.dueAt()]);
