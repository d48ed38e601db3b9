import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Bundle } from '../bundle/bundle.ts';
import {
  draftOfBundle,
  draftOfManifest,
  EMPTY_DRAFT,
  type BundleDraft,
  type PartDraft,
} from '../bundle/make/bundle-draft.ts';
import { parseIntelHex } from '../bundle/make/intel-hex.ts';
import { packBundle, type PackedBundle } from '../bundle/make/pack-bundle.ts';
import { parseAssignment, parsePartSpec } from '../bundle/make/part-spec.ts';
import { OtaError, unwritableFile } from '../contracts/failure.ts';
import { decodeUtf8, encodeUtf8 } from '../ota-core/primitives/utf8.ts';
import { parseStrictJson, type JsonValue } from '../ota-core/update/strict-json.ts';
import type { BundleOptions } from './bundle-options.ts';
import { readChecks } from './checks-option.ts';
import { badOption } from './command-line.ts';
import { nodeDigests } from './device-chip.ts';
import { readable } from './local-files.ts';
import { openBundleFile } from './open-bundle-file.ts';

/** Packs, judges the result, and only then writes it. Throws OtaError use/…, file/…, bundle/…. */
export async function runBundle(options: BundleOptions): Promise<PackedBundle> {
  const input = options.input === null ? null : await readInput(options.input);
  const begun = beginning(options, input);
  const parts = new Map(begun.parts);
  for (const text of options.parts) {
    const { name, properties } = parsePartSpec(text);
    if (properties === null) parts.delete(name);
    else
      for (const [key, part] of readTyped(name, properties, options.srcDir)) parts.set(key, part);
  }
  const fields = new Map([
    ...begun.fields,
    ...options.fields,
    ...(options.buildInfo === null ? [] : readBuildFields(options.buildInfo)),
    ...options.attributes.map(attribute),
  ]);
  const fileName = path.basename(options.output);
  const checks =
    options.checks === null ? input?.checks : encodeUtf8(readChecks(options.checks).json);
  const packed = packBundle({ fields, parts }, { fileName, digests: nodeDigests, checks });
  try {
    await writeFile(options.output, packed.bytes);
  } catch (cause) {
    throw unwritableFile(options.output, cause);
  }
  return packed;
}

/** What of --manifest stands beside what of --input: a part of that name is replaced. */
function beginning({ manifest, srcDir }: BundleOptions, input: Bundle | null): BundleDraft {
  const begun = input === null ? EMPTY_DRAFT : draftOfBundle(input);
  if (manifest === null) return begun;
  const read = draftOfManifest(readBytes(manifest), path.basename(manifest));
  const parts = new Map(begun.parts);
  for (const [name, { properties }] of read.parts) parts.set(name, readPart(properties, srcDir));
  return { fields: new Map([...begun.fields, ...read.fields]), parts };
}

async function readInput(file: string): Promise<Bundle> {
  const { bundle } = await openBundleFile(file, { signal: new AbortController().signal });
  return bundle;
}

const COMPUTED = ['size', 'cs_sha1', 'cs_sha256'];

/** Of Intel HEX as many parts as it has segments, under the names that `mos create-fw-bundle` gives them. */
function readTyped(
  name: string,
  properties: ReadonlyMap<string, JsonValue>,
  folder: string,
): readonly (readonly [string, PartDraft])[] {
  const src = properties.get('src');
  if (typeof src !== 'string' || !src.endsWith('.hex'))
    return [[name, readPart(properties, folder)]];
  const text = decodeUtf8(readBytes(path.resolve(folder, src))) ?? '';
  const segments = parseIntelHex(text, { file: src, part: name });
  return segments.map(({ addr, bytes }, index) => {
    const file =
      segments.length === 1
        ? src.replace('.hex', '.bin')
        : `${src.replace('.hex', '')}.${index}.bin`;
    const own = new Map([...properties].filter(([key]) => !COMPUTED.includes(key)));
    own.set('src', file).set('addr', addr);
    return [index === 0 ? name : `${name}_${index}`, { properties: own, bytes }] as const;
  });
}

function readPart(properties: ReadonlyMap<string, JsonValue>, folder: string): PartDraft {
  const src = properties.get('src');
  if (typeof src !== 'string' || src === '') return { properties, bytes: null };
  const bytes = readBytes(path.resolve(folder, src));
  if (src.endsWith('.hex')) throw new OtaError('bundle/intel-hex', { file: path.basename(src) });
  return { properties, bytes };
}

const readBytes = (file: string): Uint8Array => readable(file, () => readFileSync(file));

/** As `mos build` names them in build_info.json. */
const BUILD_FIELDS = [
  ['version', 'build_version'],
  ['build_id', 'build_id'],
  ['build_timestamp', 'build_timestamp'],
] as const;

function readBuildFields(file: string): readonly (readonly [string, JsonValue])[] {
  const read = parseStrictJson(decodeUtf8(readBytes(file)) ?? '');
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
