import type { DeviceRecord } from './device-record.ts';

/** Of the devices that were started in a wave. `planned`: places it has. */
export interface WaveCounts {
  readonly planned: number;
  readonly underWay: number;
  readonly committed: number;
  readonly wentBack: number;
  readonly failed: number;
}

type Tally = { -readonly [K in keyof WaveCounts]: WaveCounts[K] } & { retrying: number };

/** How full each wave is, kept with each record: a roll-out over many devices asks often. */
export class WaveTallies {
  readonly #waves: Tally[];
  #wave = 0;
  #failures = 0;
  #underWay = 0;
  /** When they committed, of the devices that have not run their time; the first first. */
  readonly unsoaked = new Map<string, number>();

  constructor(planned: readonly number[]) {
    this.#waves = planned.map((count) => ({
      planned: count,
      underWay: 0,
      committed: 0,
      wentBack: 0,
      failed: 0,
      retrying: 0,
    }));
  }

  /** The one that takes devices, from 0. */
  get wave(): number {
    return this.#wave;
  }

  get waves(): readonly WaveCounts[] {
    return this.#waves;
  }

  get failures(): number {
    return this.#failures;
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** Places that waves up to the present one have left. */
  get free(): number {
    let free = 0;
    for (const [at, tally] of this.#waves.entries())
      if (at <= this.#wave)
        free +=
          tally.planned -
          (tally.underWay + tally.committed + tally.wentBack + tally.failed + tally.retrying);
    return free;
  }

  /** false: this is the last one. */
  advance(): boolean {
    if (this.#wave + 1 >= this.#waves.length) return false;
    this.#wave += 1;
    return true;
  }

  /** For records that were not added in the order of their times. */
  sortUnsoaked(): void {
    const sorted = [...this.unsoaked].sort(([, one], [, other]) => one - other);
    this.unsoaked.clear();
    for (const [id, atMs] of sorted) this.unsoaked.set(id, atMs);
  }

  add(id: string, record: DeviceRecord): void {
    this.#count(record, 1);
    if (record.state === 'committed' && !record.soaked) this.unsoaked.set(id, record.atMs);
    if ('wave' in record && record.wave !== null) this.#wave = Math.max(this.#wave, record.wave);
  }

  remove(id: string, record: DeviceRecord): void {
    this.#count(record, -1);
    this.unsoaked.delete(id);
  }

  #count(record: DeviceRecord, by: 1 | -1): void {
    if (!('wave' in record) || record.wave === null) return;
    const tally = this.#waves[record.wave];
    if (tally === undefined) throw new RangeError(`there is no wave ${record.wave}`);
    switch (record.state) {
      case 'waiting':
        tally.retrying += by;
        return;
      case 'under-way':
        tally.underWay += by;
        this.#underWay += by;
        return;
      case 'committed':
        tally.committed += by;
        return;
      case 'went-back':
        tally.wentBack += by;
        this.#failures += by;
        return;
      case 'failed':
        tally.failed += by;
        this.#failures += by;
    }
  }
}
