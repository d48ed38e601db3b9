/** Every platform that this project knows: its facts, and the profiles of a device of it. */
import type { DeviceProfile } from '../device/profile.ts';
import { CC3200_PROFILES } from './cc3200/profile.ts';
import { CC3220_PROFILES } from './cc3220/profile.ts';
import { ESP32_PROFILES } from './esp32/variants.ts';
import { ESP32C3_PROFILES } from './esp32c3/profile.ts';
import { ESP32C6_PROFILES } from './esp32c6/profile.ts';
import { ESP32S3_PROFILES } from './esp32s3/profile.ts';
import { ESP8266_PROFILES } from './esp8266/profile.ts';
import { PLATFORM_FACTS, type PlatformName } from './facts.ts';
import type { Platform } from './platform.ts';
import { RS14100_PROFILES } from './rs14100/profile.ts';
import { STM32_PROFILES } from './stm32/profile.ts';

const PROFILES: Readonly<Record<PlatformName, readonly DeviceProfile[]>> = {
  esp32: ESP32_PROFILES,
  esp32c3: ESP32C3_PROFILES,
  esp32s2: [],
  esp32s3: ESP32S3_PROFILES,
  esp32c6: ESP32C6_PROFILES,
  esp8266: ESP8266_PROFILES,
  cc3200: CC3200_PROFILES,
  cc3220: CC3220_PROFILES,
  cc3235: [],
  stm32: STM32_PROFILES,
  rs14100: RS14100_PROFILES,
  ubuntu: [],
};

export const ALL_PLATFORMS: readonly Platform[] = PLATFORM_FACTS.map((facts) => ({
  facts,
  profiles: PROFILES[facts.name],
}));

export interface PlatformRegistry {
  /** The platforms that an emulated device can be. */
  readonly platforms: readonly string[];
  /** All names that `profileFor` knows as `profile`. */
  readonly profileNames: readonly string[];
  /**
   * The profile of that name, else the plain profile of the platform, else that of the first platform. null for
   * names that nobody knows and for a profile of another platform than the one asked for.
   */
  readonly profileFor: (wanted: {
    readonly platform?: string | undefined;
    readonly profile?: string | undefined;
  }) => DeviceProfile | null;
}

export function createRegistry(all: readonly Platform[]): PlatformRegistry {
  const emulated = all.filter(({ profiles }) => profiles.length > 0);
  const platforms = emulated.map(({ facts }) => facts.name);
  const profiles = emulated.flatMap((platform) => platform.profiles);
  return {
    platforms,
    profileNames: profiles.map(({ name }) => name),
    profileFor({ platform, profile }) {
      const name = profile ?? platform ?? platforms[0];
      const found = profiles.find((known) => known.name === name) ?? null;
      return platform === undefined || found?.arch === platform ? found : null;
    },
  };
}

const REGISTRY = createRegistry(ALL_PLATFORMS);

/** The platforms that a device can say it is. */
export const PLATFORMS = REGISTRY.platforms;

/** All names that `profileFor` knows as `profile`. */
export const PROFILE_NAMES = REGISTRY.profileNames;

/** As in the registry: by the name of the profile, else of the platform, else an esp32. */
export const { profileFor } = REGISTRY;
