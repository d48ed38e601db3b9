import { slotPartition, type Partition } from '../ota-core/device/profile.ts';
import type { DeviceProfile } from '../ota-core/device/profile.ts';
import type { Flash } from '../ota-core/flash/flash.ts';
import type { FlashOperation } from '../ota-core/flash/nor-flash.ts';
import { openPartition } from '../ota-core/flash/flash-areas.ts';
import { orElse, type Filesystem } from '../ota-core/fs/filesystem.ts';
import { chipFilesystems } from '../ota-core/fs/open-filesystem.ts';
import { crc32 } from '../ota-core/primitives/crc32.ts';

export interface WatchedFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** When it was last seen to change, in milliseconds of the device's clock; null: not since the watch began. */
  readonly changedAt: number | null;
}

/** What lies in a slot's filesystem. */
export interface SlotFiles {
  readonly slot: 0 | 1;
  readonly partition: string;
  readonly content:
    | {
        readonly kind: Filesystem['kind'];
        readonly freeBytes: number;
        readonly files: readonly WatchedFile[];
      }
    /** Nothing that can be mounted: erased, half written, or no filesystem. */
    | { readonly kind: 'none' };
}

interface Seen {
  readonly size: number;
  readonly crc: number;
  readonly changedAt: number | null;
}

/** Reads the filesystems of both slots again when their flash changed, and remembers when which file did. */
export class FileWatch {
  readonly #slots: readonly [SlotWatch, SlotWatch];

  constructor(profile: DeviceProfile, flash: Flash) {
    this.#slots = [new SlotWatch(profile, flash, 0), new SlotWatch(profile, flash, 1)];
  }

  /** For every flash operation: does little. */
  observe(operation: Pick<FlashOperation, 'offset'>): void {
    for (const slot of this.#slots) slot.observe(operation);
  }

  view(now: number): readonly SlotFiles[] {
    return this.#slots.map((slot) => slot.view(now));
  }
}

class SlotWatch {
  readonly #slot: 0 | 1;
  readonly #window: Flash;
  readonly #partition: Partition;
  #seen = new Map<string, Seen>();
  #last: SlotFiles | null = null;
  #isStale = true;

  constructor(profile: DeviceProfile, flash: Flash, slot: 0 | 1) {
    this.#slot = slot;
    this.#partition = slotPartition(profile.partitions, 'fs', slot);
    this.#window = openPartition(flash, this.#partition);
  }

  observe({ offset }: Pick<FlashOperation, 'offset'>): void {
    const { offset: start, sizeBytes } = this.#partition;
    if (offset >= start && offset < start + sizeBytes) this.#isStale = true;
  }

  view(now: number): SlotFiles {
    if (this.#last !== null && !this.#isStale) return this.#last;
    this.#last = { ...this.#place, content: this.#read(this.#last === null ? null : now) };
    this.#isStale = false;
    return this.#last;
  }

  get #place() {
    return { slot: this.#slot, partition: this.#partition.name };
  }

  /** `at` null: the first look, when nothing is known to have changed. */
  #read(at: number | null): SlotFiles['content'] {
    return orElse(
      () => {
        const fs = chipFilesystems.open(this.#window);
        const files = fs.list().map(({ name, size }) => this.#note(name, size, { fs, at }));
        this.#seen = new Map(files.map(({ name, ...seen }) => [name, seen]));
        const shown = files.map(({ name, size, changedAt }) => ({ name, size, changedAt }));
        return { kind: fs.kind, freeBytes: fs.space().freeBytes, files: shown };
      },
      () => ({ kind: 'none' }),
    );
  }

  #note(
    name: string,
    size: number,
    { fs, at }: { readonly fs: Filesystem; readonly at: number | null },
  ): Seen & { readonly name: string } {
    const crc = crc32(fs.read(name) ?? new Uint8Array(0));
    const before = this.#seen.get(name);
    const same = before?.size === size && before.crc === crc;
    return { name, size, crc, changedAt: same ? before.changedAt : at };
  }
}
