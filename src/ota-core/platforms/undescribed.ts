import type { PlatformFacts } from './platform.ts';

/** Facts of a platform of which nothing but its name is known. */
export const UNDESCRIBED = {
  parts: [],
  isGuess: false,
  vendorComparesSrc: 'whole',
  erasedAppBytes: null,
  safety: {},
  vendorSafety: null,
} as const satisfies Partial<PlatformFacts>;
