import {
  observeWindowOffset,
  observeWindowRect,
  Virtualizer,
  windowScroll,
} from '@tanstack/virtual-core';

/** Rows beyond the edges of the window: as much as a fast wheel passes in a frame. */
const OVERSCAN = 8;
/** Until rows are measured. */
const GUESS_PX = 60;

export interface VirtualRange {
  readonly from: number;
  /** Past the last one. */
  readonly until: number;
  /** Of what is left out above and below. */
  readonly abovePx: number;
  readonly belowPx: number;
}

const NONE: VirtualRange = { from: 0, until: 0, abovePx: 0, belowPx: 0 };

/** Which rows of a long table are on the page: those in the window, and a few beside. A row counts as high as they are on average. */
export class VirtualRows {
  readonly #count: () => number;
  readonly #leaves: (from: number, until: number) => void;
  /** Rows at a time. */
  #slots = 1;
  #range = $state.raw<VirtualRange>(NONE);
  #rowPx = GUESS_PX;
  #topPx = 0;
  /** Width of the window, and size of its text. */
  #measuredAt = '';
  #virtualizer: Virtualizer<Window, Element> | null = null;

  /** `leaves`: is told before only the rows from one to before another stay on the page. */
  constructor(count: () => number, leaves: (from: number, until: number) => void) {
    this.#count = count;
    this.#leaves = leaves;
  }

  /** Tells the rows that are on the page from each other. */
  slotOf(index: number): number {
    return index % this.#slots;
  }

  get range(): VirtualRange {
    return this.#range;
  }

  /** `body`: what the rows are in. Ends with what it returns. */
  attach(body: HTMLElement): () => void {
    const virtualizer = new Virtualizer<Window, Element>(this.#options());
    this.#virtualizer = virtualizer;
    const leave = virtualizer._didMount();
    const resized = new ResizeObserver(() => this.#measure(body));
    resized.observe(document.documentElement);
    this.#measure(body);
    return () => {
      resized.disconnect();
      leave();
      this.#virtualizer = null;
      this.#range = NONE;
    };
  }

  /** After the number of rows or what is above them has changed. */
  follow(body: HTMLElement): void {
    this.#measuredAt = '';
    this.#measure(body);
  }

  /** Brings a row into the window. */
  show(index: number): void {
    this.#virtualizer?.scrollToIndex(index, { align: 'auto' });
  }

  /** Rows that the window holds. */
  get page(): number {
    return Math.max(1, Math.floor(innerHeight / this.#rowPx) - 3);
  }

  #measure(body: HTMLElement): void {
    const virtualizer = this.#virtualizer;
    if (virtualizer === null) return;
    const rowPx = this.#averageOf(body);
    const topPx = body.getBoundingClientRect().top + scrollY;
    const isOther = Math.abs(rowPx - this.#rowPx) > 0.5 || topPx !== this.#topPx;
    if (rowPx > 0) this.#rowPx = rowPx;
    this.#topPx = topPx;
    virtualizer.setOptions(this.#options());
    virtualizer._willUpdate();
    if (isOther) virtualizer.measure();
    this.#take();
  }

  /** Measured anew only where the window or its text has another size: each measure moves rows, which would change the next. */
  #averageOf(body: HTMLElement): number {
    const drawn = [...body.querySelectorAll<HTMLElement>('tr[data-row]')];
    const root = document.documentElement;
    const size = `${root.clientWidth} ${getComputedStyle(root).fontSize}`;
    if (drawn.length === 0 || size === this.#measuredAt) return this.#rowPx;
    this.#measuredAt = size;
    const heights = drawn.map((row) => row.getBoundingClientRect().height);
    return heights.reduce((all, height) => all + height, 0) / heights.length;
  }

  #options() {
    return {
      count: this.#count(),
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
      onChange: () => this.#take(),
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
    const count = this.#count();
    this.#slots = Math.max(this.#slots, (last?.index ?? 0) - (first?.index ?? 0) + 1);
    const from = Math.max(0, Math.min(first?.index ?? 0, count - this.#slots));
    const until = Math.min(count, from + this.#slots);
    const before = this.#range;
    const belowPx = (count - until) * this.#rowPx;
    if (before.from === from && before.until === until && before.belowPx === belowPx) return;
    this.#leaves(from, until);
    this.#range = { from, until, abovePx: from * this.#rowPx, belowPx };
  }
}
