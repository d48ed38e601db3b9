import type { ChipWatch } from './chip-watch.ts';
import type { EmulatorEvent } from './event-feed.ts';
import type { ChipOperation } from './operation-log.ts';

type Entry =
  | { readonly kind: 'operation'; readonly operation: ChipOperation; readonly at: number }
  | { readonly kind: 'event'; readonly event: EmulatorEvent; readonly at: number };

/** More than ten updates of a large product; what is older than that is forgotten. */
const MOST_ENTRIES = 50_000;

/** What happened to a chip that nobody watches yet, for whoever comes to look. */
export class ChipJournal implements Pick<ChipWatch, 'observe' | 'note'> {
  #entries: Entry[] = [];

  observe({ kind, offset, length, torn }: ChipOperation, at: number): void {
    const operation = { kind, offset, length, ...(torn === undefined ? {} : { torn }) };
    this.#keep({ kind: 'operation', operation, at });
  }

  note(event: EmulatorEvent, at: number): void {
    if (event.event !== 'log') this.#keep({ kind: 'event', event, at });
  }

  /** Tells it all, in order. */
  replay(to: Pick<ChipWatch, 'observe' | 'note'>): void {
    for (const entry of this.#entries)
      if (entry.kind === 'operation') to.observe(entry.operation, entry.at);
      else to.note(entry.event, entry.at);
  }

  #keep(entry: Entry): void {
    this.#entries.push(entry);
    if (this.#entries.length > MOST_ENTRIES) this.#entries = this.#entries.slice(MOST_ENTRIES / 2);
  }
}
