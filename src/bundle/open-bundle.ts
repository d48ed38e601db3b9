import { OtaError, unreadableFile } from '../contracts/failure.ts';
import { toHex } from '../ota-core/primitives/bytes.ts';
import { crc32 } from '../ota-core/primitives/crc32.ts';
import { nobleDigests } from '../ota-core/primitives/digest.ts';
import type { DigestPort } from '../ota-core/primitives/digest.ts';
import {
  MANIFEST_NAME,
  MAX_MANIFEST_BYTES,
  type Manifest,
  type ManifestPart,
  parseManifest,
  type ManifestProblem,
} from '../ota-core/update/manifest.ts';
import { decodeUtf8 } from '../ota-core/primitives/utf8.ts';
import { parseStrictJson } from '../ota-core/update/strict-json.ts';
import type { Bundle, BundlePart } from './bundle.ts';
import { foreignEncoding } from './recognise.ts';
import { readArchive, type StoredEntry } from './read-archive.ts';

/** proof.md#bounds. The largest slot of the platforms is 1.5 MiB. */
export const MAX_BUNDLE_BYTES = 64 * 1024 * 1024;

export interface OpenBundleOptions {
  /** For facts and display only; what a file is, its bytes decide. */
  readonly fileName: string;
  readonly signal: AbortSignal;
  /** @noble/hashes when left out. */
  readonly digests?: DigestPort;
}

/**
 * Reads a file once and checks all of it. The result holds the very bytes that were checked, so a file
 * that changes afterwards changes nothing. Throws OtaError bundle/… or file/unreadable, or the signal's
 * reason.
 */
export async function openBundle(file: Blob, options: OpenBundleOptions): Promise<Bundle> {
  return checkBundle(await readBundleFile(file, options), options);
}

/** The same for bytes that are read already: the result keeps them. */
export function checkBundle(bytes: Uint8Array, options: OpenBundleOptions): Bundle {
  const { fileName, signal, digests = nobleDigests } = options;
  signal.throwIfAborted();
  const { manifest, parts, entryNames, checks } = parseBundle(bytes, { fileName, digests });
  signal.throwIfAborted();
  const whole = digests.create('sha256');
  whole.update(bytes);
  return {
    fileName,
    sizeBytes: bytes.length,
    sha256: toHex(whole.digest()),
    manifest,
    parts,
    entryNames,
    ...(checks !== undefined && { checks }),
    bytes,
  };
}

/** All bytes of a file, of no more than a bundle may have. Throws bundle/too-many-bytes, file/unreadable, or the signal's reason. */
export async function readBundleFile(
  file: Blob,
  { fileName, signal }: OpenBundleOptions,
): Promise<Uint8Array> {
  signal.throwIfAborted();
  if (file.size > MAX_BUNDLE_BYTES)
    throw new OtaError('bundle/too-many-bytes', { sizeBytes: file.size, limit: MAX_BUNDLE_BYTES });
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (reason) {
    throw unreadableFile(fileName, reason);
  }
}

export interface ParsedBundle {
  readonly manifest: Manifest;
  readonly parts: readonly BundlePart[];
  readonly entryNames: readonly string[];
  readonly checks?: Uint8Array;
}

/**
 * Everything that can be known of a bundle from its bytes alone: layout, manifest, and every part that
 * has a source present, of the size, the CRC-32 and all digests that are told of it. Throws OtaError
 * bundle/…: the archive's own faults first, then the manifest's, then those of the parts.
 */
export function parseBundle(
  bytes: Uint8Array,
  options: { readonly fileName: string; readonly digests: DigestPort },
): ParsedBundle {
  const entries = readArchive(bytes, options.fileName);
  const manifest = readManifest(entries, options.fileName);
  requireSoundEntries(entries, manifest);
  const parts = manifest.parts.flatMap((part) => findPart(part, entries, options.digests));
  const entryNames = entries.slice(1).map(({ name }) => name);
  const checks = entries.find(({ name }) => name === CHECKS_NAME)?.data;
  return { manifest, parts, entryNames, ...(checks !== undefined && { checks }) };
}

/** No part of a build has that name. */
export const CHECKS_NAME = 'checks.json';

