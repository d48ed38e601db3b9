import { HARDENED, ONE_SECTOR } from '../../boot/boot-scheme.ts';
import type { PlatformFacts } from '../platform.ts';
import { slotPart } from '../platform.ts';

/** SHA-1 is all that this platform's manifests must have; the app is called `fw`. */
export const ESP8266_FACTS = {
  name: 'esp8266',
  namePrefix: 'esp8266_',
  parts: [
    { ...slotPart('app', 'fw'), form: 'placed' },
    { ...slotPart('fs', 'fs'), form: 'placed' },
  ],
  isGuess: false,
  vendorComparesSrc: 'beginning',
  vendorComparesSha1: 'any-case',
  erasedAppBytes: null,
  safety: { esp8266: ONE_SECTOR, 'esp8266-hardened': HARDENED },
  vendorSafety: ONE_SECTOR,
} as const satisfies PlatformFacts;
