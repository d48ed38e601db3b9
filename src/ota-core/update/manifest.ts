import { decodeUtf8 } from '../primitives/utf8.ts';
import { parseStrictJson, type JsonProblem, type JsonValue } from './strict-json.ts';

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
  /** The manifest has `cs_sha1` in lower case, as cores of 2018 for the ESP32 want it. True where it has none. */
  readonly isSha1LowerCase: boolean;
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
  /** Which versions may run before it: a rule for hosts (docs/BUNDLES.md#routes), which devices pass over. Left out: any. */
  readonly requires?: string;
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

/** What is wrong with a manifest. `field` is a path: `version`, `parts.app.size`. */
export type ManifestProblem =
  | { readonly kind: 'too-large'; readonly sizeBytes: number }
  | { readonly kind: 'not-utf8' }
  | JsonProblem
  /** Absent or empty. */
  | { readonly kind: 'missing-field'; readonly field: string }
  /** Of the wrong type, or outside what the field can say. */
  | { readonly kind: 'bad-field'; readonly field: string }
  /** Two parts name one entry, or a part names the manifest. */
  | { readonly kind: 'shared-src'; readonly src: string; readonly part: string };

export type ManifestOutcome =
  | { readonly ok: true; readonly manifest: Manifest }
  | { readonly ok: false; readonly problem: ManifestProblem };

/** Reads the bytes of manifest.json. Unknown keys are allowed and dropped (bundle.md#manifest). */
export function parseManifest(bytes: Uint8Array): ManifestOutcome {
  if (bytes.length > MAX_MANIFEST_BYTES)
    return refuse({ kind: 'too-large', sizeBytes: bytes.length });
  const text = decodeUtf8(bytes);
  if (text === null) return refuse({ kind: 'not-utf8' });
  const json = parseStrictJson(text);
  if (!json.ok) return refuse(json.problem);
  if (!(json.value instanceof Map)) return refuse({ kind: 'bad-field', field: '' });
  const reader = new FieldReader(json.value, '');
  const manifest = readManifest(reader);
  const problem = reader.problem ?? findSharedSrc(manifest.parts);
  return problem === null ? { ok: true, manifest } : refuse(problem);
}

/** The device's words for a problem (bundle.md#manifest, device-core.md#messages); the last is the ESP8266's. */
export function deviceTextOf(problem: ManifestProblem): string {
  switch (problem.kind) {
    case 'too-large':
      return 'Out of memory';
    case 'not-utf8':
    case 'not-json':
    case 'duplicate-key':
      return 'Failed to parse manifest';
    case 'missing-field':
      return 'Required manifest field missing';
    case 'bad-field':
    case 'shared-src':
      return 'Invalid manifest';
  }
}

const refuse = (problem: ManifestProblem): ManifestOutcome => ({ ok: false, problem });

/** In the order in which the stock core asks for the required ones. */
function readManifest(reader: FieldReader): Manifest {
  const requires = reader.passedOver('requires');
  return {
    name: reader.text('name') ?? '',
    platform: reader.requiredText('platform'),
    version: reader.requiredText('version'),
    buildId: reader.requiredText('build_id'),
    parts: readParts(reader),
    buildTimestamp: reader.text('build_timestamp'),
    description: reader.text('description'),
    ...(requires !== null && { requires }),
  };
}

function readParts(reader: FieldReader): readonly ManifestPart[] {
  const parts = reader.children('parts');
  if (parts.length === 0) reader.report('missing-field', 'parts');
  return parts.map(([name, part]) => {
    const read: ManifestPart = {
      name,
      type: part.text('type'),
      src: part.text('src'),
      size: part.count('size'),
      sha1: part.hex('cs_sha1', 40),
      isSha1LowerCase: !/[A-F]/.test(part.text('cs_sha1') ?? ''),
      sha256: part.hex('cs_sha256', 64),
      addr: part.count('addr'),
      addr1: part.count('addr1'),
      loadAddr: part.count('load_addr'),
      update: part.flag('update') ?? false,
      fsSize: part.count('fs_size'),
      fsBlockSize: part.count('fs_block_size'),
      fsPageSize: part.count('fs_page_size'),
      fsEraseSize: part.count('fs_erase_size'),
      blSize: part.count('bl_size'),
      blCfgSize: part.count('bl_cfg_size'),
      updateBl: part.flag('update_bl') ?? false,
    };
    if (read.src === '') part.report('bad-field', 'src');
    reader.adopt(part);
    return read;
  });
}

function findSharedSrc(parts: readonly ManifestPart[]): ManifestProblem | null {
  const taken = new Set([MANIFEST_NAME]);
  for (const { src, name } of parts) {
    if (src === null) continue;
    if (taken.has(src)) return { kind: 'shared-src', src, part: name };
    taken.add(src);
  }
  return null;
}

/** Reads fields by type and keeps the first problem; what is wrong reads as absent. */
class FieldReader {
  problem: ManifestProblem | null = null;
  readonly #fields: ReadonlyMap<string, JsonValue>;
  readonly #path: string;

  constructor(fields: ReadonlyMap<string, JsonValue>, path: string) {
    this.#fields = fields;
    this.#path = path;
  }

  report(kind: 'missing-field' | 'bad-field', key: string): void {
    this.problem ??= { kind, field: `${this.#path}${key}` };
  }

  adopt(child: FieldReader): void {
    this.problem ??= child.problem;
  }

  text(key: string): string | null {
    return this.#read(key, (value) => (typeof value === 'string' ? value : null));
  }

  /** What no device reads, and so none refuses: other types than text read as text that means nothing. */
  passedOver(key: string): string | null {
    const value = this.#fields.get(key) ?? null;
    return value === null || typeof value === 'string' ? value : '?';
  }

  requiredText(key: string): string {
    const value = this.text(key);
    if (value === null || value === '') this.report('missing-field', key);
    return value ?? '';
  }

  flag(key: string): boolean | null {
    return this.#read(key, (value) => (typeof value === 'boolean' ? value : null));
  }

  /** A whole number from 0 to 2^32 - 1: sizes and addresses of these chips. */
  count(key: string): number | null {
    return this.#read(key, (value) =>
      typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffffffff
        ? value + 0 // -0 becomes 0
        : null,
    );
  }

  /** Hex of exactly `length` digits, folded to lower case. */
  hex(key: string, length: number): string | null {
    const value = this.text(key);
    if (value === null) return null;
    if (value.length === length && /^[0-9a-fA-F]+$/.test(value)) return value.toLowerCase();
    this.report('bad-field', key);
    return null;
  }

  /** The objects below `key`, by name. */
  children(key: string): readonly (readonly [string, FieldReader])[] {
    const group = this.#read(key, (value) => (value instanceof Map ? value : null));
    return [...(group ?? [])].map(([name, value]) => {
      const path = `${this.#path}${key}.${name}`;
      const child = new FieldReader(value instanceof Map ? value : new Map(), `${path}.`);
      if (!(value instanceof Map)) child.problem = { kind: 'bad-field', field: path };
      return [name, child];
    });
  }

  #read<T>(key: string, convert: (value: JsonValue) => T | null): T | null {
    const value = this.#fields.get(key);
    if (value === undefined || value === null) return null;
    const converted = convert(value);
    if (converted === null) this.report('bad-field', key);
    return converted;
  }
}
