import { OtaError } from '../../contracts/failure.ts';
import { decodeUtf8 } from '../../ota-core/primitives/utf8.ts';
import { MANIFEST_NAME } from '../../ota-core/update/manifest.ts';
import { parseStrictJson, type JsonValue } from '../../ota-core/update/strict-json.ts';
import type { Bundle } from '../bundle.ts';
import { requireManifest } from '../open-bundle.ts';
import { readArchive } from '../read-archive.ts';

/** A firmware that is being put together: what its manifest will hold, and the bytes behind it. */
export interface BundleDraft {
  /** All but `parts`. */
  readonly fields: ReadonlyMap<string, JsonValue>;
  /** By their keys, in the order in which they will lie in the archive. */
  readonly parts: ReadonlyMap<string, PartDraft>;
}

export interface PartDraft {
  readonly properties: ReadonlyMap<string, JsonValue>;
  /** null: the part has no file, or nobody has read it yet. */
  readonly bytes: Uint8Array | null;
}

export const EMPTY_DRAFT: BundleDraft = { fields: new Map(), parts: new Map() };

/** A bundle to begin with: all that its manifest says, its parts in the order of the archive. */
export function draftOfBundle(bundle: Bundle): BundleDraft {
  const { bytes, fileName, parts } = bundle;
  const entry = readArchive(bytes, fileName).find(({ name }) => name === MANIFEST_NAME);
  const draft = draftOfManifest(entry?.data ?? new Uint8Array(0), fileName);
  const placed = new Map(
    parts.map(({ part, dataOffset, sizeBytes }) => [
      part.name,
      { at: dataOffset, bytes: bytes.subarray(dataOffset, dataOffset + sizeBytes) },
    ]),
  );
  const placeOf = (name: string): number => placed.get(name)?.at ?? bytes.length;
  const ordered = [...draft.parts].sort(([a], [b]) => placeOf(a) - placeOf(b));
  return {
    fields: draft.fields,
    parts: new Map(
      ordered.map(([name, { properties }]) => [
        name,
        { properties, bytes: placed.get(name)?.bytes ?? null },
      ]),
    ),
  };
}

/** A manifest to begin with; the files of its parts are not read. Throws bundle/manifest-…, other-package, contradiction. */
export function draftOfManifest(bytes: Uint8Array, file: string): BundleDraft {
  requireManifest(bytes, file);
  const read = parseStrictJson(decodeUtf8(bytes) ?? '');
  if (!read.ok || !(read.value instanceof Map))
    throw new OtaError('bundle/manifest-incomplete', { field: '' });
  const fields = new Map<string, JsonValue>(read.value);
  const parts = fields.get('parts');
  fields.delete('parts');
  return { fields, parts: new Map(partsOf(parts)) };
}

const partsOf = (parts: JsonValue | undefined): readonly (readonly [string, PartDraft])[] =>
  [...(parts instanceof Map ? parts : [])].flatMap(([name, properties]) =>
    properties instanceof Map ? [[name, { properties, bytes: null }] as const] : [],
  );
