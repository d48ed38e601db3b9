import type {
  FlashPicture,
  FirmwareName,
  NextPowerOn,
  PictureSlot,
  PartitionRow,
  SlotRole,
} from '../contracts/flash-picture.ts';
import type { BootOutcome } from '../ota-core/boot/boot-config.ts';
import type { DigestPort } from '../ota-core/primitives/digest.ts';
import type { FirmwareRegistry } from '../ota-core/boot/firmware.ts';
import type { Flash } from '../ota-core/flash/flash.ts';
import { type BlockWriter, BlockMap, cellsOf } from './block-map.ts';
import type { ChipLayout, LayoutPartition, LayoutSlot } from './chip-layout.ts';
import { cellBytesOf, layoutPartitionAt, slotAt, findFirmware, hashOf } from './chip-layout.ts';
import type { EmulatorEvent } from './event-feed.ts';
import {
  type BootReading,
  seenFrom,
  slotOf,
  toNextPowerOn,
  toPictureBoot,
  wayBackOf,
  bootTargetOf,
} from './boot-reading.ts';
import { type ChipOperation, type LogEntry, OperationLog } from './operation-log.ts';
import { roleOf, type RunningSlot, UpdateTracker } from './update-tracker.ts';

export interface ChipPictureOptions {
  /** The chip itself; only read. */
  readonly flash: Flash;
  readonly layout: ChipLayout;
  readonly registry: FirmwareRegistry;
  readonly digests: DigestPort;
  /** The boot state, from its bytes. */
  readonly readBoot: () => BootReading;
  /** What the boot loader would do with these bytes now: run on a copy, nothing is written. */
  readonly forecast: () => BootOutcome;
}

/** What the emulator knows and the chip does not tell. */
export interface PictureContext {
  /** null while the power is off, or nothing starts. */
  readonly running: RunningSlot | null;
  /** The firmware on its way into the chip, once its manifest was read. */
  readonly incoming: FirmwareName | null;
}

/** The picture of the emulated chip, plus what only an emulator can tell. */
export interface ChipView {
  readonly picture: FlashPicture;
  readonly log: readonly LogEntry[];
  /** Flash operations since the chip was opened. */
  readonly operations: number;
}

/** What pressing a box tells. */
export interface CellFacts {
  readonly offset: number;
  readonly length: number;
  readonly partition: string | null;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Erase blocks in it that hold anything. */
  readonly filledBlocks: number;
  readonly blocks: number;
  /** Most erases of one of its blocks since the chip was opened. */
  readonly wear: number;
  readonly lastWriter: BlockWriter;
}

/** Lines kept of "What it did". */
const LOG_LINES = 80;

/**
 * Watches a chip: told of every operation and event in order, it can say at any time what the flash
 * picture shows. The 4 MiB are read once; after that the operations themselves keep it up, and the
 * slow questions (whose bytes are these, where would it boot) are asked again only after a write
 * that could change the answer.
 */
export class ChipPicture {
  readonly #options: ChipPictureOptions;
  readonly #blocks: BlockMap;
  readonly #tracker: UpdateTracker;
  readonly #log: OperationLog;
  readonly #cellBytes: number;
  readonly #holds = new Map<number, FirmwareName | null>();
  #boot: BootReading | null = null;
  #next: NextPowerOn | null = null;
  #revision = 0;
  /** Blocks of the boot state written since the last event: who did it shows only afterwards. */
  #unclaimed: number[] = [];
  #revertAsked = false;

  constructor(options: ChipPictureOptions) {
    this.#options = options;
    this.#blocks = new BlockMap(options.flash);
    this.#tracker = new UpdateTracker(options.layout);
    this.#log = new OperationLog(options.layout, { limit: LOG_LINES });
    this.#cellBytes = cellBytesOf(options.layout);
    this.#lookForHalfWritten();
  }

  /** Grows with everything that can change the picture. */
  get revision(): number {
    return this.#revision;
  }

  /** An update is on its way into the chip. */
  get isBeingWritten(): boolean {
    return this.#tracker.phase.phase === 'writing';
  }

