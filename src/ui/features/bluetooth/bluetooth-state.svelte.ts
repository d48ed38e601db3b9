import type { Failure, Outcome } from '../../../contracts/failure.ts';
import { OtaError, toFailure } from '../../../contracts/failure.ts';
import { bluetoothWords } from '../../../messages/bluetooth-words.ts';
import type { BluetoothClient, NearDevice } from '../../../workers/client/bluetooth-client.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';
import { WAYS } from '../../state/way.ts';
import type { Way } from '../../state/way.ts';
import { BookState } from '../../state/book-state.svelte.ts';
import type { Once } from '../../state/remembered.svelte.ts';
import { doctorPage } from './doctor-pages.ts';
import type { DoctorPage } from './doctor-pages.ts';
import type { NameChoice } from './name-choice.svelte.ts';
import type { Surroundings } from './surroundings.ts';

export type BluetoothPhase =
  | { readonly kind: 'closed' }
  /** What the browser's list wants, before it opens. */
  | { readonly kind: 'explain' }
  /** The device is connected and asked; the screen's own state tells. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'doctor'; readonly failure: Failure };

/** What is used of the client here. */
export type BluetoothAccess = Pick<
  BluetoothClient,
  'beginnings' | 'choose' | 'forget' | 'join' | 'known' | 'listen' | 'name' | 'state' | 'use'
>;

export interface BluetoothDeps {
  readonly client: BluetoothAccess;
  readonly update: UpdateState;
  /** The list was explained. */
  readonly explained: Once;
  readonly around: Surroundings;
  readonly names: NameChoice;
}

/** The way by Bluetooth, from the press to the device's answer, and what helps when there is none. */
export class BluetoothState {
  readonly around: Surroundings;
  readonly names: NameChoice;
  /** Who was reached before. */
  readonly book: BookState;
  readonly #client: BluetoothAccess;
  readonly #update: UpdateState;
  readonly #explained: Once;
  readonly #way: Way;
  #phase = $state.raw<BluetoothPhase>({ kind: 'closed' });
  #knowsList = $state(false);
  /** The size of a write that was used last. */
  #writeBytes: number | null = null;
  #devices = $state.raw<readonly NearDevice[]>([]);

  constructor({ client, update, explained, around, names }: BluetoothDeps) {
    this.around = around;
    this.names = names;
    this.book = new BookState(update);
    this.#client = client;
    this.#update = update;
    this.#explained = explained;
    this.#knowsList = explained.done;
    this.#way = {
      traits: WAYS.bluetooth,
      device: bluetoothWords.device,
      join: (updater) => client.join(updater),
      chooseAgain: () => this.#chooseAgain(),
      help: (failure) => this.help(failure),
    };
    client.listen(() => void this.look());
  }

  get phase(): BluetoothPhase {
    return this.#phase;
  }

  /** Its own page is on the screen instead of the state of the update. */
  get showing(): boolean {
    const { kind } = this.#phase;
    return (kind === 'explain' || kind === 'doctor') && !this.#update.running;
  }

  /** Allowed before; whether one is near, nobody can tell. */
  get devices(): readonly NearDevice[] {
    return this.#devices;
  }

  pageOf(failure: Failure): DoctorPage {
    return doctorPage(failure, this.around);
  }

  /** Looks for devices that need no list. */
  async look(): Promise<void> {
    this.#devices = await this.#client.known();
  }

  /** The list was explained before: then a link leads there, and a press opens the list at once. */
  get knowsList(): boolean {
    return this.#knowsList;
  }

  /** The way was pressed: the first time what comes is explained before it comes. */
  async press(): Promise<void> {
    const radio = await this.#client.state();
    if (radio === 'no-feature')
      this.help(toFailure(new OtaError('link/no-feature', { kind: 'bluetooth' })));
    else if (radio === 'off')
      this.help(toFailure(new OtaError('link/radio-off', { kind: 'bluetooth' })));
    else if (this.#knowsList) await this.choose();
    else this.explain();
  }

  /** What happens in the browser's list. */
  explain(): void {
    this.#phase = { kind: 'explain' };
    this.#explained.tell();
    this.#knowsList = true;
  }

  /** The browser's list, then the device. `all`: with every name. */
  async choose({ all = false } = {}): Promise<void> {
    this.#client.beginnings = all ? [] : this.names.beginnings;
    const chosen = await this.#client.choose();
    if (!chosen.ok) {
      this.help(chosen.failure);
      return;
    }
    await this.#connect();
  }

  /** A device that needs no list. */
  async use(device: NearDevice): Promise<void> {
    this.#client.use(device);
    await this.#connect();
  }

  /** The same device once more; where none was chosen yet, the list. */
  async again(): Promise<void> {
    if (this.#client.name !== null) await this.#connect();
    else await this.choose();
  }

  /** A permission from before this page knew what it wants is given back, and asked for anew. */
  async forgetAndChoose(): Promise<void> {
    await this.#client.forget();
    await this.choose();
  }

  /** The browser takes back what this page was given. */
  async forget(device: NearDevice): Promise<void> {
    this.#client.use(device);
    await this.#client.forget();
    await this.look();
  }

  /** Back to the screen, with another way to choose. */
  leave(): void {
    this.#phase = { kind: 'closed' };
    if (this.#update.way === this.#way) this.#update.choice.disconnect();
  }

  /** Writes carry so much from now on. What they carried before, where that was more; else null. */
  sized(bytes: number): number | null {
    const before = this.#writeBytes;
    this.#writeBytes = bytes;
    return before !== null && bytes < before ? before : null;
  }

  /** The page for what went wrong. */
  help(failure: Failure): void {
    this.#phase = { kind: 'doctor', failure };
  }

  async #connect(): Promise<void> {
    this.#phase = { kind: 'connecting' };
    await this.#update.connect(this.#way);
    const { device } = this.#update.choice;
    this.#phase =
      device.kind === 'unreachable'
        ? { kind: 'doctor', failure: device.failure }
        : { kind: 'closed' };
  }

  /** For an update whose device went away: the next link is opened to the one that is chosen here. */
  #chooseAgain(): Promise<Outcome<null>> {
    return this.#client.choose();
  }
}
