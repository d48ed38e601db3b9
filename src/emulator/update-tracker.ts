import type { SlotRole } from '../contracts/flash-picture.ts';
import type { ChipOperation } from './operation-log.ts';
import type { ChipLayout } from './chip-layout.ts';
import { slotAt } from './chip-layout.ts';
import type { EmulatorEvent } from './event-feed.ts';

/** Where the chip stands between one firmware and the next, as far as bytes alone do not say. */
export type TrackedPhase =
  | { readonly phase: 'quiet' }
  | { readonly phase: 'writing'; readonly slot: number; readonly touched: boolean }
  /** The boot configuration is flipped; the restart is still to come. */
  | { readonly phase: 'staged'; readonly slot: number }
  /** Given up, refused or cut: what lies in the slot is not a firmware. */
  | { readonly phase: 'half-written'; readonly slot: number }
  /** It ran on trial and the device went back. */
  | { readonly phase: 'not-kept'; readonly slot: number };

/** Who runs, for the roles; `committed` false = on trial. */
export interface RunningSlot {
  readonly slot: number;
  readonly committed: boolean;
}

/**
 * Follows an update through the chip: which blocks are new, which one is being written, which one
 * the power cut hit. Fed with every operation and every event, in order.
 */
export class UpdateTracker {
  readonly #layout: ChipLayout;
  readonly #fresh: Set<number> = new Set();
  #phase: TrackedPhase = { phase: 'quiet' };
  /** The block of the last program operation of the update under way. */
  #writing: number | null = null;
  /** The block of an operation that the power cut in the middle. */
  #torn: number | null = null;
  #damaged: number | null = null;

  constructor(layout: ChipLayout) {
    this.#layout = layout;
  }

  get phase(): TrackedPhase {
    return this.#phase;
  }

  get writingBlock(): number | null {
    return this.#writing;
  }

  get damagedBlock(): number | null {
    return this.#damaged;
  }

  isFresh(block: number): boolean {
    return this.#fresh.has(block);
  }

  /** Says what bytes alone showed: a slot whose content is no firmware, and the block it stops in. */
  foundHalfWritten(slot: number, damagedBlock: number | null): void {
    this.#phase = { phase: 'half-written', slot };
    this.#damaged = damagedBlock;
  }

  observe(operation: ChipOperation): void {
    if (this.#phase.phase !== 'writing') return;
    if (slotAt(this.#layout, operation.offset)?.id !== this.#phase.slot) return;
    const size = this.#layout.eraseSize;
    const last = Math.floor((operation.offset + Math.max(operation.length, 1) - 1) / size);
    for (let block = Math.floor(operation.offset / size); block <= last; block++) {
      if (operation.kind === 'program') this.#fresh.add(block);
      else this.#fresh.delete(block);
    }
    this.#phase = { ...this.#phase, touched: true };
    this.#writing = operation.kind === 'program' ? last : null;
    if (operation.torn === true) this.#torn = last;
  }

  note(event: EmulatorEvent): void {
    switch (event.event) {
      case 'update':
        this.#noteUpdate(event);
        return;
      case 'power':
        if (!event.on) this.#cut();
        return;
      case 'boot':
        // A restart in the middle of an update: the device has forgotten it.
        if (this.#phase.phase === 'writing') this.#stop();
        return;
      case 'committed':
        this.#rest({ phase: 'quiet' });
        return;
      case 'reverted':
        this.#rest({ phase: 'not-kept', slot: event.from });
        return;
      case 'bricked':
      case 'rpc':
      case 'log':
        return;
      default:
        event satisfies never;
    }
  }

  #noteUpdate(event: Extract<EmulatorEvent, { event: 'update' }>): void {
    switch (event.state) {
      case 'begin':
        this.#begin(event.slot ?? this.#layout.slots[1]?.id ?? 1);
        return;
      case 'staged':
        this.#writing = null;
        if (this.#phase.phase === 'writing')
          this.#phase = { phase: 'staged', slot: this.#phase.slot };
        return;
      case 'failed':
        this.#stop();
        return;
      case 'manifest':
      case 'progress':
      case 'verified':
        return;
      default:
        event.state satisfies never;
    }
  }

  #begin(slot: number): void {
    this.#rest({ phase: 'writing', slot, touched: false });
  }

  /** The supply went: the block that was being written is the one that cannot be trusted. */
  #cut(): void {
    if (this.#phase.phase !== 'writing') return;
    this.#damaged = this.#torn ?? this.#writing;
    this.#stop();
  }

  #stop(): void {
    this.#writing = null;
    if (this.#phase.phase !== 'writing') return;
    const { slot, touched } = this.#phase;
    this.#phase = touched ? { phase: 'half-written', slot } : { phase: 'quiet' };
  }

  #rest(phase: TrackedPhase): void {
    this.#phase = phase;
    this.#writing = null;
    this.#torn = null;
    this.#damaged = null;
    this.#fresh.clear();
  }
}

/** What a slot is for, from who runs, where the next power-on goes and how far an update is. */
export function roleOf(
  slot: number,
  at: {
    readonly tracker: TrackedPhase;
    readonly running: RunningSlot | null;
    readonly wayBack: number | null;
    readonly nextSlot: number | null;
  },
): SlotRole {
  const { tracker, running } = at;
  if (running?.slot === slot) return running.committed ? 'runs' : 'trial';
  if (running === null && at.nextSlot === slot) return 'starts-next';
  if (tracker.phase === 'writing' && tracker.slot === slot)
    return tracker.touched ? 'writing' : 'will-be-written';
  if (tracker.phase === 'staged' && tracker.slot === slot) return 'starting';
  if (tracker.phase === 'half-written' && tracker.slot === slot) return 'half-written';
  if (running !== null && !running.committed && at.wayBack === slot) return 'way-back';
  if (tracker.phase === 'not-kept' && tracker.slot === slot) return 'not-kept';
  return 'free';
}
