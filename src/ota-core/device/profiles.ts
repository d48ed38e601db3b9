/**
 * Every profile by name. The plain name of a platform is the form that is held to every invariant, but for
 * `esp8266`; `-stock` is the vendor's, byte for byte and with its weaknesses.
 */
import { ESP32_PROFILES } from './esp32-profiles.ts';
import type { DeviceProfile } from './profile.ts';
import { VENDOR_PROFILES } from './vendor-profiles.ts';

/** The platforms that a device can say it is. */
export const PLATFORMS = [
  'esp32',
  'esp32c3',
  'esp8266',
  'cc3200',
  'cc3220',
  'stm32',
  'rs14100',
] as const;

const PROFILES: readonly DeviceProfile[] = [...ESP32_PROFILES, ...VENDOR_PROFILES];

/** All names that `profileFor` knows as `profile`. */
export const PROFILE_NAMES: readonly string[] = PROFILES.map(({ name }) => name);

/**
 * The profile of that name, else the plain profile of the platform, else that of the esp32. null for
 * names that nobody knows and for a profile of another platform than the one asked for.
 */
export function profileFor(wanted: {
  readonly platform?: string | undefined;
  readonly profile?: string | undefined;
}): DeviceProfile | null {
  const name = wanted.profile ?? wanted.platform ?? 'esp32';
  const found = PROFILES.find((profile) => profile.name === name) ?? null;
  const { platform } = wanted;
  if (found === null || platform === undefined) return found;
  const isPlatform = PLATFORMS.some((known) => known === platform);
  return isPlatform && found.arch === platform ? found : null;
}
