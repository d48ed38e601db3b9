import type { Failure, Outcome } from '../../../contracts/failure.ts';
import type { ProductCheck, RedRule, TrialRule } from '../../../contracts/product-check.ts';
import type { UpdaterClient } from '../../../workers/client/updater-client.ts';
import type { AddedFile } from './roll-out-thread.ts';

/** `kept`: in this browser for the application; `package`: what the firmware brings along. */
export type ChecksFrom = 'none' | 'kept' | 'package' | 'file';

/**
 * Why there are none to ask: no file was chosen, the browser keeps none, a firmware brings none, they differ, or the firmwares are of
 * several applications, which have checks of their own.
 */
export type ChecksLack = 'file' | 'kept' | 'package' | 'differ' | 'apps';

type Ask = <T>(question: (updater: UpdaterClient) => Promise<Outcome<T>>) => Promise<Outcome<T>>;

/** By which checks a roll-out keeps its firmware: one list for all of its devices. */
export class ChecksChoice {
  readonly #ask: Ask;
  readonly #changed: () => void;
  #from = $state<ChecksFrom>('none');
  #onRed = $state<RedRule>('go-back');
  #files = $state.raw<readonly AddedFile[]>([]);
  /** null: not asked yet. */
  #kept = $state.raw<readonly ProductCheck[] | null>(null);
  #given = $state.raw<{ readonly name: string; readonly checks: readonly ProductCheck[] } | null>(
    null,
  );
  #failure = $state.raw<Failure | null>(null);
  #turn = 0;
  readonly #found = $derived.by((): readonly ProductCheck[] | ChecksLack => {
    switch (this.#from) {
      case 'none':
        return [];
      case 'file':
        return this.#given?.checks ?? 'file';
      case 'package':
        return checksOfAll(this.#files);
      case 'kept':
        if (appsOf(this.#files).length > 1) return 'apps';
        return this.#kept === null || this.#kept.length === 0 ? 'kept' : this.#kept;
    }
  });

  /** `changed`: what is asked is another. */
  constructor(ask: Ask, changed: () => void) {
    this.#ask = ask;
    this.#changed = changed;
  }

  get from(): ChecksFrom {
    return this.#from;
  }

  get onRed(): RedRule {
    return this.#onRed;
  }

  /** Of the file that was chosen; null: none was. */
  get fileName(): string | null {
    return this.#given?.name ?? null;
  }

  /** Why a file of checks is not used, or those of this browser cannot be read. */
  get failure(): Failure | null {
    return this.#failure;
  }

  /** The application whose checks are meant; null: there is none, or there are several. */
  get app(): string | null {
    const [app, ...others] = appsOf(this.#files);
    return app === undefined || others.length > 0 ? null : app;
  }

  /** null: there is what is wanted. */
  get lack(): ChecksLack | null {
    return typeof this.#found === 'string' ? this.#found : null;
  }

  /** null: a firmware is kept as soon as it runs, or `lack` says why there is none. */
  get rule(): TrialRule | null {
    if (this.#from === 'none' || typeof this.#found === 'string') return null;
    return { checks: this.#found, onRed: this.#onRed };
  }

  async take(from: ChecksFrom): Promise<void> {
    this.#from = from;
    this.#failure = null;
    this.#changed();
    if (from === 'kept') await this.#read();
  }

  onRedDo(rule: RedRule): void {
    this.#onRed = rule;
    this.#changed();
  }

  /** The firmwares are others. */
  async follow(files: readonly AddedFile[]): Promise<void> {
    const before = this.app;
    this.#files = files;
    if (this.app !== before) this.#kept = null;
    if (this.#from === 'kept' && this.app !== before) await this.#read();
  }

  async give(file: File): Promise<void> {
    const turn = (this.#turn += 1);
    this.#failure = null;
    const read = await this.#ask((updater) => updater.readChecksFile(file));
    if (turn !== this.#turn) return;
    if (read.ok) this.#given = { name: file.name, checks: read.value };
    else this.#failure = read.failure;
    this.#changed();
  }

  async #read(): Promise<void> {
    const { app } = this;
    if (app === null) return;
    const turn = (this.#turn += 1);
    const read = await this.#ask((updater) => updater.productChecks(app));
    if (turn !== this.#turn) return;
    if (read.ok) this.#kept = read.value;
    else this.#failure = read.failure;
    this.#changed();
  }
}

const appsOf = (files: readonly AddedFile[]): readonly string[] => [
  ...new Set(files.map(({ bundle }) => bundle.name)),
];

/** Each device gets one of the firmwares, and is asked the same as all others. */
function checksOfAll(files: readonly AddedFile[]): readonly ProductCheck[] | ChecksLack {
  const [first, ...others] = files.map(({ bundle }) => bundle.brings ?? null);
  if (first === undefined || first === null || others.includes(null)) return 'package';
  const same = JSON.stringify(first);
  return others.every((list) => JSON.stringify(list) === same) ? first : 'differ';
}
