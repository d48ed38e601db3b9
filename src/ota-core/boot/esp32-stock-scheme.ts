import type { Flash } from '../flash/flash.ts';
import { invariant } from '../primitives/invariant.ts';
import type { BootConfigStore } from './boot-config-store.ts';
import {
  otherSlot,
  seenReturn,
  type AppImage,
  type BootConfig,
  type BootOutcome,
  type SlotId,
} from './boot-config.ts';
import type { BootGuard, BootScheme, BootStateChange } from './boot-scheme.ts';
import {
  loadUpdateState,
  openOtadata,
  saveUpdateState,
  settled,
  type Esp32UpdateState,
} from './esp32-boot-state.ts';
import { Nvs } from './nvs.ts';

export interface Esp32StockOptions {
  readonly otadata: Flash;
  readonly nvs: Flash;
  /** The sound image in a slot, null for anything else: an IDF image carries its own digest. */
  readonly verify: (slot: SlotId) => AppImage | null;
  /** Whether the image gets as far as its early init. */
  readonly initializes: (image: AppImage) => boolean;
  readonly watchdogMs: number;
}

/**
 * The ESP32's boot state as stock firmware keeps it (ota-common 3567b13, esp32_updater.c), on the same bytes as the
 * hardened form:
 *
 *   stage   NVS "first boot of N" │ otadata → N
 *   init    NVS old/old │ otadata → old      by the image itself, early
 *   commit  NVS old/N │ otadata → N
 *   revert  NVS old/old │ otadata → old
 *
 * QUIRK(esp32_updater.c, mgos_upd_finalize): a cut between the two steps of the flip starts the old image, which
 * takes the first-boot flag for its own, and commits the slot that never ran.
 * QUIRK(esp32_updater.c, mgos_upd_boot_commit): a cut between the two steps of the commit leaves NVS that says
 * "slot N, committed" and otadata that starts the old slot.
 * QUIRK(esp32_updater.c, esp32_updater_early_init): the tombstone is written by the new image. One that hangs
 * before it is started again and again.
 */
export class Esp32StockScheme implements BootScheme {
  readonly guard: BootGuard;
  readonly #options: Esp32StockOptions;
  readonly #otadata: BootConfigStore<SlotId>;
  readonly #nvs: Nvs;
  /** g_boot_status: what NVS said at the start. */
  #status: Esp32UpdateState | null = null;
  #leaving = false;

  constructor(options: Esp32StockOptions) {
    this.#options = options;
    this.guard = { kind: 'application-timer', watchdogMs: options.watchdogMs };
    this.#otadata = openOtadata(options.otadata);
    this.#nvs = new Nvs(options.nvs);
  }

  boot(): BootOutcome {
    const before = this.#status === null ? null : this.current();
    this.#status = null;
    this.#leaving = false;
    const wanted = this.#otadata.load()?.record ?? 0;
    // IDF's boot loader tries the other slots without a note of it.
    const slot = this.#options.verify(wanted) === null ? otherSlot(wanted) : wanted;
    const image = this.#options.verify(slot);
    if (image === null) return { kind: 'bricked', why: 'bad-checksum' };
    const status = loadUpdateState(this.#nvs);
    this.#status = status;
    if (status.firstBoot && this.#options.initializes(image)) {
      saveUpdateState(this.#nvs, settled(status.oldSlot, status.oldSlot));
      this.#otadata.save(status.oldSlot);
    }
    const { committed, revertSlot, commitTimeoutMs } = this.current();
    const first = status.firstBoot;
    const booted = { slot, first, committed, revertSlot, commitTimeoutMs, image };
    return seenReturn(before, { kind: 'booted', ...booted });
  }

  /** By NVS alone, whatever slot really runs. */
  current(): BootConfig {
    const status = this.#status;
    invariant(status !== null, 'nothing was booted');
    const committed = !status.firstBoot;
    return {
      activeSlot: status.newSlot,
      revertSlot: committed ? null : status.oldSlot,
      committed,
      firstBoot: status.firstBoot,
      mergeFs: status.mergeFs,
      commitTimeoutMs: committed ? 0 : null,
    };
  }

  /** As `mgos_upd_boot_get_state` has it, committed or not. */
  previousSlot(): SlotId {
    invariant(this.#status !== null, 'nothing was booted');
    return this.#status.oldSlot;
  }

  /** The next OTA slot after the one that otadata starts. */
  targetSlot(): SlotId {
    return otherSlot(this.#otadata.load()?.record ?? 0);
  }

  /** Neither image nor time-out is noted: the one carries its own digest, the other lies in updater.dat. */
  stage(): void {
    invariant(this.current().committed, 'staged while the running image is on trial');
    const newSlot = this.targetSlot();
    const oldSlot = otherSlot(newSlot);
    saveUpdateState(this.#nvs, { oldSlot, newSlot, firstBoot: true, mergeFs: true });
    this.#otadata.save(newSlot);
  }

  commit(): boolean {
    const status = this.#status;
    if (status === null || !status.firstBoot || this.#leaving) return false;
    const kept = settled(status.oldSlot, status.newSlot);
    saveUpdateState(this.#nvs, kept);
    this.#otadata.save(status.newSlot);
    this.#status = kept;
    return true;
  }

  revert(): boolean {
    const status = this.#status;
    if (status === null || !status.firstBoot) return false;
    this.#leaving = true;
    saveUpdateState(this.#nvs, settled(status.oldSlot, status.oldSlot));
    this.#otadata.save(status.oldSlot);
    return true;
  }

  /** As `mgos_upd_boot_set_state` has it; nothing is looked at but the numbers. */
  setState({ activeSlot, revertSlot, committed }: BootStateChange): boolean {
    const own = this.current().activeSlot;
    const state = {
      oldSlot: revertSlot,
      newSlot: activeSlot,
      firstBoot: !committed,
      mergeFs: false,
    };
    saveUpdateState(this.#nvs, state);
    this.#otadata.save(activeSlot);
    if (activeSlot === own) this.#status = state;
    else this.#leaving = true;
    return true;
  }

  format(): void {
    const { otadata, nvs } = this.#options;
    otadata.erase(0, otadata.geometry.size);
    nvs.erase(0, nvs.geometry.size);
    this.#otadata.save(0);
  }
}
