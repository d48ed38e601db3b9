import type { ManifestPart } from './manifest.ts';

/** What a part outside the slots is (bundle.md#manifests-by-platform). `other`: none of these by name or type. */
export type PartRole = 'boot-loader' | 'boot-settings' | 'partition-table' | 'nvs' | 'other';

/** Keys and types as the builds of the platforms write them; the key of a part counts where its type says nothing. */
const ROLES: ReadonlyMap<string, PartRole> = new Map([
  ['boot', 'boot-loader'],
  ['bootloader', 'boot-loader'],
  ['boot_cfg', 'boot-settings'],
  ['bootcfg', 'boot-settings'],
  ['bcfg0', 'boot-settings'],
  ['bcfg1', 'boot-settings'],
  ['otadata', 'boot-settings'],
  ['pt', 'partition-table'],
  ['partition_table', 'partition-table'],
  ['nvs', 'nvs'],
]);

/** By its type, else by its key in the manifest. */
export function partRole({ type, name }: Pick<ManifestPart, 'type' | 'name'>): PartRole {
  return ROLES.get(type?.toLowerCase() ?? '') ?? ROLES.get(name.toLowerCase()) ?? 'other';
}
