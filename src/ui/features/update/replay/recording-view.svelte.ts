import type { Failure } from '../../../../contracts/failure.ts';
import type { OpenedRecording, ReplayStep } from '../../../../workers/api.ts';
import type { ReplayClient } from '../../../../workers/client/rehearsal-client.ts';
import { stepsOf } from './recorded-steps.ts';
import type { RecordedStep } from './recorded-steps.ts';

export type RecordingState =
  | { readonly kind: 'none' }
  | { readonly kind: 'opening'; readonly step: ReplayStep }
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly opened: OpenedRecording;
      readonly steps: readonly RecordedStep[];
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface RecordingViewDeps {
  /** A thread for one recording. */
  readonly open: () => ReplayClient;
  readonly wait: (ms: number) => Promise<void>;
}

/** Between two states while it plays. */
const PLAYED_MS = 700;

/** The recording that is open, at most one, and the state of it that is shown. */
export class RecordingView {
  readonly #deps: RecordingViewDeps;
  #state = $state.raw<RecordingState>({ kind: 'none' });
  #index = $state(0);
  #playing = $state(false);
  #thread: ReplayClient | null = null;
  /** Grows when what is under way is of no use any more. */
  #turn = 0;

  constructor(deps: RecordingViewDeps) {
    this.#deps = deps;
  }

  get state(): RecordingState {
    return this.#state;
  }

  get index(): number {
    return this.#index;
  }

  get playing(): boolean {
    return this.#playing;
  }

  get step(): RecordedStep | null {
    return this.#state.kind === 'open' ? (this.#state.steps[this.#index] ?? null) : null;
  }

  async open(file: File): Promise<void> {
    this.close();
    const turn = ++this.#turn;
    this.#state = { kind: 'opening', step: { done: 0, of: 0 } };
    const thread = this.#deps.open();
    this.#thread = thread;
    const outcome = await thread.replay(file, (step) => {
      if (turn === this.#turn) this.#state = { kind: 'opening', step };
    });
    thread.terminate();
    if (turn !== this.#turn) return;
    if (!outcome.ok) {
      this.#state = { kind: 'failed', failure: outcome.failure };
      return;
    }
    const opened = outcome.value;
    const steps = stepsOf(opened);
    this.#state = { kind: 'open', name: opened.bundle.fileName, opened, steps };
    // How it ended is what most come for.
    this.#index = Math.max(0, this.#count - 1);
  }

  /** Also what is under way. */
  close(): void {
    this.#turn += 1;
    this.#thread?.terminate();
    this.#thread = null;
    this.#playing = false;
    this.#index = 0;
    this.#state = { kind: 'none' };
  }

  /** Within what there is. */
  show(index: number): void {
    this.#index = Math.max(0, Math.min(this.#count - 1, index));
  }

  /** From the shown state on, or from the beginning where that is the last; the same press stops it. */
  async play(): Promise<void> {
    if (this.#playing) {
      this.#playing = false;
      return;
    }
    const turn = this.#turn;
    this.#playing = true;
    if (this.#index >= this.#count - 1) this.#index = 0;
    while (this.#index < this.#count - 1) {
      await this.#deps.wait(PLAYED_MS);
      if (!this.playing || turn !== this.#turn) return;
      this.show(this.#index + 1);
    }
    this.#playing = false;
  }

  get #count(): number {
    return this.#state.kind === 'open' ? this.#state.steps.length : 0;
  }
}
