/**
 * What a device must be, as docs/PROTOCOL.md and docs/BOOT-CONFIG.md have it and without a look at the code: what its
 * chip holds, and what it holds in RAM. Values; nothing here changes one.
 */
import type { SlotId } from '../../../src/ota-core/boot/boot-config.ts';
import type { Files } from '../power-cut/files.ts';
import type { FirmwareName } from '../power-cut/firmwares.ts';

export interface SlotContent {
  /** `broken`: part of an update, or of one that never came to its end. */
  readonly image: FirmwareName | 'empty' | 'broken';
  /** Whose filesystem image lies there; asked where nobody mounts it. */
  readonly fs: FirmwareName | null;
  /** Where the filesystem is mounted: every file, updater.dat too. */
  readonly files: Files;
}

/** What a cut leaves. */
export interface Durable {
  /** The slot that runs for good. */
  readonly settled: SlotId;
  readonly slots: readonly [SlotContent, SlotContent];
  /** The other slot holds an image that was staged and not tried; its attempt is spent by the next start. */
  readonly pending: { readonly commitS: number } | null;
}

/** One per device, whatever transport a call comes by; gone with a restart. */
export type Session =
  | { readonly phase: 'idle' | 'success' }
  | { readonly phase: 'error' }
  | {
      readonly phase: 'progress';
      /** Told to OTA.Begin. */
      readonly sizeBytes: number;
      /** Whose bytes come: OTA.Begin does not say, the first write does. */
      readonly image: FirmwareName;
      readonly commitS: number;
      readonly timeoutMs: number;
      /** Bytes taken so far. */
      readonly expected: number;
      /** When bytes last came. */
      readonly movedAt: number;
      /** Bytes came that the watchdog may not have been fed for: a write without bytes feeds it for them, once. */
      readonly hasNews: boolean;
      /** False once other bytes than those of the bundle were taken. */
      readonly isSound: boolean;
    };

export interface Ram {
  readonly slot: SlotId;
  readonly trial: Trial | null;
  /** What was started does not work: it answers nobody until something ends it, at the latest then. */
  readonly dead: { readonly since: number; readonly by: number } | null;
  readonly session: Session;
  readonly restartAt: number | null;
}

export interface Trial {
  readonly commitS: number;
  readonly endsAt: number;
  /** The way back was asked for and cannot be called off. */
  readonly isLeaving: boolean;
}

export interface ModelState {
  readonly durable: Durable;
  readonly ram: Ram;
  readonly now: number;
}

/** One way in which a step may end. */
export interface Ending {
  readonly state: ModelState;
  /** Everything the chip may hold if the supply goes away during the step, from its beginning on. */
  readonly trail: readonly Durable[];
}

export const other = (slot: SlotId): SlotId => (slot === 0 ? 1 : 0);

export function withSlot(durable: Durable, slot: SlotId, change: Partial<SlotContent>): Durable {
  const changed = { ...durable.slots[slot], ...change };
  const slots =
    slot === 0 ? ([changed, durable.slots[1]] as const) : ([durable.slots[0], changed] as const);
  return { ...durable, slots };
}

/** Equal for states that cannot be told apart. */
export const keyOf = (state: unknown): string => JSON.stringify(state);
