import { ESP32_PROFILES } from '../../ota-core/platforms/esp32/profile.ts';
import type { DeviceProfile } from '../../ota-core/device/profile.ts';

/** The profile of this name, fetched when it is none of the esp32; null if nobody knows it. */
export async function profileNamed(name: string): Promise<DeviceProfile | null> {
  const known = ESP32_PROFILES.find((profile) => profile.name === name);
  if (known !== undefined) return known;
  const { profileFor } = await import('../../ota-core/platforms/index.ts');
  return profileFor({ profile: name });
}
