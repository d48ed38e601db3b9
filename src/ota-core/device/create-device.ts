import type { BootOutcome } from '../boot/boot-config.ts';
import type { BootScheme } from '../boot/boot-scheme.ts';
import { nobleDigests } from '../primitives/digest.ts';
import { toHex } from '../primitives/hex.ts';
import type { Guard } from './boot-guard.ts';
import { guardOf, trialOf } from './boot-guard.ts';
import type { Device, DeviceIdentity, DevicePorts } from './device.ts';
import { isAlive } from './firmware.ts';
import type { FirmwareInfo } from './firmware.ts';
import { openUpdater } from './open-updater.ts';
import { commitRunning, otaService } from './ota-service.ts';
import type { DeviceProfile } from './profiles.ts';
import { createRestart } from './restart.ts';
import type { RunningFirmware } from './running-firmware.ts';
import { createHungFirmware, createRunningFirmware } from './running-firmware.ts';
import { slotFilesystem } from './slot-filesystem.ts';
import { sysService } from './sys-service.ts';

export interface DeviceOptions {
  readonly profile: DeviceProfile;
  readonly identity: DeviceIdentity;
  readonly ports: DevicePorts;
}

type Started = Exclude<BootOutcome, { readonly kind: 'bricked' }>;

/** What the supply keeps alive: one run of a firmware and what guards it. */
interface Run {
  readonly firmware: RunningFirmware;
  guard: Guard | null;
}

/**
 * A whole device: boot loader, guard, firmware with its services. It keeps everything in two places
 * only, the chip and this run's RAM, and forgets the RAM at every start.
 *
 *   powerOn ─▶ boot loader (scheme.boot) ─▶ image found on the shelf ─▶ services + guard
 *      ▲                                                                     │
 *      └───────── tick: restart due · crash · watchdog · commit time-out ◀───┘
 *
 * A PowerCut passes through every call; afterwards only `powerOn` makes sense.
 */
export function createDevice(options: DeviceOptions): Device {
  const { profile, ports, identity } = options;
  const scheme = profile.createScheme(ports.flash, {
    digest: ports.digest ?? nobleDigests,
    shelf: ports.firmware,
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
    handle(method, params, now, channel) {
      return run?.firmware.handle(method, params, now, channel) ?? { kind: 'none' };
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
    nextDeadline: () => (run === null ? null : earliest(run)),
    running() {
      if (run === null) return null;
      const { firmware, hung } = run.firmware;
      return { firmware, hung, boot: scheme.current(), endsAt: run.guard?.at ?? null };
    },
  };
}

function startRun(
  options: DeviceOptions,
  scheme: BootScheme,
  { outcome, now }: { readonly outcome: Started; readonly now: number },
): Run {
  const { ports } = options;
  const { watchdogMs } = options.profile;
  const info = infoOf(ports, outcome);
  const guard = guardOf({
    outcome,
    guard: scheme.guard,
    behaviour: info.behaviour,
    watchdogMs,
    now,
  });
  if (!isAlive(info.behaviour)) return { firmware: createHungFirmware(info), guard };
  const onCommitted = (): void => void (run.guard = null);
  const run: Run = { firmware: startFirmware(options, scheme, { info, now, onCommitted }), guard };
  const trialMs = trialOf(outcome);
  if (trialMs === 0) commitRunning({ scheme, ports, onCommitted });
  else if (trialMs !== null) ports.log(`Arming commit watchdog for ${trialMs / 1000} seconds`);
  return run;
}

function startFirmware(
  { profile, identity, ports }: DeviceOptions,
  scheme: BootScheme,
  at: {
    readonly info: FirmwareInfo;
    readonly now: number;
    readonly onCommitted: () => void;
  },
): RunningFirmware {
  const { info, now, onCommitted } = at;
  const restart = createRestart(ports.log);
  const fs = slotFilesystem(profile, ports.flash);
  const { updateRebootDelayMs, rebootDelayMs } = profile;
  const createUpdater = openUpdater({ profile, ports, scheme, firmware: info });
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
    }),
    sys: sysService({
      ...identity,
      arch: profile.arch,
      app: info,
      startedAt: now,
      fs: () => fs(scheme.current().activeSlot),
      restart,
      rebootDelayMs,
    }),
  });
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
  ports.log('Update commit timeout expired');
  scheme.revert();
}

function earliest({ firmware, guard }: Run): number | null {
  const times = [firmware.restartDueAt(), guard?.at ?? null, firmware.dueAt()];
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
