import {
  formatTrust,
  parseTrust,
  type PinnedKey,
  type PinnedTrust,
} from '../../../contracts/signature-trust.ts';
import type { SignatureRule } from '../../../contracts/signature.ts';
import { StoredChoice } from '../../state/remembered.svelte.ts';
import { TRUST_KEY } from '../../state/restartable-updater.ts';

export type KeyFault = 'no-name' | 'no-key' | 'known' | 'not-kept';

/** What a person gives of a key. `spki` and `fingerprint` null: it is none. */
export interface GivenKey {
  readonly name: string;
  readonly read: Pick<PinnedKey, 'spki' | 'fingerprint'> | null;
  readonly app: string | null;
}

/** The keys that people trust in this browser, and what they ask of the signature of each application. */
export class TrustedKeys {
  readonly #stored = new StoredChoice(TRUST_KEY);
  readonly #changed: () => Promise<void>;
  #trust = $state.raw<PinnedTrust>(parseTrust(this.#stored.value));

  /** `changed`: what is chosen has to be judged anew. */
  constructor(changed: () => Promise<void>) {
    this.#changed = changed;
  }

  get keys(): readonly PinnedKey[] {
    return this.#trust.keys;
  }

  /** Of exactly this application, null: of every one. */
  ruleOf(app: string | null): SignatureRule {
    return this.#trust.rules.find((rule) => rule.app === app)?.rule ?? 'show';
  }

  async setRule(app: string | null, rule: SignatureRule): Promise<KeyFault | null> {
    const others = this.#trust.rules.filter((other) => other.app !== app);
    return this.#keep({ ...this.#trust, rules: [...others, { app, rule }] });
  }

  /** Returns why it is not taken; null = it is trusted now. */
  async add({ name, read, app }: GivenKey): Promise<KeyFault | null> {
    if (read === null) return 'no-key';
    if (name.trim() === '') return 'no-name';
    if (this.keys.some(({ spki }) => spki === read.spki)) return 'known';
    const { spki, fingerprint } = read;
    const key: PinnedKey = { name: name.trim(), spki, fingerprint, app };
    return this.#keep({ ...this.#trust, keys: [...this.keys, key] });
  }

  async remove({ spki }: PinnedKey): Promise<KeyFault | null> {
    return this.#keep({ ...this.#trust, keys: this.keys.filter((key) => key.spki !== spki) });
  }

  async #keep(trust: PinnedTrust): Promise<KeyFault | null> {
    // What judges reads it from there.
    if (!this.#stored.keep(formatTrust(trust))) return 'not-kept';
    this.#trust = trust;
    await this.#changed();
    return null;
  }
}
