import type { Compared } from '../../../contracts/compared.ts';
import type { Failure, Outcome } from '../../../contracts/failure.ts';
import type { TransferProgress } from '../../../contracts/managed-device.ts';
import type { Mended } from '../../../contracts/mended.ts';
import type {
  AskUpdater,
  AskWithFirmware,
  SoundFirmware,
} from '../../state/restartable-updater.ts';

/** What the chosen firmware is compared with. */
export type Against =
  | { readonly kind: 'device' }
  /** `pick`: which of the firmwares in it. */
  | { readonly kind: 'file'; readonly file: File; readonly pick: string | null };

export type ComparisonStep =
  | { readonly kind: 'none' | 'comparing' }
  | {
      readonly kind: 'compared';
      readonly compared: Compared;
      /** Of the second file. */
      readonly mended: readonly Mended[];
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** How far it is with what the files of the device hold. */
export type ContentsStep =
  | { readonly kind: 'none' | 'stopped' }
  | { readonly kind: 'reading'; readonly progress: TransferProgress }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What is chosen on the screen. */
export interface Chosen {
  readonly firmware: SoundFirmware | null;
  /** Which device it is and what it runs; null: none has answered. */
  readonly device: string | null;
  /** The updater can be asked now. */
  readonly isReady: boolean;
}

const DEVICE: Against = { kind: 'device' };
const NONE: ContentsStep = { kind: 'none' };

/** The chosen firmware beside the device, or beside a second file, as it was compared last. */
export class FirmwareComparison {
  readonly #ask: AskWithFirmware;
  readonly #askAnyway: AskUpdater;
  #against = $state.raw<Against>(DEVICE);
  #step = $state.raw<ComparisonStep>({ kind: 'none' });
  #contents = $state.raw<ContentsStep>(NONE);
  /** The two that `step` is about; empty: none. */
  #pair = '';
  /** Grows when what is asked is of no use any more. */
  #turn = 0;

  /** `ask`: with the chosen firmware in the worker; `askAnyway`: whichever is in it. */
  constructor({
    ask,
    askAnyway,
  }: {
    readonly ask: AskWithFirmware;
    readonly askAnyway: AskUpdater;
  }) {
    this.#ask = ask;
    this.#askAnyway = askAnyway;
  }

  get against(): Against {
    return this.#against;
  }

  get step(): ComparisonStep {
    return this.#step;
  }

  get busy(): boolean {
    return this.#step.kind === 'comparing';
  }

  get contents(): ContentsStep {
    return this.#contents;
  }

  /** What is chosen may have changed: another pair is compared by itself, with a device as soon as there is one. */
  async follow(chosen: Chosen): Promise<void> {
    const pair = pairOf(chosen, this.#against);
    if (pair === this.#pair) return;
    this.#forget();
    if (pair !== '' && chosen.isReady) await this.#compare(chosen);
  }

  async withDevice(chosen: Chosen): Promise<void> {
    await this.#begin(DEVICE, chosen);
  }

  async withFile(chosen: Chosen, file: File, pick: string | null = null): Promise<void> {
    await this.#begin({ kind: 'file', file, pick }, chosen);
  }

  /** What files of the same size hold; `which`: those that were read before are read again. */
  async compareContents({ firmware }: Chosen, which: 'unread' | 'all'): Promise<void> {
    const before = this.#step;
    if (firmware === null || before.kind !== 'compared' || this.#contents.kind === 'reading')
      return;
    const turn = this.#turn;
    const tell = (progress: TransferProgress): void => {
      if (turn === this.#turn && this.#contents.kind === 'reading')
        this.#contents = { kind: 'reading', progress };
    };
    this.#contents = { kind: 'reading', progress: { doneBytes: 0, totalBytes: 0 } };
    const told = await this.#ask(firmware, (updater) =>
      updater.compareContents(firmware.bundle.id, which, tell),
    );
    if (turn !== this.#turn) return;
    if (told.ok) this.#step = { ...before, compared: told.value };
    this.#contents = told.ok ? NONE : stoppedOrFailed(told.failure);
  }

  /** Ends that; what was read is not read again. */
  async stop(): Promise<void> {
    await this.#askAnyway((updater) => updater.stopComparing());
  }

  async #begin(against: Against, chosen: Chosen): Promise<void> {
    this.#against = against;
    this.#forget();
    await this.#compare(chosen);
  }

  #forget(): void {
    if (this.#contents.kind === 'reading') void this.stop();
    this.#turn += 1;
    this.#pair = '';
    this.#step = { kind: 'none' };
    this.#contents = NONE;
  }

  async #compare(chosen: Chosen): Promise<void> {
    const { firmware } = chosen;
    if (firmware === null) return;
    const turn = this.#turn;
    this.#pair = pairOf(chosen, this.#against);
    this.#step = { kind: 'comparing' };
    const step = await this.#answer(firmware, this.#against);
    if (turn === this.#turn) this.#step = step;
  }

  async #answer(firmware: SoundFirmware, against: Against): Promise<ComparisonStep> {
    const { id, mended } = firmware.bundle;
    if (against.kind === 'device') {
      const told = await this.#ask(firmware, (updater) => updater.compareWithDevice(id));
      return stepOf(told, (compared) => ({ kind: 'compared', compared, mended: [] }));
    }
    const { file: second, pick } = against;
    const told = await this.#ask(firmware, (updater) =>
      updater.compareWith(id, second, second.name, pick),
    );
    return stepOf(told, (answer) => {
      // What was mended is another file than the one that was given.
      const areAsGiven = mended.length === 0 && answer.mended.length === 0;
      const isSameFile = answer.compared.isSameFile && areAsGiven;
      const compared = { ...answer.compared, isSameFile };
      return { kind: 'compared', compared, mended: answer.mended };
    });
  }
}

function pairOf({ firmware, device }: Chosen, against: Against): string {
  if (firmware === null) return '';
  const { id } = firmware.bundle;
  if (against.kind === 'device') return device === null ? '' : `${id} ${device}`;
  return `${id} file`;
}

const stoppedOrFailed = (failure: Failure): ContentsStep =>
  failure.code === 'cancelled' ? { kind: 'stopped' } : { kind: 'failed', failure };

function stepOf<T>(outcome: Outcome<T>, done: (value: T) => ComparisonStep): ComparisonStep {
  if (outcome.ok) return done(outcome.value);
  const { failure } = outcome;
  return failure.code === 'cancelled' ? { kind: 'none' } : { kind: 'failed', failure };
}
