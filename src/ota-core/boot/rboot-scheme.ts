/**
 * The ESP8266's boot loader rBoot and its firmware, as they are: one configuration sector, erased before it is
 * written, without a checksum (mongoose-os, platforms/esp8266/rboot/rboot/rboot.c; ota-common 3567b13,
 * esp_updater.c). `esp8266-hardened` keeps two copies instead.
 *
 * QUIRK(rboot.c, find_image): a sector without magic, as a cut leaves it, is replaced by defaults: slot 0,
 * committed, whatever lies there. An image that was never tried, or that was refused, starts for good.
 * QUIRK(rboot.c, find_image): going back leaves `is_first_boot` set, so that every further boot rewrites the
 * sector, and each of those rewrites can be cut.
 * QUIRK(rboot.c, find_image): the fields behind the magic are believed whatever they are.
 */
import type { Flash } from '../flash/flash.ts';
import { invariant } from '../primitives/invariant.ts';
import type { AppImage, BootConfig, BootOutcome, SlotId } from './boot-config.ts';
import { otherSlot, seenReturn } from './boot-config.ts';
import type { BootGuard, BootScheme } from './boot-scheme.ts';
import type { CommitTime } from './commit-time.ts';
import {
  decodeRbootConfig,
  encodeRbootConfig,
  RBOOT_CONFIG_SIZE,
  type RbootConfig,
} from './rboot-record.ts';
import type { RbootLayout } from './rboot-record.ts';

export interface RbootSchemeOptions {
  /** The one configuration sector. */
  readonly sector: Flash;
  readonly commitTime: CommitTime;
  readonly layout: RbootLayout;
  /** The sound image in a slot, null for anything else: rBoot's check of the image's own checksum. */
  readonly verify: (slot: SlotId) => AppImage | null;
  readonly watchdogMs: number;
}

interface Choice {
  readonly config: RbootConfig;
  readonly rewrite: boolean;
  readonly wentBack: boolean;
}

export class RbootScheme implements BootScheme {
  readonly guard: BootGuard;
  readonly #options: RbootSchemeOptions;
  #running: BootConfig | null = null;
  #leaving = false;

  constructor(options: RbootSchemeOptions) {
    this.#options = options;
    this.guard = { kind: 'application-timer', watchdogMs: options.watchdogMs };
  }

