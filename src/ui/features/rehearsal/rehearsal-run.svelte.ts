import type { MeasuredTimes } from '../../../contracts/expected-time.ts';
import type { Failure } from '../../../contracts/failure.ts';
import type { TransferProgress } from '../../../contracts/managed-device.ts';
import type { RehearsalVerdict, RehearsedDevice } from '../../../contracts/rehearsal.ts';
import type { RehearsalClient } from '../../../workers/client/rehearsal-client.ts';
import type { ForceName } from '../../../workers/api.ts';
import type {
  AskUpdater,
  AskWithFirmware,
  SoundFirmware,
} from '../../state/restartable-updater.ts';

export type RehearsalState =
  | { readonly kind: 'none' | 'stopped' | 'updating' }
  | { readonly kind: 'reading'; readonly progress: TransferProgress }
  | { readonly kind: 'cutting'; readonly done: number; readonly of: number }
  | {
      readonly kind: 'found';
      readonly verdict: RehearsalVerdict;
      /** null: it was a new one. */
      readonly device: RehearsedDevice | null;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What is chosen on the screen. */
export interface ToRehearse {
  readonly firmware: SoundFirmware | null;
  /** Which device it is and what it runs; null: none has answered. */
  readonly device: string | null;
  /** What earlier updates of it took. */
  readonly earlier: MeasuredTimes | null;
  readonly commitTimeoutMs: number;
  /** Findings that people let pass. */
  readonly allowed: readonly ForceName[];
}

const NOTHING_READ: TransferProgress = { doneBytes: 0, totalBytes: 0 };

/** One rehearsal of the chosen firmware, at most; its thread lives as long as it does. */
export class RehearsalRun {
  readonly #ask: AskWithFirmware;
  readonly #askAnyway: AskUpdater;
  readonly #open: () => RehearsalClient;
  #state = $state.raw<RehearsalState>({ kind: 'none' });
  /** Firmware and device that `state` is about; empty: none. */
  #pair = '';
  /** Grows when what is under way is of no use any more. */
  #turn = 0;
  #thread: RehearsalClient | null = null;

  /** `ask`: with the chosen firmware in the updater; `open`: a thread for one rehearsal. */
  constructor({
    ask,
    askAnyway,
    open,
  }: {
    readonly ask: AskWithFirmware;
    readonly askAnyway: AskUpdater;
    readonly open: () => RehearsalClient;
  }) {
    this.#ask = ask;
    this.#askAnyway = askAnyway;
    this.#open = open;
  }

  get state(): RehearsalState {
    return this.#state;
  }

  get busy(): boolean {
    return ['reading', 'updating', 'cutting'].includes(this.#state.kind);
  }

  /** What is chosen may have changed: what was found of another pair holds no more. */
  follow(chosen: ToRehearse): void {
    if (this.#pair === '' || pairOf(chosen) === this.#pair) return;
    this.#leave({ kind: 'none' });
    this.#pair = '';
  }

  async start(chosen: ToRehearse): Promise<void> {
    const { firmware } = chosen;
    if (firmware === null || this.busy) return;
    this.#pair = pairOf(chosen);
    const turn = ++this.#turn;
    const show = (next: RehearsalState): void => {
      if (turn === this.#turn) this.#state = next;
    };
    show(
      chosen.device === null ? { kind: 'updating' } : { kind: 'reading', progress: NOTHING_READ },
    );
    const end = await this.#rehearse(chosen, firmware, show, () => turn !== this.#turn);
    if (turn === this.#turn) this.#leave(end);
  }

  /** Ends it; the device was only read. */
  stop(): void {
    if (this.busy) this.#leave({ kind: 'stopped' });
  }

  async #rehearse(
    chosen: ToRehearse,
    firmware: SoundFirmware,
    show: (next: RehearsalState) => void,
    isOver: () => boolean,
  ): Promise<RehearsalState> {
    const { bundle } = firmware;
    let device: RehearsedDevice | null = null;
    if (chosen.device !== null) {
      const tell = (progress: TransferProgress): void => {
        if (this.#state.kind === 'reading') show({ kind: 'reading', progress });
      };
      const read = await this.#askAnyway((updater) => updater.readForRehearsal(tell));
      if (!read.ok) return endOf(read.failure);
      device = read.value;
    }
    if (isOver()) return { kind: 'none' };
    show({ kind: 'updating' });
    const copy = await this.#ask(firmware, (updater) => updater.checkedCopy(bundle.id));
    if (!copy.ok) return endOf(copy.failure);
    if (isOver()) return { kind: 'none' };
    const thread = this.#open();
    this.#thread = thread;
    const { earlier, commitTimeoutMs, allowed: force } = chosen;
    const order = {
      ...{ bundle: copy.value, fileName: bundle.fileName },
      ...{ device, earlier, commitTimeoutMs, force },
    };
    const found = await thread.rehearse(order, (step) => {
      if (!['updating', 'cutting'].includes(this.#state.kind)) return;
      show(
        step.type === 'updated'
          ? { kind: 'cutting', done: 0, of: 2 * step.operations }
          : { kind: 'cutting', done: step.done, of: step.of },
      );
    });
    return found.ok ? { kind: 'found', verdict: found.value, device } : endOf(found.failure);
  }

  #leave(next: RehearsalState): void {
    this.#turn += 1;
    if (this.#state.kind === 'reading') void this.#askAnyway((updater) => updater.stopComparing());
    this.#thread?.terminate();
    this.#thread = null;
    this.#state = next;
  }
}

const pairOf = ({ firmware, device }: ToRehearse): string =>
  firmware === null ? '' : `${firmware.bundle.id} ${device ?? 'new'}`;

const endOf = (failure: Failure): RehearsalState =>
  failure.code === 'cancelled' ? { kind: 'stopped' } : { kind: 'failed', failure };
