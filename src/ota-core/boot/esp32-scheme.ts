/**
 * The ESP32 family, hardened. Two places hold boot state, otadata and NVS, and a cut can fall between
 * them; so otadata alone says which slot starts, and NVS is believed only where it agrees:
 *
 *   stage   NVS "first boot of N", trial mark │ otadata → N   the flip
 *   boot    otadata → old   the attempt is spent │ NVS old/old │ enter N
 *   commit  otadata → N     the moment it counts │ mark dropped │ NVS old/N
 *   revert  nothing: otadata has pointed back since the first boot
 *
 *  1. NVS says "first boot of N" and otadata starts N: the one attempt of N. Any other first-boot flag is
 *     left over from a cut, and cleared.
 *  2. The attempt is spent before the image is entered, so that an image that hangs at its very first
 *     instruction ends in the old one by the watchdog.
 *  3. Whatever otadata says, only a sound image is started; if it is not sound, the other slot is.
 *
 * QUIRK(ota-common 3567b13, esp32_updater.c): stock firmware writes the tombstone in the application's
 * early init, NVS first, takes the first-boot flag of NVS for true whatever slot runs, and so commits a
 * never-booted slot after a cut between the two steps of finalize. That exact form is Esp32StockScheme.
 */
import type { Flash } from '../flash/flash.ts';
import { invariant } from '../primitives/invariant.ts';
import { type BootConfigStore, type StoreParts, isStored } from './boot-config-store.ts';
import {
  committedTo,
  onTrial,
  otherSlot,
  type AppImage,
  type BootConfig,
  type BootOutcome,
  type SlotId,
} from './boot-config.ts';
import type { BootGuard, BootScheme, BootStateChange } from './boot-scheme.ts';
import {
  isTrialMarked,
  loadUpdateState,
  markTrial,
  saveUpdateState,
  settled,
  unmarkTrial,
  type Esp32UpdateState,
  openOtadata,
} from './esp32-boot-state.ts';
import { Nvs } from './nvs.ts';

export interface Esp32SchemeOptions {
  readonly otadata: Flash;
  readonly nvs: Flash;
  /** The sound image in a slot, null for anything else: an IDF image carries its own digest. */
  readonly verify: (slot: SlotId) => AppImage | null;
  readonly watchdogMs: number;
  /** Parts of the otadata store to exchange, for planted bugs. */
  readonly store?: Partial<StoreParts<SlotId>>;
}

export class Esp32Scheme implements BootScheme {
  readonly guard: BootGuard;
  readonly #options: Esp32SchemeOptions;
  readonly #otadata: BootConfigStore<SlotId>;
  readonly #nvs: Nvs;
  /** What the running firmware knows of itself; lives in RAM only. */
  #running: BootConfig | null = null;
  /** The way back was asked for: until the restart nothing can be committed any more. */
  #leaving = false;

  constructor(options: Esp32SchemeOptions) {
    this.#options = options;
    this.guard = { kind: 'application-timer', watchdogMs: options.watchdogMs };
    this.#otadata = openOtadata(options.otadata, options.store);
    this.#nvs = new Nvs(options.nvs);
  }

