import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  draftOfBundle,
  draftOfManifest,
  EMPTY_DRAFT,
  type BundleDraft,
  type PartDraft,
} from '../bundle/make/bundle-draft.ts';
import { packBundle, type PackedBundle } from '../bundle/make/pack-bundle.ts';
import { parseAssignment, parsePartSpec } from '../bundle/make/part-spec.ts';
import { OtaError, unreadableFile, unwritableFile } from '../contracts/failure.ts';
import { decodeUtf8 } from '../ota-core/primitives/utf8.ts';
import { parseStrictJson, type JsonValue } from '../ota-core/update/strict-json.ts';
import type { BundleOptions } from './bundle-options.ts';
import { badOption } from './command-line.ts';
import { nodeDigests } from './device-chip.ts';
import { openBundleFile } from './open-bundle-file.ts';

/** Packs, judges the result, and only then writes it. Throws OtaError use/…, file/…, bundle/…. */
export async function runBundle(options: BundleOptions): Promise<PackedBundle> {
  const begun = await beginning(options);
  const parts = new Map(begun.parts);
  for (const text of options.parts) {
    const { name, properties } = parsePartSpec(text);
    if (properties === null) parts.delete(name);
    else parts.set(name, await readPart(properties, options.srcDir));
  }
  const fields = new Map([
    ...begun.fields,
    ...options.fields,
    ...(options.buildInfo === null ? [] : await readBuildFields(options.buildInfo)),
    ...options.attributes.map(attribute),
  ]);
  const fileName = path.basename(options.output);
  const packed = packBundle({ fields, parts }, { fileName, digests: nodeDigests });
  try {
    await writeFile(options.output, packed.bytes);
  } catch (cause) {
    throw unwritableFile(options.output, cause);
  }
  return packed;
}

/** What of --manifest stands beside what of --input: a part of that name is replaced. */
async function beginning({ input, manifest, srcDir }: BundleOptions): Promise<BundleDraft> {
  const begun = input === null ? EMPTY_DRAFT : await readInput(input);
  if (manifest === null) return begun;
  const read = draftOfManifest(await readBytes(manifest), path.basename(manifest));
  const parts = new Map(begun.parts);
  for (const [name, { properties }] of read.parts)
    parts.set(name, await readPart(properties, srcDir));
  return { fields: new Map([...begun.fields, ...read.fields]), parts };
}

async function readInput(file: string): Promise<BundleDraft> {
  const { bundle } = await openBundleFile(file, { signal: new AbortController().signal });
  return draftOfBundle(bundle);
}

async function readPart(
  properties: ReadonlyMap<string, JsonValue>,
  folder: string,
): Promise<PartDraft> {
  const src = properties.get('src');
  if (typeof src !== 'string' || src === '') return { properties, bytes: null };
  const bytes = await readBytes(path.resolve(folder, src));
  if (src.endsWith('.hex')) throw new OtaError('bundle/intel-hex', { file: path.basename(src) });
  return { properties, bytes };
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw unreadableFile(file, cause);
  }
}

/** As `mos build` names them in build_info.json. */
const BUILD_FIELDS = [
  ['version', 'build_version'],
  ['build_id', 'build_id'],
  ['build_timestamp', 'build_timestamp'],
] as const;

async function readBuildFields(file: string): Promise<readonly (readonly [string, JsonValue])[]> {
  const read = parseStrictJson(decodeUtf8(await readBytes(file)) ?? '');
  if (!read.ok || !(read.value instanceof Map)) throw badOption('--build-info', file);
  const info: ReadonlyMap<string, JsonValue> = read.value;
  return BUILD_FIELDS.map(([field, key]) => {
    const value = info.get(key);
    if (value === undefined) throw badOption('--build-info', file);
    return [field, value] as const;
  });
}

function attribute(text: string): readonly [string, JsonValue] {
  const { key, value } = parseAssignment(text, 53);
  if (key === null || key === 'parts') throw badOption('--attr', text);
  return [key, value];
}
