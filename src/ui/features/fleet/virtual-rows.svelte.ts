import { tick } from 'svelte';
import {
  observeWindowOffset,
  observeWindowRect,
  Virtualizer,
  windowScroll,
} from '@tanstack/virtual-core';

/**
 * Rows beyond the edges of the window. A browser scrolls what is painted by itself; these are what it has until the page follows,
 * which on a slow device takes some frames.
 */
const OVERSCAN = 12;
/** Until rows are measured. */
const GUESS_PX = 60;

interface VirtualRange {
  readonly from: number;
  /** Past the last one. */
  readonly until: number;
  /** The rows from `from` on, as they stand in the document. */
  readonly indexes: readonly number[];
}

export interface VirtualRowsDeps {
  readonly count: () => number;
  /** What the height of rows depends on, beside the window. */
  readonly layout: () => string;
  /** Is told before only the rows from one to before another stay on the page. */
  readonly leaves: (from: number, until: number) => void;
}

const NONE: VirtualRange = { from: 0, until: 0, indexes: [] };

/**
 * Which rows of a long table are on the page: those in the window, and a few beside. All are as high as the highest that was on
 * the page, so that each has its place without the others: one that changes then lays out and paints nothing but itself.
 */
export class VirtualRows {
  readonly #deps: VirtualRowsDeps;
  /** Rows at a time. */
  #slots = 1;
  #range = $state.raw<VirtualRange>(NONE);
  #rowPx = $state(GUESS_PX);
  /** Of the table's body, from the top of the page. */
  #topPx = 0;
  /** What the rows were as high for. */
  #measuredAt = '';
  #virtualizer: Virtualizer<Window, Element> | null = null;
  #body: HTMLElement | null = null;
  /** A row was asked for, and the window does not rest yet. */
  #isShowing = false;

  constructor(deps: VirtualRowsDeps) {
    this.#deps = deps;
  }

  /** Tells the rows that are on the page from each other. */
  slotOf(index: number): number {
    return index % this.#slots;
  }

  get range(): VirtualRange {
    return this.#range;
  }

  get rowPx(): number {
    return this.#rowPx;
  }

