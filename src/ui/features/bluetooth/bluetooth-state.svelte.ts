import { StoredChoice } from '../../state/remembered.svelte.ts';
import type { Failure } from '../../../contracts/failure.ts';
import { OtaError, toFailure } from '../../../contracts/failure.ts';
import { bluetoothWords } from '../../../messages/bluetooth-words.ts';
import type { BluetoothClient, NearDevice } from '../../../workers/client/bluetooth-client.ts';
import { ListConnection } from '../../state/list-connection.svelte.ts';
import type { ListConnectionDeps } from '../../state/list-connection.svelte.ts';
import { CONNECTION_METHODS } from '../../state/connection-method.ts';
import { troubleshootingPage } from './troubleshooting-pages.ts';
import type { TroubleshootingPage, Surroundings } from './troubleshooting-pages.ts';

/** Which names the browser's list shows: the usual ones, or one that people gave their devices. */
export class NameChoice {
  /** How stock firmware names itself. */
  readonly usual: readonly string[];
  readonly #stored = new StoredChoice('slipway-bluetooth-name');
  #typed = $state('');

  constructor(usual: readonly string[]) {
    this.usual = usual;
    this.#typed = this.#stored.value ?? '';
  }

  /** Empty = the usual ones. */
  get typed(): string {
    return this.#typed;
  }

  get beginnings(): readonly string[] {
    return this.#typed === '' ? this.usual : [this.#typed];
  }

  /** Kept for the next visit: the devices of one place are called alike. */
  type(name: string): void {
    this.#typed = name.trim();
    this.#stored.keep(this.#typed);
  }
}

/** What is used of the client here. */
export type BluetoothAccess = Pick<
  BluetoothClient,
  'beginnings' | 'choose' | 'forget' | 'join' | 'known' | 'listen' | 'name' | 'state' | 'use'
>;

export interface BluetoothDeps extends ListConnectionDeps<BluetoothAccess> {
  readonly around: Surroundings;
  readonly names: NameChoice;
}

/** The way by Bluetooth: the radio may be off, and the list shows names. */
export class BluetoothState extends ListConnection<NearDevice, BluetoothAccess> {
  readonly around: Surroundings;
  readonly names: NameChoice;
  /** The size of a write that was used last. */
  #writeBytes: number | null = null;

  constructor({ around, names, ...deps }: BluetoothDeps) {
    super(deps, {
      traits: CONNECTION_METHODS.bluetooth,
      device: bluetoothWords.device,
      offersHelp: true,
    });
    this.around = around;
    this.names = names;
  }

  pageOf(failure: Failure): TroubleshootingPage {
    return troubleshootingPage(failure, this.around);
  }

  override async press(): Promise<void> {
    const radio = await this.client.state();
    if (radio === 'no-feature')
      this.help(toFailure(new OtaError('link/no-feature', { kind: 'bluetooth' })));
    else if (radio === 'off')
      this.help(toFailure(new OtaError('link/radio-off', { kind: 'bluetooth' })));
    else await super.press();
  }

  /** `all`: with every name. */
  override async choose({ all = false } = {}): Promise<void> {
    this.client.beginnings = all ? [] : this.names.beginnings;
    await super.choose();
  }

  /** The same device once more; where none was chosen yet, the list. */
  async again(): Promise<void> {
    if (this.client.name !== null) await this.connect();
    else await this.choose();
  }

  /** A permission from before this page knew what it wants is given back, and asked for anew. */
  async forgetAndChoose(): Promise<void> {
    await this.client.forget();
    await this.choose();
  }

  /** Writes carry so much from now on. What they carried before, where that was more; else null. */
  sized(bytes: number): number | null {
    const before = this.#writeBytes;
    this.#writeBytes = bytes;
    return before !== null && bytes < before ? before : null;
  }
}
