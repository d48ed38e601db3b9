import { COMMON } from '../common-profile.ts';

/** What the profiles of an ESP32 share, whatever boot scheme they have. */
export const ESP32_COMMON = {
  ...COMMON,
  filesystem: 'mounted',
  ram: { size: 284_336, free: 218_544 },
} as const;
