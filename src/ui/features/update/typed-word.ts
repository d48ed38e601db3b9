import type { BundleReport, ForceName } from '../../../workers/api.ts';

/** What has to be typed to go on, where a press is too easy; null = a press is enough. */
export function typedWordFor(
  name: ForceName,
  { version, name: application }: Pick<BundleReport, 'version' | 'name'>,
): string | null {
  if (name === 'downgrade') return version;
  if (name === 'other-app') return application;
  return name === 'boot-loader' ? 'boot loader' : null;
}
