import { OtaError, wordsOf } from '../contracts/failure.ts';
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
import type { Bundle, BundlePart } from './bundle.ts';
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
  const { fileName, signal, digests = nobleDigests } = options;
  const bytes = new Uint8Array(await readAll(file, options));
  signal.throwIfAborted();
  const { manifest, parts, extraEntries } = parseBundle(bytes, { fileName, digests });
  signal.throwIfAborted();
  const whole = digests.create('sha256');
  whole.update(bytes);
  return {
    fileName,
    sizeBytes: bytes.length,
    sha256: toHex(whole.digest()),
    manifest,
    parts,
    extraEntries,
    bytes,
  };
}

async function readAll(file: Blob, { fileName, signal }: OpenBundleOptions): Promise<ArrayBuffer> {
  signal.throwIfAborted();
  if (file.size > MAX_BUNDLE_BYTES)
    throw new OtaError('bundle/too-many-bytes', { sizeBytes: file.size, limit: MAX_BUNDLE_BYTES });
  try {
    return await file.arrayBuffer();
  } catch (reason) {
    const detail = wordsOf(reason);
    throw new OtaError('file/unreadable', { file: fileName, detail }, { cause: reason });
  }
}

export interface ParsedBundle {
  readonly manifest: Manifest;
  readonly parts: readonly BundlePart[];
  readonly extraEntries: readonly string[];
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
  const manifest = readManifest(entries);
  requireSoundEntries(entries, manifest);
  const parts = manifest.parts.flatMap((part) => findPart(part, entries, options.digests));
  const sources = new Set([MANIFEST_NAME, ...manifest.parts.map(({ src }) => src)]);
  const extraEntries = entries.map(({ name }) => name).filter((name) => !sources.has(name));
  return { manifest, parts, extraEntries };
}

function readManifest(entries: readonly StoredEntry[]): Manifest {
  const entry = entries.find(({ name }) => name === MANIFEST_NAME);
  if (entry === undefined) throw new OtaError('bundle/manifest-incomplete', { field: '' });
  if (crc32(entry.data) !== entry.crc)
    throw new OtaError('bundle/part-damaged', { part: MANIFEST_NAME, file: MANIFEST_NAME });
  const outcome = parseManifest(entry.data);
  if (!outcome.ok) throw manifestError(outcome.problem);
  return outcome.manifest;
}

function manifestError(problem: ManifestProblem): OtaError {
  const unreadable = (detail: string, line: number | null): OtaError =>
    OtaError.from(new OtaError('bundle/manifest-unreadable', { detail, line }));
  switch (problem.kind) {
    case 'too-large':
      return unreadable(`${problem.sizeBytes} bytes, at most ${MAX_MANIFEST_BYTES}`, null);
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
