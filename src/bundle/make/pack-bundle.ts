/**
 * A bundle in the very bytes that `mos create-fw-bundle` writes for the same input: fields in the order of its structures,
 * those it does not know behind them by name, sizes and digests computed, parts of the manifest by name. In the
 * archive that packer puts the parts in no order (a map of Go); here they lie in the order of the draft.
 */
import { OtaError } from '../../contracts/failure.ts';
import { factsOf } from '../../ota-core/platforms/facts.ts';
import { toHex } from '../../ota-core/primitives/bytes.ts';
import { digestBytes, nobleDigests, type DigestPort } from '../../ota-core/primitives/digest.ts';
import { encodeUtf8 } from '../../ota-core/primitives/utf8.ts';
import { MANIFEST_NAME } from '../../ota-core/update/manifest.ts';
import type { JsonValue } from '../../ota-core/update/strict-json.ts';
import { requireSlotParts } from '../check.ts';
import { CHECKS_NAME, parseBundle, type ParsedBundle } from '../open-bundle.ts';
import { storeZip } from '../store-zip.ts';
import type { BundleDraft, PartDraft } from './bundle-draft.ts';
import { encodeGoJson, sortedByKey } from './go-json.ts';

export interface PackOptions {
  /** For facts only. */
  readonly fileName: string;
  /** @noble/hashes when left out. */
  readonly digests?: DigestPort;
  /** The file `checks.json`, judged before; left out: the package brings none. */
  readonly checks?: Uint8Array | undefined;
}

export interface PackedBundle extends ParsedBundle {
  /** Owned by the caller. */
  readonly bytes: Uint8Array;
}

/**
 * Throws use/bad-option for a field of the wrong type or an unknown platform, bundle/size-mismatch and hash-mismatch where a
 * part is not what was said of it, and what opening the result would throw: nothing is packed that is refused later.
 */
export function packBundle(draft: BundleDraft, options: PackOptions): PackedBundle {
  const { fileName, digests = nobleDigests, checks } = options;
  const parts = new Map(
    [...draft.parts].map(([name, part]) => [name, describe(name, part, digests)] as const),
  );
  const manifest = new Map([
    ...ordered(draft.fields, FIELDS, ''),
    ['parts', new Map(sortedByKey(parts))] as const,
    ...extras(draft.fields, FIELDS),
  ]);
  const files = [...draft.parts].flatMap(([name, { bytes }]) => {
    const src = parts.get(name)?.get('src');
    return bytes === null || typeof src !== 'string' ? [] : [{ name: src, bytes }];
  });
  const packed = storeZip([
    { name: MANIFEST_NAME, bytes: encodeUtf8(encodeGoJson(manifest)) },
    ...files,
    ...(checks === undefined ? [] : [{ name: CHECKS_NAME, bytes: checks }]),
  ]);
  const parsed = parseBundle(packed, { fileName, digests });
  const { platform } = parsed.manifest;
  if (factsOf(platform) === null)
    throw new OtaError('use/bad-option', { option: '--platform', detail: platform });
  requireSlotParts(parsed);
  return { ...parsed, bytes: packed };
}

type Kind = 'text' | 'count' | 'flag' | 'timestamp';

interface Field {
  readonly kind: Kind;
  /** Written also where it is 0, false or empty. */
  readonly keepsZero?: true;
}

type Fields = ReadonlyMap<string, Field>;

const TEXT: Field = { kind: 'text' };
const COUNT: Field = { kind: 'count' };

/** common/fwbundle/fw_bundle.go (mos b44964e), `firmwareManifest`. */
const FIELDS: Fields = new Map([
  ['name', TEXT],
  ['platform', TEXT],
  ['description', TEXT],
  ['version', TEXT],
  ['build_id', TEXT],
  ['build_timestamp', { kind: 'timestamp' }],
]);