  /** `at`: milliseconds of the emulator's clock. */
  observe(operation: ChipOperation, at: number): void {
    const { layout } = this.#options;
    this.#revision += 1;
    this.#tracker.observe(operation);
    const slot = slotAt(layout, operation.offset);
    this.#blocks.apply(operation, slot === null ? 'firmware' : 'update');
    this.#log.observe(operation, at);
    if (slot === null) {
      this.#unclaimed.push(...this.#blocks.blocksOf(operation.offset, operation.length));
      this.#boot = null;
      this.#next = null;
    } else if (layoutPartitionAt(layout, operation.offset)?.name === slot.app.name) {
      this.#holds.delete(slot.id);
      if (this.#next !== null && slotOf(this.#next) === slot.id) this.#next = null;
    }
  }

  note(event: EmulatorEvent, at: number): void {
    this.#revision += 1;
    this.#tracker.note(event);
    this.#log.note(event, at);
    this.#claim(event);
    if (event.event === 'update' && event.state === 'verified') this.#holds.clear();
  }

  view(context: PictureContext): ChipView {
    return {
      picture: this.#picture(context),
      log: this.#log.entries,
      operations: this.#log.operations,
    };
  }

  /** Everything about one box; `offset` and `length` as the picture gave them. */
  inspect(offset: number, length: number): CellFacts {
    const { flash, layout, digests } = this.#options;
    const blocks = this.#blocks.blocksOf(offset, length);
    const wears = blocks.map((block) => this.#blocks.wear(block));
    const latest = blocks.find((block) => this.#blocks.lastWriter(block) !== 'before');
    return {
      offset,
      length,
      partition: layoutPartitionAt(layout, offset)?.name ?? null,
      sha256: hashOf(flash, { offset, length }, digests),
      filledBlocks: blocks.filter((block) => this.#blocks.isFilled(block)).length,
      blocks: blocks.length,
      wear: Math.max(0, ...wears),
      lastWriter: this.#blocks.lastWriter(latest ?? blocks[0] ?? 0),
    };
  }

  #picture(context: PictureContext): FlashPicture {
    const { running } = context;
    const reading = (this.#boot ??= this.#options.readBoot());
    const next = seenFrom(running, (this.#next ??= this.#forecast()));
    const wayBack = wayBackOf(reading, running, next);
    const at = { tracker: this.#tracker.phase, running, wayBack, nextSlot: slotOf(next) };
    return {
      slots: this.#options.layout.slots.map((slot) =>
        this.#slot(slot, roleOf(slot.id, at), context),
      ),
      boot: toPictureBoot(reading, running, next),
      next,
      bootTarget: running === null ? null : bootTargetOf(reading, next),
      cellBytes: this.#cellBytes,
    };
  }

  #slot(slot: LayoutSlot, role: SlotRole, context: PictureContext): PictureSlot {
    const source = { blocks: this.#blocks, tracker: this.#tracker, cellBytes: this.#cellBytes };
    const row = (kind: 'app' | 'fs', partition: LayoutPartition): PartitionRow => ({
      partition: partition.name,
      kind,
      sizeBytes: partition.size,
      cells: cellsOf(partition, role, source),
    });
    const committed = role === 'runs' ? true : role === 'trial' ? false : null;
    const rows = [row('app', slot.app), ...(slot.fs === null ? [] : [row('fs', slot.fs)])];
    const writing = role === 'writing' || role === 'will-be-written' || role === 'half-written';
    const holds = writing ? context.incoming : this.#firmwareIn(slot);
    return { id: slot.id, label: slot.label, role, holds, committed, rows };
  }

  #firmwareIn(slot: LayoutSlot): FirmwareName | null {
    const known = this.#holds.get(slot.id);
    if (known !== undefined) return known;
    const { flash, registry, digests } = this.#options;
    const empty = !this.#blocks
      .blocksOf(slot.app.offset, slot.app.size)
      .some((block) => this.#blocks.isFilled(block));
    const found = empty
      ? null
      : findFirmware(flash, slot.app, { registry: registry.list(), digests });
    this.#holds.set(slot.id, found);
    return found;
  }

  #forecast(): NextPowerOn {
    return toNextPowerOn(this.#options.forecast(), (id) => {
      const slot = this.#options.layout.slots.find((candidate) => candidate.id === id);
      return slot === undefined ? null : this.#firmwareIn(slot);
    });
  }

  /** A chip that was opened with an unfinished update in it: bytes no firmware has, cut somewhere. */
  #lookForHalfWritten(): void {
    const next = (this.#next ??= this.#forecast());
    if (!('slot' in next)) return;
    for (const slot of this.#options.layout.slots) {
      if (slot.id === next.slot || this.#firmwareIn(slot) !== null) continue;
      const blocks = this.#blocks.blocksOf(slot.app.offset, slot.app.size);
      const end = blocks.findIndex((block) => !this.#blocks.isFilled(block));
      if (end === 0) continue;
      this.#tracker.foundHalfWritten(slot.id, blocks.at(end < 0 ? -1 : end - 1) ?? null);
    }
  }

  /** The boot loader writes before it starts something; a firmware's own change is told after it. */
  #claim(event: EmulatorEvent): void {
    if (event.event === 'log' || event.event === 'power') return;
    const booted =
      event.event === 'boot' || event.event === 'reverted' || event.event === 'bricked';
    if (booted && !this.#revertAsked) this.#blocks.attribute(this.#unclaimed, 'boot-loader');
    // Going back when asked is written by the firmware itself, just before it restarts.
    this.#revertAsked = event.event === 'rpc' && event.method.toLowerCase() === 'ota.revert';
    this.#unclaimed = [];
  }
}
