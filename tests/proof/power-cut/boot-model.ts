/**
 * What must be true of a device at any moment, followed from outside: it listens to the calls of the boot
 * scheme and knows, without looking into a boot record, what may run after a cut right now.
 */
import type { AppImage, BootOutcome, SlotId } from '../../../src/ota-core/boot/boot-config.ts';
import type { BootScheme } from '../../../src/ota-core/boot/boot-scheme.ts';
import type { Files } from './files.ts';
import { filesAfter } from './firmwares.ts';

/** What a boot may end in: the settled image, the one attempt of a new one, or the new one for good. */
export type Expectation =
  | { readonly state: 'settled'; readonly image: string }
  | { readonly state: 'trial'; readonly image: string }
  | { readonly state: 'committed'; readonly image: string };

export interface ModelState {
  /** The image that runs when nobody does anything. */
  readonly settled: string;
  /** Staged, not yet tried. */
  readonly pending: string | null;
  /** On trial now; its attempt is spent. */
  readonly trial: string | null;
  /** Of the settled image's device. */
  readonly files: Files;
  /** What the file operation under way makes of them; null = none is. */
  readonly changing: Files | null;
}

type Call =
  { readonly name: 'boot' | 'commit' } | { readonly name: 'stage'; readonly image: string };

export class BootModel {
  #state: ModelState;
  #call: Call | null = null;
  readonly #nameOf: (image: AppImage) => string;
  readonly #onWrongBoot: (words: string) => void;

  /** `onWrongBoot` hears of a whole boot, without any cut, that ended in what it must not. */
  constructor(
    state: ModelState,
    nameOf: (image: AppImage) => string,
    onWrongBoot: (words: string) => void,
  ) {
    this.#state = state;
    this.#nameOf = nameOf;
    this.#onWrongBoot = onWrongBoot;
  }

  get state(): ModelState {
    return this.#state;
  }

  /** What the next boot may end in if the supply goes away now. */
  allowed(): readonly Expectation[] {
    const { settled, pending, trial } = this.#state;
    const old: Expectation = { state: 'settled', image: settled };
    const tried = (image: string): Expectation => ({ state: 'trial', image });
    switch (this.#call?.name) {
      case 'stage':
        return [old, tried(this.#call.image)];
      case 'boot':
        return pending === null ? [old] : [old, tried(pending)];
      case 'commit':
        return trial === null ? [old] : [old, { state: 'committed', image: trial }];
      case undefined:
        // An attempt that nobody spent yet must be made: an update that was confirmed is not lost.
        return pending === null ? [old] : [tried(pending)];
    }
  }

  /** A file operation of the settled device. One that a cut ends stays open, as it should. */
  changeFiles(after: (files: Files) => Files, act: () => void): void {
    const files = after(this.#state.files);
    this.#state = { ...this.#state, changing: files };
    act();
    this.#state = { ...this.#state, files, changing: null };
  }

  /** The scheme, with this model listening. A call that a cut ends stays open, as it should. */
  watch(scheme: BootScheme): BootScheme {
    return {
      guard: scheme.guard,
      boot: () => {
        this.#call = { name: 'boot' };
        const outcome = scheme.boot();
        this.#call = null;
        this.#booted(outcome);
        return outcome;
      },
      current: () => scheme.current(),
      targetSlot: () => scheme.targetSlot(),
      ...(scheme.appPartitionOf === undefined
        ? {}
        : { appPartitionOf: (slot) => scheme.appPartitionOf?.(slot) ?? '' }),
      stage: (image, options) => {
        const name = this.#nameOf(image);
        this.#call = { name: 'stage', image: name };
        scheme.stage(image, options);
        this.#call = null;
        this.#state = { ...this.#state, pending: name };
      },
      commit: () => {
        this.#call = { name: 'commit' };
        const done = scheme.commit();
        this.#call = null;
        const { trial, settled } = this.#state;
        const kept = trial ?? settled;
        const files = filesAfter(kept, this.#state);
        if (done)
          this.#state = { settled: kept, pending: null, trial: null, files, changing: null };
        return done;
      },
      revert: () => scheme.revert(),
      format: (image) => scheme.format(image),
    };
  }

  #booted(outcome: BootOutcome): void {
    const { settled, pending } = this.#state;
    const found = outcome.kind === 'bricked' ? 'nothing' : this.#nameOf(outcome.image);
    const wanted = pending ?? settled;
    if (found !== wanted) this.#onWrongBoot(`booted ${found} instead of ${wanted}`);
    const onTrial = outcome.kind === 'booted' && !outcome.committed;
    this.#state = { ...this.#state, pending: null, trial: onTrial ? found : null };
  }
}

/** Which slot a started device runs; null when bricked. */
export function runningSlot(outcome: BootOutcome): SlotId | null {
  if (outcome.kind === 'bricked') return null;
  return outcome.kind === 'booted' ? outcome.slot : outcome.to;
}
