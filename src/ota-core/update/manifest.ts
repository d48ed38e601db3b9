/** The manifest.json of a firmware bundle, parsed once; unknown keys are dropped. */
export interface ManifestPart {
  /** Key in `parts`: app, fs, boot … */
  readonly name: string;
  readonly type: string | null;
  /** Archive entry (after the first directory level is stripped); null for fill parts. */
  readonly src: string | null;
  readonly size: number | null;
  /** Lower-case hex. */
  readonly sha1: string | null;
  readonly sha256: string | null;
  readonly addr: number | null;
  /** ESP8266: where the image of the second slot goes (bundle.md#manifests-by-platform). */
  readonly addr1: number | null;
  /** CC3200: where the boot loader puts the app (boot-schemes.md#cc3200). */
  readonly loadAddr: number | null;
  /** Written by an update even though it is no slot part (boot loaders). */
  readonly update: boolean;
  readonly fsSize: number | null;
  /** CC3200: what the container of the filesystem says of it (boot-schemes.md#cc3200). */
  readonly fsBlockSize: number | null;
  readonly fsPageSize: number | null;
  readonly fsEraseSize: number | null;
  /**
   * STM32: what lies before the app in its file, and whether the boot loader is to be replaced
   * (boot-schemes.md#stm32-and-rs14100).
   */
  readonly blSize: number | null;
  readonly blCfgSize: number | null;
  readonly updateBl: boolean;
}

export interface Manifest {
  /** Empty where the manifest has none: devices do not ask for it. */
  readonly name: string;
  readonly platform: string;
  readonly version: string;
  readonly buildId: string;
  readonly buildTimestamp: string | null;
  readonly description: string | null;
  readonly parts: readonly ManifestPart[];
}

/** The entry every bundle begins with. */
export const MANIFEST_NAME = 'manifest.json';

/** QUIRK(OC18 mgos_updater_common.c): stock cores allocate whatever the header says. Real ones are below 4 kB. */
export const MAX_MANIFEST_BYTES = 16_384;

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
