import type { DeviceProfile } from '../../device/profile.ts';
import { CC3200 } from '../cc3200/profile.ts';
import { ofPlatform } from '../common-profile.ts';
import { CC3220_FACTS } from './facts.ts';

export const CC3220_PROFILES: readonly DeviceProfile[] = [
  { ...CC3200, ...ofPlatform(CC3220_FACTS), ram: { size: 101_056, free: 61_440 } },
];
