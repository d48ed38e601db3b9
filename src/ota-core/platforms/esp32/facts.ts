import { HARDENED, NEITHER } from '../../boot/boot-scheme.ts';
import type { PlatformFacts } from '../platform.ts';
import { slotPart } from '../platform.ts';

/** What the chips of the family have in common. */
export const ESP32_FAMILY = {
  parts: [slotPart('app', 'app'), slotPart('fs', 'fs')],
  isGuess: false,
  vendorComparesSrc: 'beginning',
  vendorComparesSha1: 'lower-case',
  erasedAppBytes: 0x18_0000,
  vendorSafety: NEITHER,
} as const satisfies Partial<PlatformFacts>;

export const ESP32_FACTS = {
  ...ESP32_FAMILY,
  name: 'esp32',
  namePrefix: 'esp32_',
  safety: { esp32: HARDENED, 'esp32-stock': NEITHER, reference: HARDENED },
} as const satisfies PlatformFacts;
