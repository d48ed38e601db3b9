import type { ChipLayout } from './chip-layout.ts';
import { layoutPartitionAt } from './chip-layout.ts';
import type { EmulatorEvent } from './event-feed.ts';

/** A finished flash operation, as the chip reports it. `torn`: the power went in the middle of it. */
export interface ChipOperation {
  readonly kind: 'program' | 'erase';
  readonly offset: number;
  readonly length: number;
  readonly torn?: boolean;
}

/** One line of "What it did": operations that follow each other without a gap are one line. */
export type LogEntry =
  | {
      readonly kind: 'program' | 'erase';
      /** Counts up for ever; tells lines apart. */
      readonly id: number;
      /** Milliseconds of the emulator's clock at the first of them. */
      readonly at: number;
      /** null outside every partition. */
      readonly partition: string | null;
      readonly offset: number;
      /** Bytes of all of them. */
      readonly length: number;
      readonly operations: number;
      /** The power went in the middle of the last one. */
      readonly torn: boolean;
    }
  | {
      readonly kind: 'event';
      readonly id: number;
      readonly at: number;
      readonly event: LoggedEvent;
    };

/** What happened to the device between its flash operations. */
export type LoggedEvent = Exclude<EmulatorEvent, { event: 'log' } | { event: 'rpc' }>;

/** Keeps the last lines; the count of operations goes on. */
export class OperationLog {
  readonly #layout: ChipLayout;
  readonly #limit: number;
  #entries: readonly LogEntry[] = [];
  #operations = 0;
  #nextId = 1;

  constructor(layout: ChipLayout, options: { readonly limit: number }) {
    this.#layout = layout;
    this.#limit = options.limit;
  }

  /** Oldest first; never changed afterwards, so it can be handed on as it is. */
  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  /** Flash operations since watching began. */
  get operations(): number {
    return this.#operations;
  }

  observe(operation: ChipOperation, at: number): void {
    this.#operations += 1;
    const partition = layoutPartitionAt(this.#layout, operation.offset)?.name ?? null;
    const last = this.#entries.at(-1);
    const torn = operation.torn === true;
    if (last !== undefined && follows(last, operation, partition)) {
      const length = last.length + operation.length;
      const longer = { ...last, length, operations: last.operations + 1, torn };
      this.#entries = [...this.#entries.slice(0, -1), longer];
      return;
    }
    const { kind, offset, length } = operation;
    const id = this.#nextId++;
    this.#push({ kind, id, at, partition, offset, length, operations: 1, torn });
  }

  note(event: EmulatorEvent, at: number): void {
    if (event.event === 'log' || event.event === 'rpc') return;
    if (event.event === 'update' && event.state === 'progress') return;
    this.#push({ kind: 'event', id: this.#nextId++, at, event });
  }

  #push(entry: LogEntry): void {
    this.#entries = [...this.#entries, entry].slice(-this.#limit);
  }
}

function follows(
  last: LogEntry,
  next: ChipOperation,
  partition: string | null,
): last is Extract<LogEntry, { kind: 'program' | 'erase' }> {
  return (
    last.kind !== 'event' &&
    last.kind === next.kind &&
    !last.torn &&
    last.partition === partition &&
    last.offset + last.length === next.offset
  );
}
