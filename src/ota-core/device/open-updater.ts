import type { BootScheme } from '../boot/boot-scheme.ts';
import type { Flash } from '../flash/flash.ts';
import { protectFlash } from '../flash/partition.ts';
import { nobleDigests } from '../primitives/digest.ts';
import { FilesystemError, type Filesystem } from '../fs/filesystem.ts';
import { saveCommitTimeout } from '../fs/merge-filesystems.ts';
import { createUpdater, type UpdateTarget } from '../update/create-updater.ts';
import type { Updater } from '../update/updater.ts';
import type { DevicePorts } from './device.ts';
import type { FirmwareInfo } from '../boot/firmware.ts';
import type { UpdaterRequest } from './ota-service.ts';
import type { DeviceProfile } from './profile.ts';
import { openSlot, slotPlaces } from './profile.ts';

export interface UpdaterHost {
  readonly profile: DeviceProfile;
  readonly ports: DevicePorts;
  readonly scheme: BootScheme;
  /** The running firmware, for the comparison of versions. */
  readonly firmware: FirmwareInfo;
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
}: UpdaterHost): (request: UpdaterRequest) => Updater {
  return ({ ignoreSameVersion, commitTimeoutMs }) => {
    const chip = protectRunningSlot(profile, ports.flash, scheme);
    return createUpdater({
      arch: profile.arch,
      running: firmware,
      target: targetOf({ profile, scheme, chip }),
      requiredParts: profile.requiredParts,
      comparesSrc: profile.comparesSrc,
      appOrigin: profile.appOrigin,
      incompleteCode: profile.incompleteCode,
      digests: ports.digest ?? nobleDigests,
      ignoreSameVersion,
      remember: (info) => ports.firmware.remember(info),
      // The running filesystem is written here only, after the last byte was verified and before the flip.
      stage: (image) => {
        if (profile.filesystem === 'mounted') {
          if (files === null) throw new FilesystemError('corrupt', 'not mounted');
          saveCommitTimeout(files, commitTimeoutMs);
        }
        scheme.stage(image, { commitTimeoutMs });
      },
      log: ports.log,
      onManifest: ({ name, version }) => ports.trace?.({ kind: 'update-manifest', name, version }),
      ...(ports.trace === undefined ? {} : { trace: ports.trace }),
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
