import type { Failure } from '../../../contracts/failure.ts';
import type { KeptRole } from '../../../workers/api.ts';
import { isReachable } from './draft-rules.ts';
import type { AddedFile, RollOutThread } from './roll-out-thread.ts';
import { withoutFile } from './run-firmware.ts';
import type { RunFirmware } from './run-firmware.ts';
import type { RollOutRun } from './run.svelte.ts';

export interface TakeOverDeps {
  readonly thread: RollOutThread;
  readonly run: RollOutRun;
  /** That this page has already. */
  readonly files: readonly AddedFile[];
}

/** Why a file that was given is not used; `failure` null: it is none of this roll-out's. */
export interface UnusedFile {
  readonly name: string;
  readonly failure: Failure | null;
}

/** What a page needs that is to coordinate a roll-out that it watches: its files, and addresses that a page can open. */
export class TakeOver {
  readonly #deps: TakeOverDeps;
  #files = $state.raw<readonly AddedFile[]>([]);
  #unused = $state.raw<UnusedFile | null>(null);
  #isLedElsewhere = $state(false);
  #isJoining = $state(false);

  constructor(deps: TakeOverDeps) {
    this.#deps = deps;
    this.#files = deps.files;
  }

  /** Of its firmwares those whose files are not here. */
  get lacks(): readonly RunFirmware[] {
    return withoutFile(this.#deps.run.firmware, this.#files);
  }

  /** Devices whose addresses a page cannot open. */
  get unreachable(): number {
    const devices = this.#deps.run.plan?.devices ?? [];
    return devices.filter(({ url }) => !isReachable(url)).length;
  }

  /** A page cannot do what its devices are told otherwise than by writing to them. */
  get isOtherWay(): boolean {
    return !this.#deps.run.isWritten;
  }

  get isReady(): boolean {
    if (this.#deps.run.plan === null || this.isOtherWay) return false;
    return this.lacks.length === 0 && this.unreachable === 0;
  }

  get unused(): UnusedFile | null {
    return this.#unused;
  }

  /** Another page of this browser leads one. */
  get isLedElsewhere(): boolean {
    return this.#isLedElsewhere;
  }

  get isJoining(): boolean {
    return this.#isJoining;
  }

  async add(file: File): Promise<void> {
    const { thread, run } = this.#deps;
    this.#unused = null;
    const added = await thread.add(file);
    if (!added.ok) {
      this.#unused = { name: file.name, failure: added.failure };
      return;
    }
    const bundle = added.value;
    if (!run.firmware.some(({ sha256 }) => sha256 === bundle.id)) {
      thread.drop(bundle.id);
      this.#unused = { name: file.name, failure: null };
      return;
    }
    this.#files = [...this.#files.filter((one) => one.bundle.id !== bundle.id), { file, bundle }];
  }

  async join(role: KeptRole): Promise<void> {
    const { run } = this.#deps;
    this.#isLedElsewhere = false;
    this.#isJoining = true;
    const answer = await run.join(role, this.#files);
    this.#isJoining = false;
    this.#isLedElsewhere = answer.ok && answer.value === 'led-elsewhere';
    if (!answer.ok || answer.value !== 'other-files') return;
    // Another file for the same chip and application took the place of one of them.
    for (const { bundle } of this.#files) this.#deps.thread.drop(bundle.id);
    this.#files = [];
  }
}
