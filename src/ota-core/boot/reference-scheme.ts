/**
 * The reference scheme: everything the boot loader needs in one record, two copies of it, the older
 * one always rewritten. Ordering rules, each a single save of the record and so all or nothing:
 *
 *  1. `stage` comes after the image was verified in flash; it names size and digest of the image.
 *  2. The attempt of a new image is spent before the image is entered.
 *  3. `commit` is one record, and so is the way back, which the boot loader takes by itself when the
 *     attempt is spent; no later cut can undo either.
 *  4. A record that the flash does not keep is done without: an attempt that cannot be spent is not made, a commit
 *     is refused, every other start goes on from the record that counts.
 */
import type { DigestPort } from '../primitives/digest.ts';
import type { Flash } from '../flash/flash.ts';
import { invariant } from '../primitives/invariant.ts';
import { holdsImage } from './firmware.ts';
import { committedTo, decideBoot, onTrial, otherSlot, type BootDecision } from './boot-config.ts';
import type { AppImage, BootConfig, BootOutcome, SlotId } from './boot-config.ts';
import {
  BootConfigStore,
  olderCopy,
  type StoreParts,
  isStored,
  countingDown,
} from './boot-config-store.ts';
import { bootRecordCodec, type BootRecord } from './boot-record.ts';
import type { BootGuard, BootScheme, BootStateChange } from './boot-scheme.ts';

export interface ReferenceSchemeOptions {
  /** The two copies of the boot record, one erase block each. */
  readonly records: readonly [Flash, Flash];
  readonly apps: readonly [Flash, Flash];
  readonly digest: DigestPort;
  /** Parts of the store to exchange, for planted bugs. */
  readonly store?: Partial<StoreParts<BootRecord>>;
}

/** How the reference scheme keeps its records. */
export const REFERENCE_STORE: StoreParts<BootRecord> = {
  sequencer: countingDown,
  codec: bootRecordCodec,
  chooseVictim: olderCopy,
};

export class ReferenceScheme implements BootScheme {
  readonly guard: BootGuard = { kind: 'boot-loader-timer' };
  readonly #options: ReferenceSchemeOptions;
  readonly #store: BootConfigStore<BootRecord>;
  /** What the running firmware knows of itself; lives in RAM only. */
  #running: BootConfig | null = null;
  /** The way back was taken: until the restart nothing can be committed any more. */
  #leaving = false;

  constructor(options: ReferenceSchemeOptions) {
    this.#options = options;
    this.#store = new BootConfigStore(options.records, { ...REFERENCE_STORE, ...options.store });
  }