function readManifest(entries: readonly StoredEntry[], file: string): Manifest {
  const entry = entries.find(({ name }) => name === MANIFEST_NAME);
  if (entry === undefined) throw new OtaError('bundle/manifest-incomplete', { field: '' });
  if (crc32(entry.data) !== entry.crc)
    throw new OtaError('bundle/part-damaged', { part: MANIFEST_NAME, file: MANIFEST_NAME });
  return requireManifest(entry.data, file);
}

/** The manifest in these bytes. Throws what is wrong with it: bundle/manifest-…, other-package, contradiction. */
export function requireManifest(bytes: Uint8Array, file: string): Manifest {
  const encoding = foreignEncoding(bytes);
  if (encoding !== null) throw new OtaError('bundle/manifest-encoding', { encoding });
  const outcome = parseManifest(bytes);
  if (outcome.ok) return outcome.manifest;
  const { problem } = outcome;
  const lacks = problem.kind === 'missing-field' || problem.kind === 'bad-field';
  if (lacks && isOtherPackage(bytes)) throw new OtaError('bundle/other-package', { file });
  throw manifestError(problem);
}

/** Something is written there, and nothing of what every build of Mongoose OS writes. */
function isOtherPackage(bytes: Uint8Array): boolean {
  const json = parseStrictJson(decodeUtf8(bytes) ?? '');
  if (!json.ok || !(json.value instanceof Map) || json.value.size === 0) return false;
  const written = json.value;
  return !['platform', 'build_id', 'parts'].some((key) => written.has(key));
}

function manifestError(problem: ManifestProblem): OtaError {
  const unreadable = (detail: string, line: number | null): OtaError =>
    OtaError.from(new OtaError('bundle/manifest-unreadable', { detail, line }));
  switch (problem.kind) {
    case 'too-large':
      return OtaError.from(
        new OtaError('bundle/manifest-too-large', {
          sizeBytes: problem.sizeBytes,
          limit: MAX_MANIFEST_BYTES,
        }),
      );
    case 'not-utf8':
      return unreadable('not UTF-8', null);
    case 'not-json':
      return unreadable(problem.detail, problem.line);
    case 'duplicate-key':
      return unreadable(`"${problem.detail}" is there twice`, problem.line);
    case 'missing-field':
    case 'bad-field':
      return OtaError.from(new OtaError('bundle/manifest-incomplete', { field: problem.field }));
    case 'shared-src':
      return OtaError.from(
        new OtaError('bundle/contradiction', { file: problem.src, field: 'src' }),
      );
  }
}

/** A device checks the CRC of every entry, also of those that no part names. */
function requireSoundEntries(entries: readonly StoredEntry[], manifest: Manifest): void {
  for (const { name, data, crc } of entries) {
    if (crc32(data) === crc) continue;
    const part = manifest.parts.find(({ src }) => src === name)?.name ?? name;
    throw new OtaError('bundle/part-damaged', { part, file: name });
  }
}

function findPart(
  part: ManifestPart,
  entries: readonly StoredEntry[],
  digests: DigestPort,
): readonly BundlePart[] {
  const { name, src, size } = part;
  if (src === null) return [];
  const entry = entries.find((candidate) => candidate.name === src);
  if (entry === undefined) throw new OtaError('bundle/part-missing', { part: name, file: src });
  const { data, fullName, dataOffset } = entry;
  if (size !== null && size !== data.length)
    throw new OtaError('bundle/size-mismatch', {
      part: name,
      file: src,
      expected: size,
      found: data.length,
    });
  requireDigests(part, data, digests);
  return [{ part, file: fullName, sizeBytes: data.length, dataOffset }];
}

/** Both must match where both are there. */
function requireDigests(part: ManifestPart, data: Uint8Array, digests: DigestPort): void {
  const checks = [
    { algorithm: 'SHA-1', id: 'sha1', expected: part.sha1 },
    { algorithm: 'SHA-256', id: 'sha256', expected: part.sha256 },
  ] as const;
  for (const { algorithm, id, expected } of checks) {
    if (expected === null) continue;
    const digest = digests.create(id);
    digest.update(data);
    if (toHex(digest.digest()) !== expected)
      throw new OtaError('bundle/hash-mismatch', {
        part: part.name,
        file: part.src ?? '',
        algorithm,
      });
  }
}