  boot(): BootOutcome {
    this.#running = null;
    this.#leaving = false;
    // Without otadata IDF's boot loader starts the first slot.
    const slot = this.#otadata.load()?.record ?? 0;
    const image = this.#options.verify(slot);
    if (image === null) return this.#startOther(slot);
    const state = loadUpdateState(this.#nvs);
    const isFirst = state.firstBoot && state.newSlot === slot && state.oldSlot !== slot;
    return isFirst ? this.#tryOnce(state, image) : this.#start(slot, state, image);
  }

  current(): BootConfig {
    invariant(this.#running !== null, 'nothing was booted');
    return this.#running;
  }

  /** The old slot of NVS (boot-schemes.md#esp32): 0 on a device that was never updated. */
  previousSlot(): SlotId {
    return loadUpdateState(this.#nvs).oldSlot;
  }

  targetSlot(): SlotId {
    return otherSlot(this.current().activeSlot);
  }

  /** Neither image nor time-out is noted: the one carries its own digest, the other lies in updater.dat. */
  stage(): void {
    const { activeSlot: oldSlot, committed } = this.current();
    invariant(committed, 'staged while the running image is on trial');
    const newSlot = otherSlot(oldSlot);
    saveUpdateState(this.#nvs, { oldSlot, newSlot, firstBoot: true, mergeFs: true });
    markTrial(this.#nvs);
    this.#otadata.save(newSlot);
  }

  commit(): boolean {
    const { activeSlot, revertSlot, committed } = this.current();
    if (committed || this.#leaving) return false;
    if (!isStored(() => this.#otadata.save(activeSlot))) return false;
    unmarkTrial(this.#nvs);
    const oldSlot = revertSlot ?? activeSlot;
    isStored(() => saveUpdateState(this.#nvs, settled(oldSlot, activeSlot)));
    this.#running = committedTo(activeSlot);
    return true;
  }

  revert(): boolean {
    const { committed, revertSlot } = this.current();
    if (committed || revertSlot === null) return false;
    this.#leaving = true;
    return true;
  }

  setState({ activeSlot, revertSlot, committed }: BootStateChange): boolean {
    const own = this.current().activeSlot;
    const named = committed ? [activeSlot] : [revertSlot, activeSlot];
    if (!committed && activeSlot === revertSlot) return false;
    if (named.some((slot) => this.#options.verify(slot) === null)) return false;
    const isOwn = activeSlot === own;
    if (!committed) {
      const untried = { oldSlot: revertSlot, newSlot: activeSlot, firstBoot: true, mergeFs: false };
      saveUpdateState(this.#nvs, isOwn ? settled(revertSlot, revertSlot) : untried);
      markTrial(this.#nvs);
    }
    if (!isStored(() => this.#otadata.save(isOwn && !committed ? revertSlot : activeSlot)))
      return false;
    if (committed) {
      unmarkTrial(this.#nvs);
      isStored(() => saveUpdateState(this.#nvs, settled(revertSlot, activeSlot)));
    }
    if (!isOwn) this.#leaving = true;
    else this.#running = committed ? committedTo(own) : onTrial(own, revertSlot);
    return true;
  }

  format(): void {
    const { otadata, nvs } = this.#options;
    otadata.erase(0, otadata.geometry.size);
    nvs.erase(0, nvs.geometry.size);
    this.#otadata.save(0);
  }

  #tryOnce(state: Esp32UpdateState, image: AppImage): BootOutcome {
    const { oldSlot, newSlot: slot, mergeFs } = state;
    if (!isStored(() => this.#otadata.save(oldSlot))) {
      // Without that a firmware that hangs would be tried for ever.
      const old = this.#options.verify(oldSlot);
      if (old !== null) return this.#returned(slot, { slot: oldSlot, image: old });
    }
    isStored(() => saveUpdateState(this.#nvs, settled(oldSlot, oldSlot)));
    const trial = { revertSlot: oldSlot, committed: false, commitTimeoutMs: null };
    this.#running = { activeSlot: slot, firstBoot: true, mergeFs, ...trial };
    return { kind: 'booted', slot, first: true, ...trial, image };
  }

  /** A committed slot. Clears what a cut left over, and tells whether a trial ended here. */
  #start(slot: SlotId, state: Esp32UpdateState, image: AppImage): BootOutcome {
    const { oldSlot, newSlot, firstBoot } = state;
    const wasOnTrial = isTrialMarked(this.#nvs);
    unmarkTrial(this.#nvs);
    isStored(() => {
      if (firstBoot) saveUpdateState(this.#nvs, settled(slot, slot));
      else if (newSlot !== slot) saveUpdateState(this.#nvs, settled(newSlot, slot));
    });
    this.#running = committedTo(slot);
    const spent = wasOnTrial && !firstBoot && oldSlot === slot && newSlot === slot;
    if (spent) return { kind: 'reverted', from: otherSlot(slot), to: slot, image };
    const { committed, revertSlot, commitTimeoutMs } = this.#running;
    return { kind: 'booted', slot, first: false, committed, revertSlot, commitTimeoutMs, image };
  }

  #startOther(damaged: SlotId): BootOutcome {
    const slot = otherSlot(damaged);
    const image = this.#options.verify(slot);
    if (image === null) return { kind: 'bricked', why: 'bad-checksum' };
    isStored(() => this.#otadata.save(slot));
    unmarkTrial(this.#nvs);
    isStored(() => saveUpdateState(this.#nvs, settled(slot, slot)));
    return this.#returned(damaged, { slot, image });
  }

  #returned(
    from: SlotId,
    { slot: to, image }: { readonly slot: SlotId; readonly image: AppImage },
  ): BootOutcome {
    this.#running = committedTo(to);
    return { kind: 'reverted', from, to, image };
  }
}
