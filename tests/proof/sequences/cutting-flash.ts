import { eraseBlocksOf } from '../../../src/ota-core/flash/flash-areas.ts';
import { FaultPlan, type TornVariant } from '../../../src/ota-core/flash/fault-plan.ts';
import type { Flash, FlashGeometry } from '../../../src/ota-core/flash/flash.ts';
import type { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';

export interface Cut {
  /** So many operations are done, the next one is cut. */
  readonly after: number;
  readonly variant: TornVariant;
  readonly seed: number;
}

/** A chip whose supply can be told to go away while the device runs; further cuts wait for the next power-on. */
export class CuttingFlash implements Flash {
  readonly geometry: FlashGeometry;
  readonly #plan: FaultPlan;
  readonly #isSpared: (offset: number) => boolean;
  #cuts: readonly Cut[] = [];
  #left = 0;

  /** An operation at a spared offset is never cut: the cut falls into the next one elsewhere. */
  constructor(chip: NorFlash, isSpared: (offset: number) => boolean) {
    this.geometry = chip.geometry;
    this.#plan = new FaultPlan(chip, null);
    this.#isSpared = isSpared;
  }

  arm(cut: Cut): void {
    if (this.#cuts.length === 0) this.#left = cut.after;
    this.#cuts = [...this.#cuts, cut];
  }

  powerOn(): void {
    this.#plan.powerOn();
  }

  read(offset: number, into: Uint8Array): void {
    this.#plan.read(offset, into);
  }

  program(offset: number, bytes: Uint8Array): void {
    this.#prepare(offset);
    this.#plan.program(offset, bytes);
  }

  erase(offset: number, length: number): void {
    if (this.#cuts.length === 0) {
      this.#plan.erase(offset, length);
      return;
    }
    for (const block of eraseBlocksOf(this.geometry, offset, length)) {
      this.#prepare(block.offset);
      this.#plan.erase(block.offset, block.length);
    }
  }

  #prepare(offset: number): void {
    const [cut, next] = this.#cuts;
    if (cut === undefined) return;
    if (this.#left > 0) this.#left -= 1;
    else if (!this.#isSpared(offset)) {
      this.#cuts = this.#cuts.slice(1);
      this.#left = next?.after ?? 0;
      const { variant, seed } = cut;
      this.#plan.powerOn({ operation: this.#plan.operations, variant, seed });
    }
  }
}
