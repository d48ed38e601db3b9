import type { Failure, Outcome } from '../../../contracts/failure.ts';
import type { CheckReport, ProductCheck, TriedCheck } from '../../../contracts/product-check.ts';
import type { UpdaterClient } from '../../../workers/client/updater-client.ts';
import type { AskUpdater } from '../../state/restartable-updater.ts';
import { CheckDraft } from './check-draft.svelte.ts';

export type ChecksStep =
  | { readonly kind: 'none' | 'reading' | 'ready' | 'trying' }
  | { readonly kind: 'imported'; readonly checks: number }
  | { readonly kind: 'removed'; readonly name: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** The checks of one application in this browser: the list, the one that is written, and what the device answers now. */
export class ProductCheckList {
  readonly #ask: AskUpdater;
  #app = $state('');
  #list = $state.raw<readonly ProductCheck[]>([]);
  #step = $state.raw<ChecksStep>({ kind: 'none' });
  /** Before the last one was removed. */
  #before: readonly ProductCheck[] = [];
  #tried = $state.raw<readonly (readonly [ProductCheck, CheckReport])[]>([]);
  #draft = $state.raw<CheckDraft | null>(null);
  #answer = $state.raw<TriedCheck['answer'] | 'none' | null>(null);
  /** Grows when what is asked is of no use any more. */
  #turn = 0;

  constructor(ask: AskUpdater) {
    this.#ask = ask;
  }

  get app(): string {
    return this.#app;
  }

  get list(): readonly ProductCheck[] {
    return this.#list;
  }

  get step(): ChecksStep {
    return this.#step;
  }

  get busy(): boolean {
    return this.#step.kind === 'reading' || this.#step.kind === 'trying';
  }

  /** The one that is being written; null = none. */
  get draft(): CheckDraft | null {
    return this.#draft;
  }

  /** What the device said to the question of the draft; `none`: nothing. null = it was not asked. */
  get answer(): TriedCheck['answer'] | 'none' | null {
    return this.#answer;
  }

  /** How it stands with the device as it is; null = it was not tried. */
  triedOf(check: ProductCheck): CheckReport | null {
    return this.#tried.find(([one]) => one === check)?.[1] ?? null;
  }

  /** Another device, or none. */
  forget(): void {
    this.#turn += 1;
    this.#list = [];
    this.#tried = [];
    this.#draft = null;
    this.#answer = null;
    this.#step = { kind: 'none' };
  }

  /** Those of what the device runs. */
  async read({ app }: { readonly app: string }): Promise<void> {
    this.#app = app;
    this.#step = { kind: 'reading' };
    await this.#take((updater) => updater.productChecks(app), { kind: 'ready' });
  }

  write(check: ProductCheck | null): void {
    this.#draft = new CheckDraft(check);
    this.#answer = null;
  }

  leaveDraft(): void {
    this.#draft = null;
    this.#answer = null;
  }

  /** The draft as one of the list, where it is sound. */
  async save(): Promise<boolean> {
    const draft = this.#draft;
    if (draft === null) return false;
    const { check, of } = draft;
    const list =
      of === null ? [...this.#list, check] : this.#list.map((one) => (one === of ? check : one));
    const isSaved = await this.#set(list, { kind: 'ready' });
    if (isSaved) this.leaveDraft();
    return isSaved;
  }

  async remove(check: ProductCheck): Promise<void> {
    const before = this.#list;
    const rest = before.filter((one) => one !== check);
    if (await this.#set(rest, { kind: 'removed', name: check.name })) this.#before = before;
  }

  async undo(): Promise<void> {
    if (this.#step.kind === 'removed') await this.#set(this.#before, { kind: 'ready' });
  }

  /** Those of a file take the place of all. */
  async import(file: File): Promise<void> {
    const read = await this.#ask((updater) => updater.readChecksFile(file));
    if (read.ok) await this.#set(read.value, { kind: 'imported', checks: read.value.length });
    else this.#step = { kind: 'failed', failure: read.failure };
  }

  /** null: it could not be made. */
  async export(): Promise<Blob | null> {
    const made = await this.#ask((updater) => updater.checksFile(this.#app, this.#list));
    return made.ok ? made.value : null;
  }

  async try(check: ProductCheck): Promise<void> {
    const tried = await this.#asked(check);
    if (tried === null) return;
    this.#tried = [...this.#tried.filter(([one]) => one !== check), [check, tried.report]];
  }

  /** Asks what the draft would ask: a value of the answer can then be chosen. */
  async askDraft(): Promise<void> {
    const question = this.#draft?.question ?? null;
    if (question === null) return;
    const tried = await this.#asked(question);
    if (tried !== null) this.#answer = tried.answer ?? 'none';
  }

  async #asked(check: ProductCheck): Promise<TriedCheck | null> {
    if (this.busy) return null;
    const turn = this.#turn;
    this.#step = { kind: 'trying' };
    const outcome = await this.#ask((updater) => updater.tryCheck(check));
    if (turn !== this.#turn) return null;
    this.#step = outcome.ok ? { kind: 'ready' } : { kind: 'failed', failure: outcome.failure };
    return outcome.ok ? outcome.value : null;
  }

  #set(list: readonly ProductCheck[], then: ChecksStep): Promise<boolean> {
    return this.#take((updater) => updater.setProductChecks(this.#app, [...list]), then);
  }

  async #take(
    question: (updater: UpdaterClient) => Promise<Outcome<readonly ProductCheck[]>>,
    then: ChecksStep,
  ): Promise<boolean> {
    const turn = this.#turn;
    const outcome = await this.#ask(question);
    if (turn !== this.#turn) return false;
    if (!outcome.ok) {
      this.#step = { kind: 'failed', failure: outcome.failure };
      return false;
    }
    this.#list = outcome.value;
    this.#tried = [];
    this.#step = then;
    return true;
  }
}
