import type { Clock } from '../../contracts/clock.ts';
import type { PracticeSnapshot, ChipSnapshot } from '../api.ts';

/** How often news come while something counts down. */
const EVERY_MS = 250;

export interface PracticeSource {
  readonly latest: PracticeSnapshot;
  /** Something counts down, so news are worth sending although nothing happened. */
  readonly onTrial: boolean;
}

/** Sends news of the practice device to whoever watches: at every change, and regularly during a trial. */
export class PracticeFeed {
  readonly #clock: Clock;
  readonly #ports: MessagePort[] = [];
  #source: PracticeSource | null = null;
  #queued = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    void this.#countDown();
  }

  /** From now on news are of this device. */
  tellOf(source: PracticeSource): void {
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
      const { latest } = this.#source;
      for (const port of this.#ports) port.postMessage(latest);
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

/** While something changes, news come at most so often; the clock of the screen wants some anyway. */
const AT_MOST_EVERY_MS = 100;
const IDLE_EVERY_MS = 500;

/**
 * Sends news of the chip to whoever watches: at once when something changes after a pause, then at most
 * ten times a second, and twice a second when nothing does (the uptime goes on). Without anybody
 * watching it costs nothing.
 */
export class ChipFeed {
  readonly #clock: Clock;
  readonly #latest: () => ChipSnapshot | null;
  readonly #ports: MessagePort[] = [];
  #lastAt = Number.NEGATIVE_INFINITY;
  #waiting = false;

  /** `clock` is the page's time; `news` null = no device yet. */
  constructor(clock: Clock, latest: () => ChipSnapshot | null) {
    this.#clock = clock;
    this.#latest = latest;
  }

  /** From now on. The port belongs to the feed. */
  add(port: MessagePort): void {
    this.#ports.push(port);
    if (this.#ports.length === 1) void this.#beat();
    this.changed();
  }

  changed(): void {
    if (this.#waiting || this.#ports.length === 0) return;
    this.#waiting = true;
    const dueInMs = Math.max(0, this.#lastAt + AT_MOST_EVERY_MS - this.#clock.now());
    void this.#clock.sleep(dueInMs, always).then(() => this.#send());
  }

  #send(): void {
    this.#waiting = false;
    this.#lastAt = this.#clock.now();
    const latest = this.#latest();
    if (latest !== null) for (const port of this.#ports) port.postMessage(latest);
  }

  async #beat(): Promise<void> {
    for (;;) {
      await this.#clock.sleep(IDLE_EVERY_MS, always);
      this.changed();
    }
  }
}

/** The feed ends with its worker. */
const always = new AbortController().signal;
