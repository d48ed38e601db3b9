/** What becomes of a device whose power goes at a moment of its update, comes back, and nobody does anything. */
import type { FirmwareRegistry } from '../ota-core/boot/firmware.ts';
import type { BootScheme } from '../ota-core/boot/boot-scheme.ts';
import { createDevice } from '../ota-core/device/create-device.ts';
import type { Device } from '../ota-core/device/device.ts';
import { slotPlaces } from '../ota-core/device/profile.ts';
import type { DeviceProfile } from '../ota-core/device/profile.ts';
import { FlashFault } from '../ota-core/flash/flash.ts';
import { FilesystemError, type Filesystem } from '../ota-core/fs/filesystem.ts';
import type { NorFlash } from '../ota-core/flash/nor-flash.ts';
import { openPartition } from '../ota-core/flash/flash-areas.ts';
import { chipFilesystems } from '../ota-core/fs/open-filesystem.ts';
import { UPDATER_DAT } from '../ota-core/fs/merge-filesystems.ts';
import { bytesEqual, toHex } from '../ota-core/primitives/bytes.ts';
import { digestBytes } from '../ota-core/primitives/digest.ts';
import type { DigestPort } from '../ota-core/primitives/digest.ts';
import type { StandInFacts } from './stand-in.ts';

/** What a device holds when it has come to rest on a firmware that is kept. */
export interface Settled {
  readonly firmware: { readonly version: string; readonly sha256: string };
  readonly app: Uint8Array;
  /** Hex SHA-256 of each file by its name, but for what the updater leaves for itself; null: its filesystem is bytes. */
  readonly files: ReadonlyMap<string, string> | null;
  /** As the device's own `fs_free` counts; null: its filesystem is bytes. */
  readonly freeBytes: number | null;
}

export type AfterCut =
  | {
      readonly kind: 'settled';
      readonly settled: Settled;
      /** Starts, the first one included. */
      readonly boots: number;
      /** From power to a firmware that is kept, in milliseconds. */
      readonly afterMs: number;
    }
  | { readonly kind: 'dead'; readonly why: string };

/** More than a trial and every watchdog on the way back take: whatever happens later does not happen by itself. */
const MOST_MS = 24 * 3_600_000;
/** Of an update that is cut: the new firmware, and the old one again; with one to spare. */
const MOST_BOOTS = 4;

export interface AfterCutOptions {
  readonly registry: FirmwareRegistry;
  readonly digest: DigestPort;
}

/** Changes `chip`. What the device cannot do with its flash or its files is its end. */
export function runAfterCut(
  facts: Pick<StandInFacts, 'profile' | 'identity'>,
  chip: NorFlash,
  options: AfterCutOptions,
): AfterCut {
  try {
    return runToRest(facts, chip, options);
  } catch (error) {
    if (error instanceof FilesystemError || error instanceof FlashFault)
      return { kind: 'dead', why: error.message };
    throw error;
  }
}

function runToRest(
  facts: Pick<StandInFacts, 'profile' | 'identity'>,
  chip: NorFlash,
  { registry, digest }: AfterCutOptions,
): AfterCut {
  const { device, schemeNow } = deviceOn(facts, chip, { registry, digest });
  let now = 0;
  let boots = 1;
  const first = device.powerOn(now);
  if (first.kind === 'bricked') return { kind: 'dead', why: first.why };
  for (let at = device.nextDeadline(); at !== null; at = device.nextDeadline()) {
    if (at > MOST_MS) return { kind: 'dead', why: 'it does not come to rest' };
    now = Math.max(now, at);
    const { rebooted } = device.tick(now);
    if (rebooted === null) continue;
    if (rebooted.kind === 'bricked') return { kind: 'dead', why: rebooted.why };
    boots += 1;
    if (boots > MOST_BOOTS) return { kind: 'dead', why: 'it restarts again and again' };
  }
  const running = device.running();
  if (running === null || running.hung) return { kind: 'dead', why: 'nothing runs' };
  if (!running.boot.committed) return { kind: 'dead', why: 'what runs is not kept' };
  const settled = settledOn(facts.profile, chip, { running, scheme: schemeNow(), digest });
  return { kind: 'settled', settled, boots, afterMs: now };
}

function deviceOn(
  { profile, identity }: Pick<StandInFacts, 'profile' | 'identity'>,
  chip: NorFlash,
  { registry, digest }: AfterCutOptions,
): { readonly device: Device; readonly schemeNow: () => BootScheme | undefined } {
  let scheme: BootScheme | undefined;
  const watched: DeviceProfile = {
    ...profile,
    createScheme: (flash, ports) => (scheme = profile.createScheme(flash, ports)),
  };
  const device = createDevice({
    profile: watched,
    identity,
    ports: {
      flash: chip,
      firmware: registry,
      filesystems: chipFilesystems,
      digest,
      log: () => undefined,
    },
  });
  return { device, schemeNow: () => scheme };
}

function settledOn(
  profile: DeviceProfile,
  chip: NorFlash,
  {
    running: { firmware, boot },
    scheme,
    digest,
  }: {
    readonly running: NonNullable<ReturnType<Device['running']>>;
    readonly scheme: BootScheme | undefined;
    readonly digest: DigestPort;
  },
): Settled {
  const slot = boot.activeSlot === 0 ? 0 : 1;
  const places = slotPlaces(profile, slot, scheme);
  const app = new Uint8Array(firmware.sizeBytes);
  openPartition(chip, places.app).read(0, app);
  const { version, sha256 } = firmware;
  const hasFiles = profile.filesystem === 'mounted';
  const filesystem = hasFiles ? chipFilesystems.open(openPartition(chip, places.fs)) : null;
  return {
    firmware: { version, sha256 },
    app,
    files: filesystem === null ? null : filesOf(filesystem, digest),
    freeBytes: filesystem?.space().freeBytes ?? null,
  };
}

function filesOf(filesystem: Filesystem, digest: DigestPort): ReadonlyMap<string, string> {
  return new Map(
    filesystem
      .list()
      .filter(({ name }) => name !== UPDATER_DAT)
      .map(({ name }) => {
        const bytes = filesystem.read(name) ?? new Uint8Array(0);
        return [name, toHex(digestBytes(bytes, 'sha256', digest))];
      }),
  );
}

/** Whether two hold the same, in whichever slot. */
export const holdsSame = (one: Settled, other: Settled): boolean =>
  one.firmware.sha256 === other.firmware.sha256 &&
  bytesEqual(one.app, other.app) &&
  sameFiles(one.files, other.files);

function sameFiles(one: Settled['files'], other: Settled['files']): boolean {
  if (one === null || other === null) return one === other;
  return one.size === other.size && [...one].every(([name, sha256]) => other.get(name) === sha256);
}
