import { HARDENED } from '../../boot/boot-scheme.ts';
import { CC3200_FACTS } from '../cc3200/facts.ts';
import type { PlatformFacts } from '../platform.ts';

/** Its port is closed: modelled on the CC3200. */
export const CC3220_FACTS = {
  ...CC3200_FACTS,
  name: 'cc3220',
  namePrefix: 'cc3220_',
  isGuess: true,
  safety: { cc3220: HARDENED },
} as const satisfies PlatformFacts;
