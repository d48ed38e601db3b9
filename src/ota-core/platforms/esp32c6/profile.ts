import type { DeviceProfile } from '../../device/profile.ts';
import { ofPlatform } from '../common-profile.ts';
import { ESP32 } from '../esp32/profile.ts';
import { ESP32C6_FACTS } from './facts.ts';

/**
 * The heap that ESP-IDF's first example has on this chip (docs.espressif.com, `get-started/start-project`), and what
 * the stock demo of an ESP32-C3 would leave of it.
 */
const ram = { size: 473_816, free: 385_920 };

export const ESP32C6_PROFILES: readonly DeviceProfile[] = [
  { ...ESP32, ...ofPlatform(ESP32C6_FACTS), ram },
];
