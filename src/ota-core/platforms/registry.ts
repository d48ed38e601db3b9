import type { DeviceProfile } from '../device/profile.ts';
import type { Platform } from './platform.ts';

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
