import type { FlashGeometry } from '../flash/flash.ts';
import type { RequiredPart } from '../update/required-part.ts';
import { ESP32_WATCHDOG_MS } from './esp32-places.ts';

/** A serial flash of this size: sectors of 4 KiB. */
export const serialFlash = (size: number): FlashGeometry => ({
  size,
  eraseSize: 4096,
  programSize: 4,
  wordOnce: false,
});

/** A part that a manifest must have: app and filesystem alike. */
export const part = (kind: 'app' | 'fs', name: string | null): RequiredPart => ({
  name,
  kind,
  digest: 'sha1',
});

/** What most profiles share. */
export const COMMON = {
  geometry: serialFlash(0x40_0000),
  requiredParts: [part('app', 'app'), part('fs', 'fs')],
  incompleteCode: -3,
  appOrigin: null,
  filesystem: 'opaque',
  comparesSrc: 'whole',
  updateRebootDelayMs: 500,
  rebootDelayMs: 100,
  watchdogMs: ESP32_WATCHDOG_MS,
  isStock: false,
  isGuess: false,
} as const;
