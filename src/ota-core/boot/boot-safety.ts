import { PLATFORM_FACTS } from '../platforms/facts.ts';
import type { PlatformFacts } from '../platforms/platform.ts';
import { UNKNOWN, type BootSafety } from './safety-forms.ts';

/**
 * `scheme` is what the device reports; stock devices report none, and a name that is not known counts as
 * none: then the vendor's form of the platform counts.
 */
export function bootSafetyOf(
  device: { readonly arch: string; readonly scheme?: string | null | undefined },
  platforms: readonly PlatformFacts[] = PLATFORM_FACTS,
): BootSafety {
  const reported = new Map(platforms.flatMap(({ safety }) => Object.entries(safety)));
  const platform = platforms.find(({ name }) => name === device.arch);
  return reported.get(device.scheme ?? '') ?? platform?.vendorSafety ?? UNKNOWN;
}