  boot(): BootOutcome {
    this.#running = null;
    this.#leaving = false;
    const record = this.#store.load()?.record ?? null;
    const decision = decideBoot(record?.config ?? null, (slot) => this.#isSound(record, slot));
    if (record === null || decision.act === 'brick')
      return { kind: 'bricked', why: decision.act === 'brick' ? decision.why : 'no-config' };
    return this.#carryOut(decision, record);
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
    const target = otherSlot(activeSlot);
    this.#save(withImage(this.#record(), target, image), {
      activeSlot: target,
      revertSlot: activeSlot,
      committed: false,
      firstBoot: true,
      mergeFs: true,
      commitTimeoutMs: options.commitTimeoutMs,
    });
  }

  commit(): boolean {
    const running = this.current();
    if (running.committed || this.#leaving) return false;
    const kept = committedTo(running.activeSlot);
    if (!isStored(() => this.#save(this.#record(), kept))) return false;
    this.#running = kept;
    return true;
  }

  revert(): boolean {
    const { committed, revertSlot } = this.current();
    if (committed || revertSlot === null) return false;
    this.#leaving = true; // the attempt is spent: the next boot goes back without another word
    return true;
  }

  setState({ activeSlot, revertSlot, committed, commitTimeoutMs }: BootStateChange): boolean {
    const own = this.current().activeSlot;
    const record = this.#withCopy(own);
    const named = committed ? [activeSlot] : [revertSlot, activeSlot];
    if (!committed && activeSlot === revertSlot) return false;
    if (!named.every((slot) => this.#isSound(record, slot))) return false;
    const isOwn = activeSlot === own;
    const trial = { ...onTrial(activeSlot, revertSlot), firstBoot: !isOwn, commitTimeoutMs };
    const config = committed ? committedTo(activeSlot) : trial;
    if (!isStored(() => this.#save(record, config))) return false;
    if (isOwn) this.#running = config;
    else this.#leaving = true;
    return true;
  }

  format(image: AppImage): void {
    for (const copy of this.#options.records) copy.erase(0, copy.geometry.size);
    // Both copies: from the first day on one may be lost.
    for (let copy = 0; copy < 2; copy += 1)
      this.#store.save({ config: committedTo(0), images: [image, null] });
  }

  #carryOut(decision: Exclude<BootDecision, { act: 'brick' }>, record: BootRecord): BootOutcome {
    switch (decision.act) {
      case 'start':
        return this.#booted(record, record.config, false);
      case 'try': {
        const spent = { ...record.config, firstBoot: false };
        if (!isStored(() => this.#save(record, spent))) return this.#dontTry(record);
        // The running firmware learns that this is its first boot; flash already says it is over.
        return this.#booted(record, record.config, true);
      }
      case 'keep': {
        const kept = committedTo(decision.slot);
        isStored(() => this.#save(record, kept));
        return this.#booted(record, kept, false);
      }
      case 'go-back': {
        const { from, to } = decision;
        isStored(() => this.#save(record, committedTo(to)));
        return this.#returned(record, { from, to });
      }
    }
  }

  /** The attempt cannot be spent: without that a firmware that hangs would be tried for ever. */
  #dontTry(record: BootRecord): BootOutcome {
    const { activeSlot: from, revertSlot: to } = record.config;
    if (to === null || !this.#isSound(record, to)) return this.#booted(record, record.config, true);
    return this.#returned(record, { from, to });
  }

  #returned(
    record: BootRecord,
    { from, to }: { readonly from: SlotId; readonly to: SlotId },
  ): BootOutcome {
    this.#running = committedTo(to);
    return { kind: 'reverted', from, to, image: imageOf(record, to) };
  }

  #booted(record: BootRecord, config: BootConfig, first: boolean): BootOutcome {
    this.#running = config;
    const { activeSlot: slot, committed, revertSlot, commitTimeoutMs } = config;
    const image = imageOf(record, slot);
    return { kind: 'booted', slot, first, committed, revertSlot, commitTimeoutMs, image };
  }

  #isSound(record: BootRecord | null, slot: SlotId): boolean {
    const image = record?.images[slot] ?? null;
    return image !== null && holdsImage(this.#options.apps[slot], image, this.#options.digest);
  }

  /** The record that counts now, as a starting point for the next. */
  #record(): BootRecord {
    const stored = this.#store.load();
    invariant(stored !== null, 'a running firmware without a boot record');
    return stored.record;
  }

  /** The record, with the other slot named as what runs where it holds the same: a snapshot was taken. */
  #withCopy(own: SlotId): BootRecord {
    const record = this.#record();
    const other = otherSlot(own);
    const copy = withImage(record, other, imageOf(record, own));
    return this.#isSound(copy, other) ? copy : record;
  }

  #save(record: BootRecord, config: BootConfig): void {
    this.#store.save({ ...record, config });
  }
}

function imageOf(record: BootRecord, slot: SlotId): AppImage {
  const image = record.images[slot];
  invariant(image !== null, 'an image was started that no record names');
  return image;
}

const withImage = (record: BootRecord, slot: SlotId, image: AppImage): BootRecord => ({
  ...record,
  images: slot === 0 ? [image, record.images[1]] : [record.images[0], image],
});
