/** Looks at the chip from outside: what is written when, and what lies in the slots. */
import type { SlotId } from '../../../src/ota-core/boot/boot-config.ts';
import type { Partition, PartitionKind } from '../../../src/ota-core/device/profile.ts';
import { openPartition } from '../../../src/ota-core/flash/flash-areas.ts';
import type { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import { partitionAt } from '../../../src/ota-core/device/profile.ts';
import type { Files } from '../power-cut/files.ts';
import type { FirmwareName } from '../power-cut/firmwares.ts';
import { holds, mountedFiles } from '../power-cut/on-chip.ts';
import type { DeviceFacts } from './device-facts.ts';

type Places = (slot: SlotId) => { readonly app: Partition; readonly fs: Partition };

/** What a call may write; what is not here may write nothing. */
const MAY_WRITE: Readonly<Record<string, readonly ('other' | 'files' | 'boot')[]>> = {
  'OTA.Write': ['other'],
  'OTA.End': ['other', 'files', 'boot'],
  'OTA.Commit': ['files', 'boot'],
  'OTA.Revert': ['files', 'boot'],
  'FS.Put': ['files'],
  'FS.Remove': ['files'],
  'FS.Rename': ['files'],
};

/** Where images lie; a boot loader that moves them uses the spare one for a slot, too. */
const SLOT_KINDS: readonly PartitionKind[] = ['app', 'spare-app', 'fs'];

export class ChipWatch {
  readonly #facts: DeviceFacts;
  readonly #chip: NorFlash;
  readonly #placesOf: Places;
  /** What was found in a partition since it was last written. */
  readonly #files = new Map<string, Files | null>();
  readonly #holds = new Map<string, boolean>();
  #running: { readonly slot: SlotId; readonly app: string; readonly fs: string } | null = null;
  #method: string | null = null;
  /** The first write that must not be (I13). */
  trespass: string | null = null;
  /** Records have rolled into the second area, which the vendor's own form does not survive. */
  isInSecondArea = false;

  constructor(facts: DeviceFacts, chip: NorFlash, placesOf: Places) {
    this.#facts = facts;
    this.#chip = chip;
    this.#placesOf = placesOf;
    chip.observe(({ kind, offset }) => this.#hear(kind, offset));
  }

  during<T>(method: string, act: () => T): T {
    this.#method = method;
    try {
      return act();
    } finally {
      this.#method = null;
    }
  }

  /** From here to `runs` it is the boot loader and the start that write. */
  starts(): void {
    this.#running = null;
  }

  runs(slot: SlotId | null): void {
    if (slot === null) return;
    const { app, fs } = this.#placesOf(slot);
    this.#running = { slot, app: app.name, fs: fs.name };
  }

  forget(): void {
    this.#files.clear();
    this.#holds.clear();
  }

  /** All bytes of the image are where that slot's app lies. */
  holdsApp(slot: SlotId, image: FirmwareName): boolean {
    return this.#isAt(this.#placesOf(slot).app, this.#facts.firmwares.get(image).apps[slot], image);
  }

  /** All bytes of the image's filesystem are in the slot. */
  holdsFs(slot: SlotId, image: FirmwareName): boolean {
    return this.#isAt(this.#placesOf(slot).fs, this.#facts.firmwares.get(image).fs, image);
  }

  /** null: nothing that can be mounted. */
  filesIn(slot: SlotId): Files | null {
    const { fs } = this.#placesOf(slot);
    const known = this.#files.get(fs.name);
    if (known !== undefined) return known;
    const found = mountedFiles(openPartition(this.#chip, fs));
    this.#files.set(fs.name, found);
    return found;
  }

  #isAt({ name, offset }: Partition, bytes: Uint8Array, image: string): boolean {
    const key = `${name} ${image}`;
    const known = this.#holds.get(key);
    if (known !== undefined) return known;
    const isThere = holds(this.#chip, offset, bytes);
    this.#holds.set(key, isThere);
    return isThere;
  }

  #hear(kind: string, offset: number): void {
    const area = partitionAt(this.#facts.profile.partitions, offset);
    if (area !== null) this.#forgetIn(area.name);
    if (area?.name === 'bcfg1' && this.#facts.profile.bootRecord.kind === 'two-areas')
      this.isInSecondArea = true;
    if (this.#running === null || this.#isAllowed(area)) return;
    this.trespass ??= `${this.#method ?? 'nobody'} made a ${kind} in ${area?.name ?? 'no partition'}`;
  }

  #forgetIn(name: string): void {
    this.#files.delete(name);
    for (const key of this.#holds.keys()) if (key.startsWith(`${name} `)) this.#holds.delete(key);
  }

  #isAllowed(area: Partition | null): boolean {
    if (this.#running === null || area === null) return false;
    const may = MAY_WRITE[this.#method ?? ''] ?? [];
    if (area.name === this.#running.app) return false;
    if (area.name === this.#running.fs) return this.#facts.isMounted && may.includes('files');
    return may.includes(SLOT_KINDS.includes(area.kind) ? 'other' : 'boot');
  }
}
