import type { Outcome } from '../../contracts/failure.ts';
import type { LinkBatch, LinkLine, LinkReport } from '../../contracts/link-log.ts';
import { lineOfRecord } from '../../messages/kept-words.ts';
import type { UpdaterClient } from '../../workers/client/worker-clients.ts';

/** Asks the updater worker, whichever lives. */
export type AskUpdater = <T>(
  question: (updater: UpdaterClient) => Promise<Outcome<T>>,
) => Promise<Outcome<T>>;

const EVERY_MS = 200;
const KEPT_LINES = 4_000;

/** The record of the link as the panels see it: asked for while one of them is open. */
export class LinkWatch {
  readonly #ask: AskUpdater;
  #lines = $state.raw<readonly LinkLine[]>([]);
  #report = $state.raw<LinkReport | null>(null);
  #last = 0;

  constructor(ask: AskUpdater) {
    this.#ask = ask;
  }

  /** Oldest first. */
  get lines(): readonly LinkLine[] {
    return this.#lines;
  }

  get report(): LinkReport | null {
    return this.#report;
  }

  /** Asks now and from time to time, until the result is called. */
  watch(): () => void {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let over = false;
    const ask = async (): Promise<void> => {
      await this.#take();
      if (!over) timer = setTimeout(() => void ask(), EVERY_MS);
    };
    void ask();
    return () => {
      over = true;
      if (timer !== null) clearTimeout(timer);
    };
  }

  /** The whole frame of a line; null = no longer there. */
  async openFrame(seq: number): Promise<string | null> {
    const opened = await this.#ask((updater) => updater.openFrame(seq));
    return opened.ok ? opened.value : null;
  }

  async #take(): Promise<void> {
    const outcome = await this.#ask((updater) => updater.linkLog(this.#last));
    if (outcome.ok) this.#add(outcome.value);
  }

  #add({ lines, last, report }: LinkBatch): void {
    // Another worker, another record: it begins at 1 again.
    const isNew = last < this.#last;
    this.#last = isNew ? 0 : last;
    this.#report = report;
    if (isNew || lines.length === 0) return;
    this.#lines = [...this.#lines, ...lines.map(lineOfRecord)].slice(-KEPT_LINES);
  }
}
