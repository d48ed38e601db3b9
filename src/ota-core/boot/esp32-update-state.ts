/**
 * The boot state that Mongoose OS keeps in NVS on the ESP32 family: namespace `mgos`, key `update`,
 * bits 0–3 old slot, 4–7 new slot, 8 first boot, 9 merge files. Absent means 0: slot 0, committed.
 * Beside it lies a mark of our own: an update is staged or on trial, or was, and nobody has told its end yet.
 * How long the trial may take is in the filesystem (`updater.dat`).
 */
import type { SlotId } from './boot-config.ts';
import type { Nvs } from './nvs.ts';

const NAMESPACE = 'mgos';
const UPDATE = 'update';
const TRIAL = 'trial';
const FIRST_BOOT = 0x100;
const MERGE_FS = 0x200;

export interface Esp32UpdateState {
  readonly oldSlot: SlotId;
  readonly newSlot: SlotId;
  readonly firstBoot: boolean;
  readonly mergeFs: boolean;
}

/** No update is pending. */
export const settled = (oldSlot: SlotId, newSlot: SlotId): Esp32UpdateState => ({
  oldSlot,
  newSlot,
  firstBoot: false,
  mergeFs: false,
});

export function encodeUpdateState(state: Esp32UpdateState): number {
  const flags = (state.firstBoot ? FIRST_BOOT : 0) | (state.mergeFs ? MERGE_FS : 0);
  return flags | (state.newSlot << 4) | state.oldSlot;
}

/** Slots other than 0 and 1 read as their lowest bit: there are only two. */
export function decodeUpdateState(value: number): Esp32UpdateState {
  const slot = (bits: number): SlotId => ((bits & 1) === 0 ? 0 : 1);
  return {
    oldSlot: slot(value),
    newSlot: slot(value >> 4),
    firstBoot: (value & FIRST_BOOT) !== 0,
    mergeFs: (value & MERGE_FS) !== 0,
  };
}

export const loadUpdateState = (nvs: Nvs): Esp32UpdateState =>
  decodeUpdateState(nvs.getU32(NAMESPACE, UPDATE) ?? 0);

export const saveUpdateState = (nvs: Nvs, state: Esp32UpdateState): void =>
  nvs.setU32(NAMESPACE, UPDATE, encodeUpdateState(state));

export const isTrialMarked = (nvs: Nvs): boolean => nvs.getU32(NAMESPACE, TRIAL) !== null;

export const markTrial = (nvs: Nvs): void => nvs.setU32(NAMESPACE, TRIAL, 1);

export const unmarkTrial = (nvs: Nvs): void => nvs.remove(NAMESPACE, TRIAL);
