import { HARDENED } from '../../boot/boot-scheme.ts';
import { ESP32_FAMILY } from '../esp32/facts.ts';
import type { PlatformFacts } from '../platform.ts';

export const ESP32C3_FACTS = {
  ...ESP32_FAMILY,
  name: 'esp32c3',
  namePrefix: 'esp32c3_',
  safety: { esp32c3: HARDENED },
} as const satisfies PlatformFacts;
