import type { Clock } from '../../contracts/clock.ts';
import type { ChipSnapshot, PracticeSnapshot } from '../api.ts';

/** What the feed sends of: the practice device, with or without all that is known of its chip. */
export interface PracticeSource {
  readonly latest: PracticeSnapshot;
  readonly latestWithChip: ChipSnapshot;
  /** Something counts down: a snapshot is worth sending although nothing happened. */
  readonly onTrial: boolean;
}

const BEAT_MS = 250;
/** While the chip is written, snapshots of it come about so often. */
const CHIP_EVERY_MS = 100;

/**
 * Sends snapshots of the practice device to the window: at every change, and at each beat during a trial. Without
 * anybody who watches the chip they are small, and what happens in the flash costs nothing. With the chip, every
 * snapshot is of one moment: device and picture never contradict each other.
 */
export class PracticeFeed {
  readonly #clock: Clock;
  #source: PracticeSource | null = null;
  #port: Pick<MessagePort, 'postMessage'> | null = null;
  #hasChip = false;
  #lastAt = Number.NEGATIVE_INFINITY;
  #isQueued = false;
  #isPaced = false;

  /** `clock`: the page's time. */
  constructor(clock: Clock) {
    this.#clock = clock;
    void this.#beat();
  }

  /** From now on snapshots are of this device. */
  tellOf(source: PracticeSource): void {
    this.#source = source;
    this.changed();
  }

  /** From now on, and at once. The port belongs to the feed. */
  sendTo(port: Pick<MessagePort, 'postMessage'>): void {
    this.#port = port;
    this.changed();
  }

  /** From now on with the chip. */
  watchChip(): void {
    this.#hasChip = true;
    this.changed();
  }

  /** The device changed. Several changes of one moment are one snapshot. */
  changed(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    queueMicrotask(() => this.#send());
  }

  /** Only what is in the chip or on the bench changed: it is told at the chip's pace. */
  chipChanged(): void {
    if (!this.#hasChip || this.#isPaced) return;
    this.#isPaced = true;
    const dueInMs = Math.max(0, this.#lastAt + CHIP_EVERY_MS - this.#clock.now());
    void this.#clock.sleep(dueInMs, always).then(() => {
      if (this.#isPaced) this.#send(); // else another change was told meanwhile, and this with it
    });
  }

  #send(): void {
    this.#isQueued = false;
    this.#isPaced = false;
    if (this.#source === null || this.#port === null) return;
    this.#lastAt = this.#clock.now();
    this.#port.postMessage(this.#hasChip ? this.#source.latestWithChip : this.#source.latest);
  }

  /** The uptime, which is shown beside the chip, goes on at every other beat. */
  async #beat(): Promise<void> {
    for (let count = 1; ; count += 1) {
      await this.#clock.sleep(BEAT_MS, always);
      if (this.#source?.onTrial === true) this.changed();
      else if (count % 2 === 0) this.chipChanged();
    }
  }
}

/** The feed ends with its worker. */
const always = new AbortController().signal;
