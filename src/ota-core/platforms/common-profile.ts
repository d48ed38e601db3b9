import type { DeviceProfile } from '../device/profile.ts';
import type { FlashGeometry } from '../flash/flash.ts';
import type { PlatformFacts } from './platform.ts';

/** ESP-IDF, CONFIG_BOOTLOADER_WDT_TIME_MS: the RTC watchdog, armed by the boot loader. */
export const ESP32_WATCHDOG_MS = 9000;

/** A serial flash of this size: sectors of 4 KiB. */
export const serialFlash = (size: number): FlashGeometry => ({
  size,
  eraseSize: 4096,
  programSize: 4,
  wordOnce: false,
});

/** What most profiles share. */
export const COMMON = {
  geometry: serialFlash(0x40_0000),
  incompleteCode: -3,
  appOrigin: null,
  filesystem: 'opaque',
  snapshots: false,
  comparesSrc: 'whole',
  comparesSha1: 'any-case',
  updateRebootDelayMs: 500,
  rebootDelayMs: 100,
  watchdogMs: ESP32_WATCHDOG_MS,
  isStock: false,
} as const;

/** What the plain profile of a platform takes from its facts. */
export const ofPlatform = ({
  name,
  parts,
  isGuess,
}: PlatformFacts): Pick<DeviceProfile, 'name' | 'arch' | 'requiredParts' | 'isGuess'> => ({
  name,
  arch: name,
  requiredParts: parts,
  isGuess,
});
