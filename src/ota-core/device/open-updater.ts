import type { BootScheme } from '../boot/boot-scheme.ts';
import type { Flash } from '../flash/flash.ts';
import { protectFlash } from '../flash/partition.ts';
import { nobleDigests } from '../primitives/digest.ts';
import { createUpdater } from '../update/create-updater.ts';
import type { Updater } from '../update/updater.ts';
import type { DevicePorts } from './device.ts';
import type { FirmwareInfo } from './firmware.ts';
import type { UpdaterRequest } from './ota-transfer.ts';
import { slotPartition } from './partition-table.ts';
import type { DeviceProfile } from './profiles.ts';
import { openSlot } from './profiles.ts';

export interface UpdaterHost {
  readonly profile: DeviceProfile;
  readonly ports: DevicePorts;
  readonly scheme: BootScheme;
  /** The running firmware, for the comparison of versions. */
  readonly firmware: FirmwareInfo;
}

/**
 * A context for one update: the updater sees the windows of the slot that does not run, and the chip
 * behind them refuses every program and erase of the slot that does.
 */
export function openUpdater({
  profile,
  ports,
  scheme,
  firmware,
}: UpdaterHost): (request: UpdaterRequest) => Updater {
  return ({ ignoreSameVersion, commitTimeoutMs }) => {
    const slot = scheme.targetSlot();
    const chip = protectRunningSlot(profile, ports.flash, scheme);
    return createUpdater({
      arch: profile.arch,
      running: firmware,
      target: { slot, ...openSlot(profile, chip, slot) },
      requiredParts: profile.requiredParts,
      digests: ports.digest ?? nobleDigests,
      ignoreSameVersion,
      remember: (info) => ports.firmware.remember(info),
      stage: (image) => scheme.stage(image, { commitTimeoutMs }),
      log: ports.log,
      onManifest: ({ name, version }) => ports.trace?.({ kind: 'update-manifest', name, version }),
      ...(ports.trace === undefined ? {} : { trace: ports.trace }),
    });
  };
}

function protectRunningSlot(profile: DeviceProfile, flash: Flash, scheme: BootScheme): Flash {
  const { activeSlot } = scheme.current();
  const area = (kind: 'app' | 'fs') => slotPartition(profile.partitions, kind, activeSlot);
  return protectFlash(flash, [area('app'), area('fs')]);
}
