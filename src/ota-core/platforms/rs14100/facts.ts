import { HARDENED, STOCK_AREAS } from '../../boot/boot-scheme.ts';
import type { PlatformFacts } from '../platform.ts';
import { slotPart } from '../platform.ts';

/** The bundle has an image for each slot. */
export const RS14100_FACTS = {
  name: 'rs14100',
  namePrefix: 'rs14100_',
  parts: [
    { ...slotPart('app', 'app0'), form: 'linked', slot: 0 },
    { ...slotPart('app', 'app1'), form: 'linked', slot: 1 },
    { ...slotPart('fs', 'fs'), isOptional: true },
  ],
  isGuess: false,
  vendorComparesSrc: 'whole',
  vendorComparesSha1: 'any-case',
  erasedAppBytes: null,
  safety: { rs14100: HARDENED, 'rs14100-stock': STOCK_AREAS },
  vendorSafety: STOCK_AREAS,
} as const satisfies PlatformFacts;
