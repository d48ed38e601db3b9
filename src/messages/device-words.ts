/** What a device keeps besides its firmware. */
import english from './en/device.ts';
import { texts } from './locale.ts';

export const deviceWords = texts('device', english);

/** What a group of settings is called; one without words as the device calls it. */
export function groupName(group: string): string {
  const known: Readonly<Record<string, string>> = deviceWords.settings.groups;
  return known[group] ?? group;
}

/** What a setting is for; null: only its name on the device is known. */
export function settingLabel(path: string): string | null {
  const known: Readonly<Record<string, string>> = deviceWords.settings.labels;
  return known[path] ?? null;
}
