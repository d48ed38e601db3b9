import { FaultPlan } from '../ota-core/flash/fault-plan.ts';
import { eraseBlocksOf } from '../ota-core/flash/flash-areas.ts';
import { PowerCut, type Flash, type FlashGeometry } from '../ota-core/flash/flash.ts';
import type { NorFlash } from '../ota-core/flash/nor-flash.ts';
import type { ChipOperation } from './operation-log.ts';

/**
 * A chip whose supply can be cut in the middle of the very next flash operation: half of it is done
 * then, and PowerCut is thrown. This is what "cut the power at this moment" means while an update is
 * being written; a cut between two operations would be far kinder than life.
 */
export class CutSwitch implements Flash {
  readonly geometry: FlashGeometry;
  readonly #plan: FaultPlan;
  readonly #onTorn: (operation: ChipOperation) => void;

  /** The chip is used in place. `onTorn` hears of the half-done operation, which the chip does not log. */
  constructor(chip: NorFlash, onTorn: (operation: ChipOperation) => void) {
    this.geometry = chip.geometry;
    this.#plan = new FaultPlan(chip, null);
    this.#onTorn = onTorn;
  }

  /** The next operation is cut in half. */
  arm(): void {
    this.#plan.powerOn({ operation: this.#plan.operations, variant: 'prefix' });
  }

  /** The supply is back, or was never cut: nothing is armed any more. */
  powerOn(): void {
    this.#plan.powerOn();
  }

  read(offset: number, into: Uint8Array): void {
    this.#plan.read(offset, into);
  }

  program(offset: number, bytes: Uint8Array): void {
    const work = () => this.#plan.program(offset, bytes);
    this.#watch({ kind: 'program', offset, length: bytes.length }, work);
  }

  erase(offset: number, length: number): void {
    // Block by block, so that a cut is told of the block it hit.
    for (const block of eraseBlocksOf(this.geometry, offset, length))
      this.#watch({ kind: 'erase', ...block }, () => this.#plan.erase(block.offset, block.length));
  }

  #watch(operation: ChipOperation, work: () => void): void {
    const hadPower = !this.#plan.isDead;
    try {
      work();
    } catch (cut) {
      if (cut instanceof PowerCut && hadPower) this.#onTorn({ ...operation, torn: true });
      throw cut;
    }
  }
}