  boot(): BootOutcome {
    const before = this.#running;
    this.#running = null;
    this.#leaving = false;
    const { config: chosen, rewrite, wentBack } = spendAttempt(this.#load());
    const found = this.#goodRom(chosen);
    if (found === null) return { kind: 'bricked', why: 'bad-checksum' };
    const { rom: slot, image } = found;
    const config = { ...chosen, currentRom: slot };
    if (rewrite || slot !== chosen.currentRom) this.#save(config);
    this.#running = this.#configOf(config);
    if (wentBack) return { kind: 'reverted', from: otherSlot(slot), to: slot, image };
    const { committed, revertSlot, commitTimeoutMs } = this.#running;
    const first = config.firstBoot && !committed;
    const booted = { slot, first, committed, revertSlot, commitTimeoutMs, image };
    return seenReturn(before, { kind: 'booted', ...booted });
  }

  current(): BootConfig {
    invariant(this.#running !== null, 'nothing was booted');
    return this.#running;
  }

  targetSlot(): SlotId {
    return otherSlot(this.current().activeSlot);
  }

  stage(image: AppImage, options: { readonly commitTimeoutMs: number }): void {
    const { activeSlot, committed } = this.current();
    invariant(committed, 'staged while the running image is on trial');
    const slot = otherSlot(activeSlot);
    this.#options.commitTime.save(options.commitTimeoutMs);
    const { slots } = this.#load();
    const written = { ...this.#options.layout[slot], sizeBytes: image.sizeBytes };
    this.#save({
      currentRom: slot,
      previousRom: activeSlot,
      firstBoot: true,
      attempts: 0,
      firmwareUpdated: true,
      mergeFs: true,
      slots: slot === 0 ? [written, slots[1]] : [slots[0], written],
    });
  }

  commit(): boolean {
    const running = this.current();
    if (running.committed || this.#leaving) return false;
    this.#settle(running.activeSlot);
    this.#running = { ...running, revertSlot: null, committed: true, firstBoot: false };
    return true;
  }

  revert(): boolean {
    const { committed, activeSlot } = this.current();
    if (committed || this.#leaving) return false;
    this.#leaving = true;
    this.#settle(otherSlot(activeSlot));
    return true;
  }

  format(image: AppImage): void {
    const { sector, layout } = this.#options;
    sector.erase(0, sector.geometry.size);
    const first = { ...layout[0], sizeBytes: image.sizeBytes };
    this.#save({ ...defaultsOf(layout), slots: [first, layout[1]] });
  }

  /** mgos_upd_boot_set_state: committed; the other slot stays named as the previous one. */
  #settle(currentRom: SlotId): void {
    const { slots, previousRom } = this.#load();
    const settled = { firstBoot: false, attempts: 0, firmwareUpdated: false, mergeFs: false };
    this.#save({ ...settled, currentRom, previousRom, slots });
  }

  #load(): RbootConfig {
    const bytes = new Uint8Array(RBOOT_CONFIG_SIZE);
    this.#options.sector.read(0, bytes);
    const found = decodeRbootConfig(bytes);
    if (found !== null) return found;
    const defaults = defaultsOf(this.#options.layout);
    this.#save(defaults);
    return defaults;
  }

  #save(config: RbootConfig): void {
    const { sector } = this.#options;
    sector.erase(0, sector.geometry.size);
    sector.program(0, encodeRbootConfig(config));
  }

  /** The rom of the configuration, else the next lower one. */
  #goodRom({ currentRom, slots }: RbootConfig): { rom: SlotId; image: AppImage } | null {
    const wanted: SlotId = currentRom === 1 ? 1 : 0;
    for (const rom of [wanted, otherSlot(wanted)]) {
      const lies = slots[rom].address === this.#options.layout[rom].address;
      const image = lies ? this.#options.verify(rom) : null;
      if (image !== null) return { rom, image };
    }
    return null;
  }

  #configOf({
    currentRom,
    previousRom,
    firstBoot,
    firmwareUpdated,
    mergeFs,
  }: RbootConfig): BootConfig {
    const committed = !firmwareUpdated;
    return {
      activeSlot: currentRom === 1 ? 1 : 0,
      revertSlot: committed ? null : previousRom === 1 ? 1 : 0,
      committed,
      firstBoot: firstBoot && !committed,
      mergeFs,
      commitTimeoutMs: committed ? 0 : this.#options.commitTime.load(),
    };
  }
}

/** What the boot loader does before it looks at an image. */
function spendAttempt(config: RbootConfig): Choice {
  if (config.currentRom > 1) {
    const first = { ...config, currentRom: 0, firmwareUpdated: false, firstBoot: false };
    return { config: first, rewrite: true, wentBack: false };
  }
  if (!config.firstBoot) return { config, rewrite: false, wentBack: false };
  if (config.attempts === 0)
    return { config: { ...config, attempts: 1 }, rewrite: true, wentBack: false };
  const { previousRom, currentRom, firmwareUpdated } = config;
  const back = { ...config, currentRom: previousRom, firmwareUpdated: false, attempts: 0 };
  return { config: back, rewrite: true, wentBack: firmwareUpdated && previousRom !== currentRom };
}

const defaultsOf = (layout: RbootLayout): RbootConfig => ({
  currentRom: 0,
  previousRom: 0,
  firstBoot: false,
  attempts: 0,
  firmwareUpdated: false,
  mergeFs: false,
  slots: layout,
});
