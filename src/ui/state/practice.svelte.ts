import type { Failure, Outcome } from '../../contracts/failure.ts';
import type {
  ChipDamage,
  ChipSnapshot,
  ChipStorage,
  EmulatorSnapshot,
  PracticeSnapshot,
} from '../../workers/api.ts';
import type { EmulatorClient } from '../../workers/client/emulator-client.ts';

/** The practice device as the screen sees it. */
export type PracticePhase =
  | { readonly kind: 'starting' }
  | { readonly kind: 'in-use' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'there'; readonly latest: PracticeSnapshot };

/** A thread that can be had anew after its death. */
export interface PracticeClient extends EmulatorClient {
  restart(): void;
}

/** The device that lives in this page: its power, its time, and what it says of its chip. */
export class PracticeState {
  readonly #client: PracticeClient;
  #phase = $state.raw<PracticePhase>({ kind: 'starting' });
  #chip = $state.raw<ChipSnapshot | null>(null);
  #watchesChip = false;
  #digest = $state<string | null>(null);
  #listeners: ((latest: PracticeSnapshot) => void)[] = [];
  #asked = 0;

  constructor(client: PracticeClient) {
    this.#client = client;
  }

  get phase(): PracticePhase {
    return this.#phase;
  }

  get snapshot(): EmulatorSnapshot | null {
    return this.#phase.kind === 'there' ? this.#phase.latest.snapshot : null;
  }

  /** What the page itself took from the device, and can give back; null = nothing. */
  get missing(): 'cable' | 'power' | null {
    if (this.#phase.kind !== 'there') return null;
    const { snapshot, cablePlugged } = this.#phase.latest;
    if (!snapshot.power) return 'power';
    return cablePlugged ? null : 'cable';
  }

  get timeFactor(): number {
    return this.#phase.kind === 'there' ? this.#phase.latest.timeFactor : 1;
  }

  /** What could not be read of the chip that was kept; null = nothing. */
  get damage(): ChipDamage | null {
    return this.#phase.kind === 'there' ? (this.#phase.latest.damage ?? null) : null;
  }

  get storage(): ChipStorage | null {
    return this.#phase.kind === 'there' ? this.#phase.latest.storage : null;
  }

  /** What is shown of the chip, as it was told last; null until somebody watches it. */
  get chip(): ChipSnapshot | null {
    return this.#chip;
  }

  /** SHA-256 of the chip while nothing changes it; null while it is not known. */
  get digest(): string | null {
    return this.#digest;
  }

  /** Called at every news, after the state took it. */
  listen(listener: (latest: PracticeSnapshot) => void): void {
    this.#listeners.push(listener);
  }

  /** Powers the device on, or waits until another tab lets go of it. */
  async start(): Promise<void> {
    void this.#client.died.then((failure) => {
      this.#phase = { kind: 'failed', failure };
    });
    const first = await this.#client.start({ wait: false });
    if (first.ok && first.value.kind === 'in-use') {
      this.#phase = { kind: 'in-use' };
      this.#failed(await this.#client.start({ wait: true }));
    } else {
      this.#failed(first);
    }
    if (this.#phase.kind === 'failed') return;
    this.#failed(await this.#client.watch((latest) => this.#take(latest)));
    if (this.#watchesChip) this.#failed(await this.#client.watchChip());
  }

  /** The chip is told of from now on, also by another thread; asked again it changes nothing. */
  async watchChip(): Promise<Outcome<null>> {
    if (this.#watchesChip) return { ok: true, value: null };
    this.#watchesChip = true;
    return this.#client.watchChip();
  }

  /** Another thread takes the chip up as the last one left it: as after a power cut. */
  async startAgain(): Promise<void> {
    this.#phase = { kind: 'starting' };
    this.#client.restart();
    await this.start();
  }

  async cutPower(): Promise<void> {
    this.#failed(await this.#client.powerOff());
  }

  async powerOn(): Promise<void> {
    this.#failed(await this.#client.powerOn());
  }

  async plugIn(): Promise<void> {
    this.#failed(await this.#client.setCable(true));
  }

  async setTimeFactor(factor: number): Promise<void> {
    this.#failed(await this.#client.setTimeFactor(factor));
  }

  async startFresh(): Promise<void> {
    this.#failed(await this.#client.startFresh());
  }

  /** Asks for the fingerprint of the chip; the last question wins. */
  async readDigest(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.#digest = null; // an old fingerprint is worse than none
    const outcome = await this.#client.chipDigest();
    if (asked === this.#asked && outcome.ok) this.#digest = outcome.value;
  }

  #take(latest: PracticeSnapshot | ChipSnapshot): void {
    this.#phase = { kind: 'there', latest };
    if ('picture' in latest) this.#chip = latest;
    for (const listener of this.#listeners) listener(latest);
  }

  #failed(outcome: Outcome<unknown>): void {
    if (!outcome.ok) this.#phase = { kind: 'failed', failure: outcome.failure };
  }
}

/** What runs on the practice device, and whether it is reached: it changes when the device is to be asked again. */
export const bootOf = ({
  snapshot: { power, running },
  cablePlugged,
}: Pick<PracticeSnapshot, 'snapshot' | 'cablePlugged'>): string =>
  JSON.stringify([
    cablePlugged,
    power,
    running?.slot,
    running?.version,
    running?.hung,
    running?.committed,
  ]);
