import { isDeviceId } from '../../../contracts/broker-devices.ts';
import type { BrokerDevice, BrokerSnapshot } from '../../../contracts/broker-devices.ts';
import type { Failure, Outcome } from '../../../contracts/failure.ts';
import type { SignInOrder, SignInTarget } from '../../../contracts/sign-in.ts';
import { SignInForm } from '../../state/sign-in.svelte.ts';
import type { SignInFault, SignInSender } from '../../state/sign-in.svelte.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';

/** A list without a search field. */
const FEW = 10;
/** Rows on the screen at once. */
const MOST_ROWS = 100;

const JOINING: BrokerSnapshot = {
  ...{ phase: 'listening', failure: null, hearsAll: true, devices: [], isFull: false },
};

export interface BrokerDeps {
  readonly update: Pick<UpdateState, 'ask'>;
  /** With a slash at its end. */
  readonly address: string;
  /** Ids of its devices that were reached before. */
  readonly known: readonly string[];
}

/** One broker, while its devices are looked at. */
export class BrokerState {
  readonly address: string;
  readonly #deps: BrokerDeps;
  #isOpen = $state(false);
  #snapshot = $state.raw<BrokerSnapshot>(JOINING);
  #typed = $state('');
  #isWrong = $state(false);
  find = $state('');
  /** Which of the times that it was opened. */
  #round = 0;

  constructor(deps: BrokerDeps) {
    this.address = deps.address;
    this.#deps = deps;
  }

  get phase(): 'joining' | BrokerSnapshot['phase'] {
    return this.#isOpen ? this.#snapshot.phase : 'joining';
  }

  get hearsAll(): boolean {
    return this.#snapshot.hearsAll;
  }

  /** Why the connection is lost. */
  get failure(): Failure | null {
    return this.#snapshot.failure;
  }

  get devices(): readonly BrokerDevice[] {
    return this.#snapshot.devices;
  }

  get isFull(): boolean {
    return this.#snapshot.isFull;
  }

  get searches(): boolean {
    return this.devices.length > FEW;
  }

  get #found(): readonly BrokerDevice[] {
    const part = this.searches ? this.find.trim().toLowerCase() : '';
    return this.devices.filter(({ id }) => id.toLowerCase().includes(part));
  }

  get rows(): readonly BrokerDevice[] {
    return this.#found.slice(0, MOST_ROWS);
  }

  /** Found, and not among the rows. */
  get more(): number {
    return this.#found.length - this.rows.length;
  }

  get typed(): string {
    return this.#typed;
  }

  /** What was typed is no id; false also before it was tried. */
  get isWrong(): boolean {
    return this.#isWrong;
  }

  type(text: string): void {
    this.#typed = text;
    this.#isWrong = false;
  }

  /** Listens there. */
  async open(): Promise<Outcome<null>> {
    const round = (this.#round += 1);
    this.#isOpen = false;
    const outcome = await this.#deps.update.ask((updater) =>
      updater.watchBroker(this.address, (latest) => {
        if (round === this.#round) this.#snapshot = latest;
      }),
    );
    if (round !== this.#round || !outcome.ok) return outcome;
    this.#isOpen = true;
    await this.ask(this.#deps.known);
    return outcome;
  }

  close(): void {
    this.#round += 1;
    void this.#deps.update.ask((updater) => updater.leaveBroker());
  }

  async ask(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#deps.update.ask((updater) => updater.askAtBroker(ids));
  }

  /** Those that nobody has asked. */
  get unasked(): readonly string[] {
    return this.devices.filter(({ answer }) => answer === 'none').map(({ id }) => id);
  }

  /** What was typed, as an id; null = it is none. */
  readId(): string | null {
    const id = this.#typed.trim();
    this.#isWrong = !isDeviceId(id);
    return this.#isWrong ? null : id;
  }

  addressOf(id: string): string {
    return `${this.address}${encodeURIComponent(id)}`;
  }
}

/** Signs in at a broker whose devices are looked at; no device is chosen there yet. */
export class BrokerSignIn extends SignInForm {
  readonly #place: string;
  readonly #again: () => Promise<void>;

  constructor(place: string, again: () => Promise<void>) {
    super(() => Date.now());
    this.#place = place;
    this.#again = again;
  }

  override order(at: SignInTarget): SignInOrder | null {
    const order = super.order(at);
    return order === null ? null : { ...order, place: this.#place };
  }

  override submit(update: SignInSender, at: SignInTarget): Promise<SignInFault | null> {
    const again = this.#again;
    const ask: SignInSender['ask'] = (question) => update.ask(question);
    return super.submit({ ask, connect: again, method: { again } }, at);
  }
}
