/**
 * The filesystem at the start of a firmware, in the order of the stock core (device-core.md#first-boot-and-commit):
 *
 *   mount ─▶ first start of a new image? ─ yes ▶ merge the old filesystem into it ─▶ updater.dat: the time on trial
 *                                        └ no ─▶ what a trial left of updater.dat goes
 *
 * A new image whose filesystem cannot be mounted or merged does not start: the device goes back to the old
 * one, as a stock core does when its initialisation fails.
 */
import type { BootOutcome, SlotId } from '../boot/boot-config.ts';
import { isErasedIn, protectFlash } from '../flash/flash-areas.ts';
import type { Flash } from '../flash/flash.ts';
import { orElse, type Filesystem } from '../fs/filesystem.ts';
import {
  mergeFilesystems,
  type MergeReport,
  dropCommitTimeout,
  loadCommitTimeout,
} from '../fs/merge-filesystems.ts';
import type { DevicePorts } from './device.ts';
import { openSlot } from './profile.ts';
import type { DeviceProfile } from './profile.ts';

export type Started = Exclude<BootOutcome, { readonly kind: 'bricked' }>;

export interface StartedFiles {
  /** null: nothing that can be mounted. */
  readonly files: Filesystem | null;
  /** null: not the first start of a new image. */
  readonly merge: MergeReport | null;
  /** Of an image on trial, by updater.dat; 0 where that says nothing. */
  readonly commitTimeoutMs: number;
}

/** Names of mgos_upd_merge_fs, for what cannot be mounted at all. */
const OLD_ROOT = '/old';
const NEW_ROOT = '/';

/** `merges`: the boot state asks for it. */
export function startFiles(
  host: SlotFilesHost,
  outcome: Started,
  { merges }: { readonly merges: boolean },
): StartedFiles {
  const slot = outcome.kind === 'booted' ? outcome.slot : outcome.to;
  const files = mountRunning(host, slot);
  const onTrial = outcome.kind === 'booted' && !outcome.committed;
  if (!onTrial) {
    if (files !== null) forgetTrial(files, host.ports.log);
    return { files, merge: null, commitTimeoutMs: 0 };
  }
  const merge = outcome.first && merges ? mergeFrom(host, outcome.revertSlot, files) : null;
  return { files, merge, commitTimeoutMs: files === null ? 0 : timeoutIn(files) };
}

/** What keeps a new image from starting; null = nothing. */
export function mergeTrouble(merge: MergeReport | null): string | null {
  const [first] = merge?.failed ?? [];
  return first === undefined ? null : `${first.name}: ${first.reason}`;
}

/** A committed firmware has no updater.dat. A filesystem that cannot even forget is told of, and lived with. */
export function forgetTrial(files: Filesystem, log: (line: string) => void): void {
  orElse(
    () => dropCommitTimeout(files),
    ({ message }) => log(`Failed to remove updater.dat: ${message}`),
  );
}

function mergeFrom(
  host: SlotFilesHost,
  oldSlot: (Started & { readonly kind: 'booted' })['revertSlot'],
  files: Filesystem | null,
): MergeReport {
  if (files === null) return unreadable(NEW_ROOT);
  const old = oldSlot === null ? null : mountOld(host, oldSlot);
  if (old === null) return unreadable(OLD_ROOT);
  const merge = orElse(
    () => mergeFilesystems(old, files),
    () => unreadable(OLD_ROOT), // a root that cannot be listed is one unreadable thing
  );
  const { copied, kept } = merge;
  const trouble = mergeTrouble(merge);
  host.ports.log(
    trouble === null
      ? `Merged the old filesystem: ${copied.length} copied, ${kept.length} kept`
      : `Failed to merge the old filesystem: ${trouble}`,
  );
  return merge;
}

const timeoutIn = (files: Filesystem): number =>
  orElse(
    () => loadCommitTimeout(files),
    () => 0,
  );

const unreadable = (name: string): MergeReport => ({
  copied: [],
  kept: [],
  failed: [{ name, reason: 'unreadable' }],
});

interface SlotFilesHost {
  readonly profile: DeviceProfile;
  readonly ports: DevicePorts;
}

/** The filesystem of the running slot, to read and write; null if none can be mounted. One that was never written is made. */
function mountRunning({ profile, ports }: SlotFilesHost, slot: SlotId): Filesystem | null {
  const { fs } = openSlot(profile, ports.flash, slot);
  if (isErasedIn(fs, 0, fs.geometry.size)) {
    ports.log('Formatting the filesystem');
    ports.filesystems.format(fs);
  }
  return mount(ports, fs);
}

/** The filesystem of the slot that was left, to read; null if none can be mounted. Nothing can write it. */
function mountOld({ profile, ports }: SlotFilesHost, slot: SlotId): Filesystem | null {
  return mount(ports, protectFlash(openSlot(profile, ports.flash, slot).fs));
}

const mount = ({ filesystems, log }: DevicePorts, fs: Flash): Filesystem | null =>
  orElse(
    () => filesystems.open(fs),
    ({ detail }) => {
      log(`Failed to mount the filesystem: ${detail}`);
      return null;
    },
  );
