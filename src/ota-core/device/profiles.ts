/** Every profile by name, of the platforms in ../platforms. */
import { ALL_PLATFORMS } from '../platforms/index.ts';
import { createRegistry } from '../platforms/registry.ts';

const REGISTRY = createRegistry(ALL_PLATFORMS);

/** The platforms that a device can say it is. */
export const PLATFORMS = REGISTRY.platforms;

/** All names that `profileFor` knows as `profile`. */
export const PROFILE_NAMES = REGISTRY.profileNames;

/** As in the registry: by the name of the profile, else of the platform, else an esp32. */
export const { profileFor } = REGISTRY;
