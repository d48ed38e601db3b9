import type { PlatformFacts } from '../platform.ts';
import { UNDESCRIBED } from '../platform.ts';

/** Takes every update and writes nothing (boot-schemes.md#ubuntu). */
export const UBUNTU_FACTS = {
  ...UNDESCRIBED,
  name: 'ubuntu',
  namePrefix: 'ubuntu_',
} as const satisfies PlatformFacts;
