import type { SignInOrder, SignInTarget } from '../../contracts/sign-in.ts';
import type { Outcome } from '../../contracts/failure.ts';
import type { UpdateState } from './update-state.svelte.ts';

/** After so many refusals a person waits: some firmwares lock whoever tries on. */
const FREE_TRIES = 2;
const FIRST_WAIT_MS = 10_000;
const LONGEST_WAIT_MS = 300_000;

export type SignInFault = 'user' | 'password';

/** Whom it is sent to, and who asks again. */
export interface SignInSender extends Pick<UpdateState, 'ask' | 'connect'> {
  readonly method: { readonly again?: () => Promise<void> };
}

/** What is typed to sign in at one place, and how often it was refused there. The password is in memory only. */
export class SignInForm {
  readonly #now: () => number;
  user = $state('');
  password = $state('');
  keep = $state(false);
  #presses = $state(0);
  #fault = $state<SignInFault | null>(null);
  #refusals = 0;
  #notBefore = $state(Number.NEGATIVE_INFINITY);
  /** What was sent and not answered yet. */
  #isSent = false;

  /** `now`: milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** How often it was sent, or tried to. */
  get presses(): number {
    return this.#presses;
  }

  get fault(): SignInFault | null {
    return this.#fault;
  }

  /** When the next try may be sent, ms since 1970; null = now. */
  waitsUntil(now: number): number | null {
    return now < this.#notBefore ? this.#notBefore : null;
  }

  /** What was sent last was refused. Counts each refusal once. */
  refused(): void {
    if (!this.#isSent) return;
    this.#isSent = false;
    this.#refusals += 1;
    const waits = this.#refusals - FREE_TRIES;
    if (waits > 0)
      this.#notBefore = this.#now() + Math.min(FIRST_WAIT_MS * 2 ** (waits - 1), LONGEST_WAIT_MS);
  }

  /** null: something is missing, or it is too early. */
  order(at: SignInTarget): SignInOrder | null {
    const { user, password, keep } = this;
    this.#presses += 1;
    this.#fault = user === '' ? 'user' : password === '' ? 'password' : null;
    if (this.#fault !== null || this.waitsUntil(this.#now()) !== null) return null;
    return { at, user, password, keep };
  }

  /** Sends it, and asks again over a new link. */
  async submit(update: SignInSender, at: SignInTarget): Promise<SignInFault | null> {
    const order = this.order(at);
    if (order === null) return this.#fault;
    this.#isSent = true;
    this.password = '';
    const told: Outcome<null> = await update.ask((updater) => updater.signIn(order));
    if (told.ok) await (update.method.again?.() ?? update.connect());
    return null;
  }
}
