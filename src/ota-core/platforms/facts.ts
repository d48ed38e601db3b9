/** The facts of every platform, in the order in which they are listed anywhere. Small: the page loads them. */
import { UNKNOWN, type BootSafety } from '../boot/boot-scheme.ts';
import { CC3200_FACTS } from './cc3200/facts.ts';
import { CC3220_FACTS } from './cc3220/facts.ts';
import { CC3235_FACTS } from './cc3235/facts.ts';
import { ESP32_FACTS } from './esp32/facts.ts';
import { ESP32C3_FACTS } from './esp32c3/facts.ts';
import { ESP32C6_FACTS } from './esp32c6/facts.ts';
import { ESP32S2_FACTS } from './esp32s2/facts.ts';
import { ESP32S3_FACTS } from './esp32s3/facts.ts';
import { ESP8266_FACTS } from './esp8266/facts.ts';
import type { PlatformFacts } from './platform.ts';
import { RS14100_FACTS } from './rs14100/facts.ts';
import { STM32_FACTS } from './stm32/facts.ts';
import { UBUNTU_FACTS } from './ubuntu/facts.ts';

const LIST = [
  ESP32_FACTS,
  ESP32C3_FACTS,
  ESP32S2_FACTS,
  ESP32S3_FACTS,
  ESP32C6_FACTS,
  ESP8266_FACTS,
  CC3200_FACTS,
  CC3220_FACTS,
  CC3235_FACTS,
  STM32_FACTS,
  RS14100_FACTS,
  UBUNTU_FACTS,
] as const satisfies readonly PlatformFacts[];

/** `index.ts` has a line for each of these names, or it does not compile. */
export type PlatformName = (typeof LIST)[number]['name'];

export const PLATFORM_FACTS: readonly (PlatformFacts & { readonly name: PlatformName })[] = LIST;

/** null: nobody knows a platform of this name. */
export const factsOf = (
  name: string,
  platforms: readonly PlatformFacts[] = PLATFORM_FACTS,
): PlatformFacts | null => platforms.find((facts) => facts.name === name) ?? null;

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