/** common/fwbundle/fw_part.go (mos b44964e), `firmwarePart`. */
const PART_FIELDS: Fields = new Map([
  ['type', TEXT],
  ['src', TEXT],
  ['addr', COUNT],
  ['size', COUNT],
  ['fill', { kind: 'count', keepsZero: true }],
  ['flash', { kind: 'flag', keepsZero: true }],
  ['cs_sha1', TEXT],
  ['cs_sha256', TEXT],
  ['fs_size', COUNT],
  ['fs_block_size', COUNT],
  ['fs_erase_size', COUNT],
  ['fs_page_size', COUNT],
  ['encrypt', { kind: 'flag' }],
  ['ptn', TEXT],
  ['falloc', COUNT],
  ['sig', TEXT],
  ['sig_cert', TEXT],
  ['sign', TEXT],
]);

type Described = ReadonlyMap<string, JsonValue>;

/** What the manifest says of a part: its file by its last name, size and digests of its bytes. */
function describe(name: string, part: PartDraft, digests: DigestPort): Described {
  const { properties, bytes } = part;
  const src = properties.get('src');
  if (typeof src !== 'string' || src === '' || bytes === null) return inOrder(properties, name);
  const file = lastName(src);
  const size = properties.get('size');
  if (typeof size === 'number' && size !== 0 && size !== bytes.length)
    throw new OtaError('bundle/size-mismatch', {
      part: name,
      file,
      expected: size,
      found: bytes.length,
    });
  const computed = new Map(properties).set('src', file).set('size', bytes.length);
  for (const { key, id, algorithm } of DIGESTS) {
    const hex = toHex(digestBytes(bytes, id, digests));
    const said = properties.get(key);
    if (typeof said === 'string' && said !== '' && said !== hex)
      throw new OtaError('bundle/hash-mismatch', { part: name, file, algorithm });
    computed.set(key, hex);
  }
  return inOrder(computed, name);
}

const DIGESTS = [
  { key: 'cs_sha1', id: 'sha1', algorithm: 'SHA-1' },
  { key: 'cs_sha256', id: 'sha256', algorithm: 'SHA-256' },
] as const;

const lastName = (src: string): string =>
  src.slice(Math.max(...['/', '\\'].map((s) => src.lastIndexOf(s))) + 1);

const inOrder = (properties: Described, name: string): Described =>
  new Map([...ordered(properties, PART_FIELDS, `${name}:`), ...extras(properties, PART_FIELDS)]);

/** The fields that the packer knows, without those that are 0, false or empty. */
function ordered(
  values: Described,
  fields: Fields,
  owner: string,
): readonly (readonly [string, JsonValue])[] {
  return [...fields].flatMap(([key, { kind, keepsZero }]) => {
    const value = values.get(key);
    if (value === undefined || value === null) return [];
    const checked = checkedValue(value, kind);
    if (checked === null)
      throw new OtaError('use/bad-option', { option: `${owner}${key}`, detail: shown(value) });
    const isZero = checked === 0 || checked === false || checked === '';
    return isZero && keepsZero !== true ? [] : [[key, checked] as const];
  });
}

const extras = (values: Described, fields: Fields): readonly (readonly [string, JsonValue])[] =>
  sortedByKey([...values].filter(([key]) => !fields.has(key)));

const shown = (value: JsonValue): string => (typeof value === 'object' ? 'object' : String(value));

/** null: not of this kind. */
function checkedValue(value: JsonValue, kind: Kind): JsonValue {
  switch (kind) {
    case 'text':
      return typeof value === 'string' ? value : null;
    case 'flag':
      return typeof value === 'boolean' ? value : null;
    case 'count':
      return Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 32
        ? value
        : null;
    case 'timestamp':
      return typeof value === 'string' ? timestampOf(value) : null;
  }
}

const RFC3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** As `time.Time` of Go writes what it has read: no zeros at the end of the fraction, Z for UTC. */
function timestampOf(text: string): string | null {
  const [, second, fraction = '', zone = ''] = RFC3339.exec(text) ?? [];
  if (second === undefined || Number.isNaN(Date.parse(text))) return null;
  const digits = fraction.replace(/0+$/, '');
  const utc = /^[+-]00:00$/.test(zone) ? 'Z' : zone;
  return `${second}${digits === '' ? '' : `.${digits}`}${utc}`;
}
