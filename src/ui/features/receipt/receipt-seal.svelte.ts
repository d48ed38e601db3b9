import { addLateWords } from '../../../messages/late-languages.ts';
import type { SealedReceipt } from '../../../workers/api.ts';
import type { FinishedRun } from '../../state/run-view.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';
import type { OwnSeal } from './receipt-paper.ts';

interface Sealed {
  readonly of: FinishedRun;
  readonly receipt: SealedReceipt;
  readonly seal: OwnSeal;
}

/** The signed receipt of the update that ended last, from its end on: what is printed cannot wait for it. */
export class ReceiptSeal {
  readonly #update: Pick<UpdateState, 'ask'>;
  #sealed = $state.raw<Sealed | null>(null);
  #asked: FinishedRun | null = null;

  constructor(update: Pick<UpdateState, 'ask'>) {
    this.#update = update;
  }

  /** null: it is not signed, or not yet. */
  of(finished: FinishedRun): OwnSeal | null {
    return this.#sealed?.of === finished ? this.#sealed.seal : null;
  }

  receiptOf(finished: FinishedRun): SealedReceipt | null {
    return this.#sealed?.of === finished ? this.#sealed.receipt : null;
  }

  /** Once for each. */
  async make(finished: FinishedRun): Promise<void> {
    if (this.#asked === finished) return;
    this.#asked = finished;
    const outcome = await this.#update.ask((updater) => updater.sealReceipt(null));
    if (!outcome.ok || outcome.value === null) return;
    const receipt = outcome.value;
    const [{ drawCode }] = await Promise.all([
      import('../../widgets/draw-code.ts'),
      addLateWords(),
    ]);
    const drawn = receipt.code === null ? null : drawCode(receipt.code, 'low');
    if (this.#asked === finished)
      this.#sealed = { of: finished, receipt, seal: { ...receipt, drawn } };
  }
}