  /** `body`: what the rows are in; `data-measured` on it lets them be as high as they need. Ends with what it returns. */
  attach(body: HTMLElement): () => void {
    const virtualizer = new Virtualizer<Window, Element>(this.#options());
    this.#virtualizer = virtualizer;
    this.#body = body;
    const leave = virtualizer._didMount();
    const resized = new ResizeObserver(() => this.follow());
    resized.observe(document.documentElement);
    const pressed = (): void => this.#take();
    body.addEventListener('click', pressed);
    this.follow();
    return () => {
      resized.disconnect();
      body.removeEventListener('click', pressed);
      leave();
      this.#virtualizer = null;
      this.#body = null;
      this.#range = NONE;
    };
  }

  /** Brings a row into the window. */
  show(index: number): void {
    this.#isShowing = true;
    this.#take();
    this.#virtualizer?.scrollToIndex(index, { align: 'auto' });
  }

  /** Rows that the window holds. */
  get page(): number {
    return Math.max(1, Math.floor(innerHeight / this.#rowPx) - 3);
  }

  /** After the rows or what is above them has changed. How high rows are is looked at when the window rests, or is another one. */
  follow(): void {
    const [virtualizer, body] = [this.#virtualizer, this.#body];
    if (virtualizer === null || body === null) return;
    const before = { rowPx: this.#rowPx, topPx: this.#topPx };
    const size = this.#size;
    if (!virtualizer.isScrolling || size !== this.#measuredAt)
      this.#rowPx = this.#highestIn(body, size);
    this.#topPx = body.getBoundingClientRect().top + scrollY;
    virtualizer.setOptions(this.#options());
    virtualizer._willUpdate();
    if (this.#rowPx !== before.rowPx || this.#topPx !== before.topPx) virtualizer.measure();
    this.#take();
    // What is read stays where it is.
    const above = Math.max(0, Math.floor((scrollY - before.topPx) / before.rowPx));
    const movedPx = above * (this.#rowPx - before.rowPx);
    if (movedPx !== 0) void tick().then(() => scrollBy(0, movedPx));
  }

  get #size(): string {
    const root = document.documentElement;
    return `${root.clientWidth} ${getComputedStyle(root).fontSize} ${this.#deps.layout()}`;
  }

  /** They only grow, until the window, its text or the columns are others: else rows would move with each scroll. */
  #highestIn(body: HTMLElement, size: string): number {
    const rows = [...body.querySelectorAll('tr')];
    if (rows.length === 0) return this.#rowPx;
    const least = size === this.#measuredAt ? this.#rowPx : 0;
    this.#measuredAt = size;
    body.dataset['measured'] = '';
    const heights = rows.map((row) => Math.ceil(row.getBoundingClientRect().height));
    delete body.dataset['measured'];
    return Math.max(least, ...heights);
  }

  #options() {
    return {
      count: this.#deps.count(),
      getScrollElement: () => window,
      estimateSize: () => this.#rowPx,
      observeElementRect: observeWindowRect,
      observeElementOffset: observeWindowOffset,
      scrollToFn: windowScroll,
      scrollMargin: this.#topPx,
      // The bar on top, and the buttons below, cover what is under them.
      scrollPaddingStart: 120,
      scrollPaddingEnd: 96,
      initialRect: { width: innerWidth, height: innerHeight },
      initialOffset: () => scrollY,
      overscan: OVERSCAN,
      onChange: ({ isScrolling }: { readonly isScrolling: boolean }) => {
        this.#take();
        if (isScrolling) return;
        this.#isShowing = false;
        this.follow();
      },
    };
  }

  /**
   * Only what is other than before is drawn again. As many rows as ever at a time: whoever draws them by `slotOf` uses each row's
   * elements for another one that comes into the window, which costs a fraction of new ones.
   */
  #take(): void {
    const virtualizer = this.#virtualizer;
    if (virtualizer === null) return;
    const items = virtualizer.getVirtualItems();
    const [first, last] = [items[0], items.at(-1)];
    const count = this.#deps.count();
    this.#slots = Math.max(this.#slots, (last?.index ?? 0) - (first?.index ?? 0) + 1);
    const from = Math.max(0, Math.min(first?.index ?? 0, count - this.#slots));
    const until = Math.min(count, from + this.#slots);
    const before = this.#range;
    const indexes = this.#indexes(from, until);
    if (before.from === from && before.until === until && indexes === before.indexes) return;
    this.#deps.leaves(from, until);
    this.#range = { from, until, indexes };
    if (indexes[0] === from && before.indexes[0] !== before.from) this.#keepFocus();
  }

  /**
   * While the window scrolls, a row that comes in stands in the document where the one was that went: elements that move there are
   * styled and laid out as new ones. At rest, and for keys, all stand in their order; but not while one is pressed, which would
   * lose the press.
   */
  #indexes(from: number, until: number): readonly number[] {
    const { indexes } = this.#range;
    const length = until - from;
    const next =
      indexes.length === length && length === this.#slots && this.#mayNotMove()
        ? indexes.map((index) => from + modulo(index - from, length))
        : Array.from({ length }, (_, at) => from + at);
    const isSame = next.length === indexes.length && next.every((one, at) => one === indexes[at]);
    return isSame ? indexes : next;
  }

  #mayNotMove(): boolean {
    if (this.#isShowing) return false;
    return this.#virtualizer?.isScrolling === true || this.#body?.querySelector(':active') !== null;
  }

  /** An element that moves in the document loses it. */
  #keepFocus(): void {
    const focused = document.activeElement;
    if (!(focused instanceof HTMLElement) || this.#body?.contains(focused) !== true) return;
    void tick().then(() => {
      if (document.activeElement === document.body) focused.focus({ preventScroll: true });
    });
  }
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
