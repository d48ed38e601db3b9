import type { Clock } from '../../contracts/clock.ts';
import type { PracticeNews } from '../api.ts';

/** How often news come while something counts down. */
const EVERY_MS = 250;

export interface NewsSource {
  readonly news: PracticeNews;
  /** Something counts down, so news are worth sending although nothing happened. */
  readonly onTrial: boolean;
}

/** Sends news of the practice device to whoever watches: at every change, and regularly during a trial. */
export class NewsFeed {
  readonly #clock: Clock;
  readonly #ports: MessagePort[] = [];
  #source: NewsSource | null = null;
  #queued = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    void this.#countDown();
  }

  /** From now on news are of this device. */
  tellOf(source: NewsSource): void {
    this.#source = source;
    this.changed();
  }

  add(port: MessagePort): void {
    this.#ports.push(port);
    this.changed();
  }

  /** Several changes of one moment are one news. */
  changed(): void {
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      if (this.#source === null) return;
      const { news } = this.#source;
      for (const port of this.#ports) port.postMessage(news);
    });
  }

  async #countDown(): Promise<void> {
    const always = new AbortController().signal;
    for (;;) {
      await this.#clock.sleep(EVERY_MS, always);
      if (this.#source?.onTrial === true) this.changed();
    }
  }
}
