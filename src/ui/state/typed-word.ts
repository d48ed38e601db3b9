import type { BundleReport, ForceName } from '../../workers/api.ts';
import { visible } from '../../messages/outside-text.ts';

/** What has to be typed to go on, as it is read, where a press is too easy; null = a press is enough. */
export function typedWordFor(
  name: ForceName,
  { version, name: application }: Pick<BundleReport, 'version' | 'name'>,
): string | null {
  if (name === 'downgrade') return visible(version);
  if (name === 'other-app') return visible(application);
  return name === 'boot-loader' ? 'boot loader' : null;
}
