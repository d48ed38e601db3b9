import type { Failure } from '../../../contracts/failure.ts';
import type { PastUpdate, SealedReceipt, UpdateHistory } from '../../../workers/api.ts';
import type { AskUpdater } from '../../state/restartable-updater.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';
import type { DrawnCode } from '../../widgets/draw-code.ts';
import { shownUpdates, WHOLE_HISTORY } from './past-rows.ts';
import type { HistoryView } from './past-rows.ts';

export interface PastSeal {
  readonly id: string;
  /** null: this page cannot sign. */
  readonly receipt: (SealedReceipt & { readonly drawn: DrawnCode | null }) | null;
}

/** The history while its screen is open. */
export class HistoryState {
  readonly #update: Pick<UpdateState, 'ask'>;
  #history = $state.raw<UpdateHistory | null>(null);
  #view = $state.raw<HistoryView>(WHOLE_HISTORY);
  #removed = $state.raw<readonly PastUpdate[]>([]);
  #seal = $state.raw<PastSeal | null>(null);
  #failure = $state.raw<Failure | null>(null);

  constructor(update: Pick<UpdateState, 'ask'>) {
    this.#update = update;
  }

  readonly #shown: readonly PastUpdate[] = $derived(shownUpdates(this.updates ?? [], this.#view));

  /** The last one first; null: they are not read yet. */
  get updates(): readonly PastUpdate[] | null {
    return this.#history?.updates ?? null;
  }

  /** As they are searched and filtered. */
  get shown(): readonly PastUpdate[] {
    return this.#shown;
  }

  get view(): HistoryView {
    return this.#view;
  }

  get who(): string | null {
    return this.#history?.who ?? null;
  }

  get isKept(): boolean {
    return this.#history?.isKept ?? true;
  }

  /** Older ones have made room; null: none had to. */
  get most(): number | null {
    const { updates = [], most = Infinity } = this.#history ?? {};
    return updates.length >= most ? most : null;
  }

  /** Taken out last, as long as that can be undone. */
  get removed(): readonly PastUpdate[] {
    return this.#removed;
  }

  /** Why the history could not be read or changed; null = it could. */
  get failure(): Failure | null {
    return this.#failure;
  }

  find(id: string): PastUpdate | null {
    return this.updates?.find((one) => one.id === id) ?? null;
  }

  /** null: it is not signed yet. */
  sealOf(id: string): PastSeal | null {
    return this.#seal?.id === id ? this.#seal : null;
  }

  async read(): Promise<void> {
    const outcome = await this.#ask((updater) => updater.updateHistory());
    if (outcome.ok) this.#history = outcome.value;
  }

  look(change: Partial<HistoryView>): void {
    this.#view = { ...this.#view, ...change };
  }

  /** What is printed and saved of it. */
  async seal(id: string): Promise<void> {
    if (this.sealOf(id) !== null) return;
    const outcome = await this.#ask((updater) => updater.sealReceipt(id));
    if (!outcome.ok) return;
    const { drawCode } = await import('../../widgets/draw-code.ts');
    const sealed = outcome.value;
    const code = sealed?.code ?? null;
    const drawn = code === null ? null : drawCode(code, 'low');
    this.#seal = { id, receipt: sealed && { ...sealed, drawn } };
  }

  /** How many are gone now. */
  async remove(ids: readonly string[]): Promise<number> {
    const outcome = await this.#ask((updater) => updater.removeFromHistory(ids));
    if (outcome.ok) this.#removed = outcome.value;
    await this.#readAgain(outcome.ok);
    return outcome.ok ? outcome.value.length : 0;
  }

  async undoRemoval(): Promise<boolean> {
    const removed = this.#removed;
    const outcome = await this.#ask((updater) => updater.putBackInHistory(removed));
    if (outcome.ok) this.#removed = [];
    await this.#readAgain(outcome.ok);
    return outcome.ok;
  }

  /** undefined: it was not saved. */
  async setWho(name: string): Promise<string | null | undefined> {
    const outcome = await this.#ask((updater) => updater.setWho(name));
    await this.#readAgain(outcome.ok);
    return outcome.ok ? outcome.value : undefined;
  }

  /** What went wrong stays in sight. */
  async #readAgain(isGood: boolean): Promise<void> {
    if (isGood) await this.read();
  }

  readonly #ask: AskUpdater = async (question) => {
    const outcome = await this.#update.ask(question);
    this.#failure = outcome.ok ? null : outcome.failure;
    return outcome;
  };
}
