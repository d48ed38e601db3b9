import type { TapeItem } from './recording.ts';

export interface TapeRoom {
  /** Letters of JSON of the first items, which stay whatever comes later. */
  readonly head: number;
  /** Of the last ones. */
  readonly tail: number;
}

/** How an update began, and a megabyte of how it ended: some thousand blocks and whatever comes after them. */
const ROOM: TapeRoom = { head: 256 * 1024, tail: 1024 * 1024 };

interface Kept {
  readonly item: TapeItem;
  readonly letters: number;
}

/**
 * What passed, bounded: the first items and the last ones. What is dropped between is counted, whole blocks with their
 * acknowledgements apart from the rest, for those are known without their frames.
 */
export class TapeRing {
  readonly #room: TapeRoom;
  readonly #head: TapeItem[] = [];
  #headLetters = 0;
  #tail: Kept[] = [];
  /** Dropped of `#tail`, and not cut off yet. */
  #gone = 0;
  #tailLetters = 0;
  #gap: { at: number; until: number; blocks: number; others: number } | null = null;
  /** Blocks that were dropped and whose acknowledgement was not. */
  readonly #open = new Set<unknown>();

  constructor(room: TapeRoom = ROOM) {
    this.#room = room;
  }

  add(item: TapeItem): void {
    const letters = lettersOf(item);
    if (this.#tail.length === 0 && this.#headLetters + letters <= this.#room.head) {
      this.#head.push(item);
      this.#headLetters += letters;
      return;
    }
    this.#tail.push({ item, letters });
    this.#tailLetters += letters;
    while (this.#tailLetters > this.#room.tail && this.#gone < this.#tail.length - 1) this.#drop();
    // A gap ends where every dropped block is answered: what follows can be read without it.
    while (this.#open.size > 0 && this.#gone < this.#tail.length - 1) this.#drop();
    if (this.#gone < 1_000) return;
    this.#tail = this.#tail.slice(this.#gone);
    this.#gone = 0;
  }

  get items(): readonly TapeItem[] {
    const tail = this.#tail.slice(this.#gone).map(({ item }) => item);
    if (this.#gap === null) return [...this.#head, ...tail];
    return [...this.#head, { is: 'gap', ...this.#gap }, ...tail];
  }

  #drop(): void {
    const oldest = this.#tail[this.#gone];
    if (oldest === undefined) return;
    this.#gone += 1;
    this.#tailLetters -= oldest.letters;
    const { item } = oldest;
    this.#gap ??= { at: item.at, until: item.at, blocks: 0, others: 0 };
    this.#gap.until = item.at;
    if (item.is === 'block') {
      this.#open.add(item.id);
      return;
    }
    if (item.is === 'took' && this.#open.delete(item.id)) this.#gap.blocks += 1;
    else if (item.is !== 'took') {
      if (item.is === 'answered' && this.#open.delete(item.id)) this.#gap.others += 1;
      this.#gap.others += 1;
    }
  }
}

/** What an item of figures counts as; blocks are by far the most, and are not written out to be measured. */
const FIGURES = 96;

const lettersOf = (item: TapeItem): number =>
  item.is === 'block' || item.is === 'took' ? FIGURES : JSON.stringify(item).length;
