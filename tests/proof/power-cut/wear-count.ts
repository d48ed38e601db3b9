import type { Checks } from './checks.ts';
import type { PlannedOperation } from '../../../src/ota-core/flash/recording-flash.ts';

const MOST_ERASES = 2;

/** I11: how often one update erases the same block of a boot record. */
export class WearCount {
  readonly #checks: Checks;
  readonly #erases = new Map<number, number>();

  constructor(checks: Checks) {
    this.#checks = checks;
  }

  /** An update begins. */
  begin(): void {
    this.#erases.clear();
  }

  hear({ kind, offset }: PlannedOperation, isRecord: boolean): void {
    if (kind !== 'erase' || !isRecord) return;
    const count = (this.#erases.get(offset) ?? 0) + 1;
    this.#erases.set(offset, count);
    this.#checks.that(
      count <= MOST_ERASES,
      'I11 few erases of a boot record',
      () => `${count} erases of the block at 0x${offset.toString(16)} in one update`,
    );
  }
}
