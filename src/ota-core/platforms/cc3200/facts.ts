import { HARDENED, NEITHER } from '../../boot/boot-scheme.ts';
import type { PlatformFacts } from '../platform.ts';
import { slotPart } from '../platform.ts';

/** Keys of parts are names of files here, so parts are told by their type. */
export const CC3200_FACTS = {
  name: 'cc3200',
  namePrefix: 'cc3200_',
  parts: [
    { ...slotPart('app', null), form: 'loaded-app' },
    { ...slotPart('fs', null), form: 'fs-container', isOptional: true },
  ],
  isGuess: false,
  vendorComparesSrc: 'whole',
  vendorComparesSha1: 'any-case',
  erasedAppBytes: null,
  safety: { cc3200: HARDENED, 'cc3200-stock': NEITHER },
  vendorSafety: NEITHER,
} as const satisfies PlatformFacts;
