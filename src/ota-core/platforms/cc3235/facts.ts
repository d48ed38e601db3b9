import type { PlatformFacts } from '../platform.ts';
import { UNDESCRIBED } from '../platform.ts';

export const CC3235_FACTS = {
  ...UNDESCRIBED,
  name: 'cc3235',
  namePrefix: 'cc3235_',
} as const satisfies PlatformFacts;
