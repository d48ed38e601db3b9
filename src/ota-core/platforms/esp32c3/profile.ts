import type { DeviceProfile } from '../../device/profile.ts';
import { ofPlatform } from '../common-profile.ts';
import { ESP32 } from '../esp32/profile.ts';
import { ESP32C3_FACTS } from './facts.ts';

export const ESP32C3_PROFILES: readonly DeviceProfile[] = [
  { ...ESP32, ...ofPlatform(ESP32C3_FACTS), ram: { size: 326_208, free: 238_312 } },
];
