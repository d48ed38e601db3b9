/**
 * What a firmware says of itself, as if compiled in. A real image carries name, version and build id
 * inside its code; made-up images cannot, so the emulated chip keeps them beside the flash, keyed by
 * the SHA-256 of the app bytes.
 */
export interface FirmwareInfo {
  readonly name: string;
  readonly version: string;
  readonly buildId: string;
  readonly sizeBytes: number;
  /** Lower-case hex of the app bytes. */
  readonly sha256: string;
  /** How the image behaves when started: what the emulator's faults and the tests set. */
  readonly behaviour: FirmwareBehaviour;
}

/** `eats-memory`: it works, but leaves little of the memory free. */
const FIRMWARE_BEHAVIOURS = ['works', 'eats-memory', 'hangs-at-once', 'crashes'] as const;
export type FirmwareBehaviour = (typeof FIRMWARE_BEHAVIOURS)[number];

/** For what was read from outside. */
export const isFirmwareBehaviour = (value: unknown): value is FirmwareBehaviour =>
  FIRMWARE_BEHAVIOURS.some((behaviour) => behaviour === value);

/** It runs and answers. */
export const isAlive = (behaviour: FirmwareBehaviour): boolean =>
  behaviour === 'works' || behaviour === 'eats-memory';

/** Kept by the host beside the chip (file, OPFS, memory); synchronous like the chip. */
export interface FirmwareRegistry {
  list(): readonly FirmwareInfo[];
  /** Called when an app part was verified in flash, before the boot configuration is flipped. */
  remember(info: FirmwareInfo): void;
}
