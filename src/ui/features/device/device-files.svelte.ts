import type { Failure, Outcome } from '../../../contracts/failure.ts';
import type { DeviceFiles, TransferProgress } from '../../../contracts/managed-device.ts';
import type { AskUpdater } from '../../state/restartable-updater.ts';

export type FilesStep =
  | { readonly kind: 'none' | 'listing' | 'idle' | 'stopped' }
  | { readonly kind: 'reading' | 'writing'; readonly name: string; readonly share: number }
  | { readonly kind: 'removing' | 'read' | 'written' | 'removed'; readonly name: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** SPIFFS keeps 48 bytes of a name, the last of them zero; LittleFS keeps more. */
export const LONGEST_NAME_BYTES = 47;

/** Why a file cannot have this name on a device. */
export function nameProblem({ name }: Pick<File, 'name'>): 'too-long' | 'not-plain' | null {
  if (!/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(name) || name.includes('/'))
    return 'not-plain';
  return name.length > LONGEST_NAME_BYTES ? 'too-long' : null;
}

/** The files of a device: the list as it was read last, and the one thing that is done with them now. */
export class DeviceFileList {
  readonly #ask: AskUpdater;
  #list = $state.raw<DeviceFiles | null>(null);
  #step = $state.raw<FilesStep>({ kind: 'none' });
  /** Grows when what is asked is of no use any more. */
  #turn = 0;

  constructor(ask: AskUpdater) {
    this.#ask = ask;
  }

  /** null: not read yet. */
  get list(): DeviceFiles | null {
    return this.#list;
  }

  get step(): FilesStep {
    return this.#step;
  }

  get busy(): boolean {
    return ['listing', 'reading', 'writing', 'removing'].includes(this.#step.kind);
  }

  /** One of that name is on the device. */
  has({ name }: Pick<File, 'name'>): boolean {
    return this.#list?.files.some((file) => file.name === name) ?? false;
  }

  forget(): void {
    this.#turn += 1;
    this.#list = null;
    this.#step = { kind: 'none' };
  }

  async read(): Promise<void> {
    if (this.busy) return;
    this.#step = { kind: 'listing' };
    await this.#listAgain({ kind: 'idle' }, this.#turn);
  }

  /** The bytes; null: it failed or was stopped. */
  async get(name: string): Promise<Blob | null> {
    if (this.busy) return null;
    const onProgress = this.#begin('reading', name);
    const turn = this.#turn;
    const outcome = await this.#ask((updater) => updater.readDeviceFile(name, onProgress));
    if (turn !== this.#turn) return null;
    this.#step = outcome.ok ? { kind: 'read', name } : failed(outcome.failure);
    return outcome.ok ? outcome.value : null;
  }

  /** True: the device has it, and it was read back. */
  async put(file: File, fileName = file.name): Promise<boolean> {
    if (this.busy) return false;
    const onProgress = this.#begin('writing', fileName);
    const turn = this.#turn;
    const outcome = await this.#ask((updater) => updater.putDeviceFile(fileName, file, onProgress));
    return this.#end(outcome, { kind: 'written', name: fileName }, turn);
  }

  /** True: it is gone. */
  async remove(name: string): Promise<boolean> {
    if (this.busy) return false;
    this.#step = { kind: 'removing', name };
    const turn = this.#turn;
    const outcome = await this.#ask((updater) => updater.removeDeviceFile(name));
    return this.#end(outcome, { kind: 'removed', name }, turn);
  }

  /** Ends a transfer; the files are as they were. */
  async stop(): Promise<void> {
    await this.#ask((updater) => updater.stopManaging());
  }

  #begin(kind: 'reading' | 'writing', name: string): (progress: TransferProgress) => void {
    this.#step = { kind, name, share: 0 };
    const turn = this.#turn;
    return ({ doneBytes, totalBytes }) => {
      if (turn !== this.#turn || this.#step.kind !== kind) return;
      this.#step = { kind, name, share: totalBytes === 0 ? 1 : doneBytes / totalBytes };
    };
  }

  /** Whatever became of it, the list is read again. */
  async #end(outcome: Outcome<null>, done: FilesStep, turn: number): Promise<boolean> {
    if (turn === this.#turn)
      await this.#listAgain(outcome.ok ? done : failed(outcome.failure), turn);
    return outcome.ok;
  }

  async #listAgain(then: FilesStep, turn: number): Promise<void> {
    const outcome = await this.#ask((updater) => updater.deviceFiles());
    if (turn !== this.#turn) return;
    if (outcome.ok) this.#list = outcome.value;
    this.#step = outcome.ok || then.kind === 'failed' ? then : failed(outcome.failure);
  }
}

const failed = (failure: Failure): FilesStep =>
  failure.code === 'cancelled' ? { kind: 'stopped' } : { kind: 'failed', failure };
