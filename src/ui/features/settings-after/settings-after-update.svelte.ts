import type { Failure, Outcome } from '../../../contracts/failure.ts';
import type { TransferProgress } from '../../../contracts/managed-device.ts';
import type {
  ComparedSettings,
  ComparedSettingsFile,
  RevealedSetting,
} from '../../../contracts/settings-snapshot.ts';
import type { AskUpdater } from '../../state/restartable-updater.ts';

type Step =
  | { readonly kind: 'none' | 'idle' | 'stopped' | 'forgotten' | 'restarting' }
  | { readonly kind: 'reading' | 'writing'; readonly progress: TransferProgress }
  | { readonly kind: 'put-back'; readonly names: readonly string[] }
  | { readonly kind: 'failed'; readonly what: 'reading' | 'writing'; readonly failure: Failure };

type NamedFile = Pick<ComparedSettingsFile, 'name'>;

const NOTHING: TransferProgress = { doneBytes: 0, totalBytes: 0 };

/** What of the device is not as it was before its update, and what is done about that now. */
export class SettingsAfterUpdate {
  readonly #ask: AskUpdater;
  #step = $state.raw<Step>({ kind: 'none' });
  #compared = $state.raw<ComparedSettings | null>(null);
  #needsRestart = $state(false);
  /** Secrets that a person asked to see, by file and path. */
  #shown = $state.raw<Readonly<Record<string, RevealedSetting>>>({});
  /** The update that it is about. */
  #about = 0;
  /** Grows when what is asked is of no use any more. */
  #turn = 0;

  constructor(ask: AskUpdater) {
    this.#ask = ask;
  }

  get step(): Step {
    return this.#step;
  }

  /** null: not compared yet, or nothing was read before the update. */
  get compared(): ComparedSettings | null {
    return this.#compared;
  }

  get busy(): boolean {
    return ['reading', 'writing'].includes(this.#step.kind);
  }

  /** Settings were put back, and the device still runs with others. */
  get needsRestart(): boolean {
    return this.#needsRestart;
  }

  shown({ name }: NamedFile, path: string): RevealedSetting | null {
    return this.#shown[keyOf(name, path)] ?? null;
  }

  /** The device answers after the update that ended then: it is read once for each. */
  async follow(endedAt: number): Promise<void> {
    if (endedAt === this.#about) return;
    this.#about = endedAt;
    this.#turn += 1;
    this.#compared = null;
    this.#needsRestart = false;
    this.#shown = {};
    this.#step = { kind: 'none' };
    await this.read();
  }

  async read(): Promise<void> {
    if (this.busy) return;
    const turn = this.#begin('reading');
    const outcome = await this.#ask((updater) =>
      updater.settingsAfter(this.#telling('reading', turn)),
    );
    if (turn === this.#turn) this.#end(outcome, 'reading', { kind: 'idle' });
  }

  async putBack(files: readonly NamedFile[]): Promise<void> {
    const names = files.map(({ name }) => name);
    if (this.busy) return;
    const turn = this.#begin('writing');
    this.#shown = {};
    const outcome = await this.#ask((updater) =>
      updater.putBack(names, this.#telling('writing', turn)),
    );
    if (turn !== this.#turn) return;
    this.#end(outcome, 'writing', { kind: 'put-back', names });
    if (outcome.ok) this.#needsRestart = true;
  }

  /** The same press hides it again. */
  async reveal({ name }: NamedFile, path: string): Promise<void> {
    const key = keyOf(name, path);
    if (this.busy) return;
    const { [key]: before, ...others } = this.#shown;
    if (before !== undefined) {
      this.#shown = others;
      return;
    }
    const turn = this.#turn;
    const outcome = await this.#ask((updater) => updater.revealSetting(name, path));
    if (turn !== this.#turn) return;
    if (!outcome.ok) this.#step = failed('reading', outcome.failure);
    else if (outcome.value !== null) this.#shown = { ...this.#shown, [key]: outcome.value };
  }

  async restart(): Promise<void> {
    if (this.busy) return;
    const outcome = await this.#ask((updater) => updater.callDevice('Sys.Reboot', {}));
    if (!outcome.ok) this.#step = failed('writing', outcome.failure);
    else {
      this.#needsRestart = false;
      this.#step = { kind: 'restarting' };
    }
  }

  async forget(): Promise<void> {
    if (this.busy) return;
    const outcome = await this.#ask((updater) => updater.forgetSettings());
    if (!outcome.ok) {
      this.#step = failed('reading', outcome.failure);
      return;
    }
    this.#compared = null;
    this.#shown = {};
    this.#step = { kind: 'forgotten' };
  }

  async stop(): Promise<void> {
    await this.#ask((updater) => updater.stopSettings());
  }

  #begin(kind: 'reading' | 'writing'): number {
    this.#step = { kind, progress: NOTHING };
    return ++this.#turn;
  }

  readonly #telling =
    (kind: 'reading' | 'writing', turn: number) =>
    (progress: TransferProgress): void => {
      if (turn === this.#turn && this.#step.kind === kind) this.#step = { kind, progress };
    };

  #end(outcome: Outcome<ComparedSettings | null>, what: 'reading' | 'writing', done: Step): void {
    if (outcome.ok) this.#compared = outcome.value;
    this.#step = outcome.ok ? done : failed(what, outcome.failure);
  }
}

const keyOf = (file: string, path: string): string => `${file} ${path}`;

const failed = (what: 'reading' | 'writing', failure: Failure): Step =>
  failure.code === 'cancelled' ? { kind: 'stopped' } : { kind: 'failed', what, failure };
