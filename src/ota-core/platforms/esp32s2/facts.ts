import { ESP32_FAMILY } from '../esp32/facts.ts';
import type { PlatformFacts } from '../platform.ts';

/** Not emulated. */
export const ESP32S2_FACTS = {
  ...ESP32_FAMILY,
  name: 'esp32s2',
  namePrefix: 'esp32s2_',
  safety: {},
  vendorSafety: null,
} as const satisfies PlatformFacts;
