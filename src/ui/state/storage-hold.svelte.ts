import { Remembered } from './remembered.svelte.ts';

/** What this browser promises about what the page keeps in it: devices, history, the practice chip, the offline page. */
export type Hold =
  /** Not looked yet. */
  | 'unknown'
  /** The browser has nothing to ask: an old one, or a page over plain http. */
  | 'missing'
  /** It may clear it when space is short. */
  | 'may-go'
  /** The browser may be asking the person. */
  | 'asking'
  /** Until the person clears it. */
  | 'held'
  | 'refused'
  /** It could not say. */
  | 'failed';

export type Storage = Pick<StorageManager, 'persist' | 'persisted'>;

/** Asked for by a press, never by the page: a browser may put the question to the person. */
export class StorageHold {
  readonly #storage: Partial<Storage> | null;
  /** The person was offered to ask after an update: once is enough, the menu has it for good. */
  readonly offered = new Remembered('slipway-storage-asked', { on: false });
  #hold = $state<Hold>('unknown');

  /** `storage` null: the browser has none for this page. */
  constructor(storage: Partial<Storage> | null) {
    this.#storage = storage;
  }

  get hold(): Hold {
    return this.#hold;
  }

  /** Asks nobody: what the browser says of itself. */
  async look(): Promise<void> {
    const { persist, persisted } = this.#storage ?? {};
    if (persist === undefined || persisted === undefined) {
      this.#hold = 'missing';
      return;
    }
    if (this.#isAsked()) return;
    const held = await answerOf(() => this.#storage?.persisted?.());
    // What a press has brought meanwhile is newer.
    if (this.#isAsked()) return;
    this.#hold = held === null ? 'failed' : held ? 'held' : 'may-go';
  }

  #isAsked(): boolean {
    return this.#hold === 'asking' || this.#hold === 'refused';
  }

  /** In the course of a press. How long a person takes to answer is theirs; nothing waits for it. */
  async ask(): Promise<void> {
    if (this.#hold === 'missing' || this.#hold === 'asking') return;
    this.#hold = 'asking';
    const held = await answerOf(() => this.#storage?.persist?.());
    this.#hold = held === null ? 'failed' : held ? 'held' : 'refused';
  }
}

/** null: the browser threw, or said nothing of use. */
async function answerOf(ask: () => Promise<boolean> | undefined): Promise<boolean | null> {
  try {
    return (await ask()) ?? null;
  } catch {
    return null; // storage is closed to this page: that is the answer
  }
}
