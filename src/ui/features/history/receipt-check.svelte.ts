import type { Failure } from '../../../contracts/failure.ts';
import type { CheckedReceipt } from '../../../workers/api.ts';
import { openPicture } from '../../state/camera.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';

/** Why there is nothing to check. */
export type CheckHindrance =
  | { readonly kind: 'empty' }
  | { readonly kind: 'no-code' | 'not-read' | 'too-long'; readonly file: string };

/** A receipt is some kilobytes, a picture of its code some megabytes. */
const MOST_TEXT_BYTES = 512 * 1024;
const MOST_PICTURE_BYTES = 32 * 1024 * 1024;

/** One receipt from elsewhere, as far as it is checked. */
export class ReceiptCheck {
  readonly #update: Pick<UpdateState, 'ask'>;
  #checked = $state.raw<CheckedReceipt | null>(null);
  #hindrance = $state.raw<CheckHindrance | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #isBusy = $state(false);
  /** Of several, the last one counts. */
  #round = 0;

  constructor(update: Pick<UpdateState, 'ask'>) {
    this.#update = update;
  }

  get checked(): CheckedReceipt | null {
    return this.#checked;
  }

  get hindrance(): CheckHindrance | null {
    return this.#hindrance;
  }

  get failure(): Failure | null {
    return this.#failure;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  async text(text: string): Promise<void> {
    const round = this.#begin();
    await this.#check(text.trim() === '' ? { kind: 'empty' } : text, round);
  }

  async file(file: File): Promise<void> {
    const round = this.#begin();
    await this.#check(await this.#textOf(file), round);
  }

  #begin(): number {
    this.#checked = null;
    this.#hindrance = null;
    this.#failure = null;
    this.#isBusy = true;
    return (this.#round += 1);
  }

  async #check(read: string | CheckHindrance, round: number): Promise<void> {
    const outcome =
      typeof read === 'string' ? await this.#update.ask((it) => it.checkReceipt(read)) : null;
    if (round !== this.#round) return;
    this.#isBusy = false;
    if (typeof read !== 'string') this.#hindrance = read;
    else if (outcome?.ok === true) this.#checked = outcome.value;
    else this.#failure = outcome?.failure ?? null;
  }

  async #textOf(file: File): Promise<string | CheckHindrance> {
    const isPicture = file.type.startsWith('image/');
    if (file.size > (isPicture ? MOST_PICTURE_BYTES : MOST_TEXT_BYTES))
      return { kind: 'too-long', file: file.name };
    try {
      if (!isPicture) return await file.text();
      const picture = await openPicture(file);
      const code = await this.#update.ask((updater) => updater.readCode(picture, 'thorough'));
      return code.ok && code.value !== null ? code.value : { kind: 'no-code', file: file.name };
    } catch {
      return { kind: 'not-read', file: file.name }; // gone, or no picture after all
    }
  }
}
