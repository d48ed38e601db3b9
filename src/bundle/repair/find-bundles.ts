/**
 * The firmwares in a set of files, each written as the official packer writes it: stored, sizes in front, manifest
 * first, then its parts in its own order, nothing else. The bytes of the manifest, the signature field of its header
 * and the bytes of the parts stay as they are; each result passes the strict reader.
 */
import { OtaError } from '../../contracts/failure.ts';
import { mendedInOrder, type Mended } from '../../contracts/mended.ts';
import type { DigestPort } from '../../ota-core/primitives/digest.ts';
import { SIGNATURE_ID } from '../../ota-core/update/extra-field.ts';
import { MANIFEST_NAME, type Manifest } from '../../ota-core/update/manifest.ts';
import { parseBundle, requireManifest } from '../open-bundle.ts';
import { signOfSources } from '../recognise.ts';
import { storeZip } from '../store-zip.ts';
import { isDesktopFile } from './desktop-files.ts';
import { readLenientArchive, type PackedEntry } from './lenient-archive.ts';
import { spend, unpack, type UnpackBudget } from './unpack.ts';

/** A file that may be the manifest, a part or an archive around them. */
export interface Content {
  /** With slashes. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Body of the signature field of its headers; empty where there is none. */
  readonly signature: Uint8Array;
  readonly mended: readonly Mended[];
  /** Its checked bytes. Throws bundle/…. */
  read(): Uint8Array;
}

export interface FoundBundle {
  /** Of its folder or its archive, as it lies in the file; empty where it is the file itself. */
  readonly path: string;
  readonly manifest: Manifest;
  readonly bytes: Uint8Array;
  readonly mended: readonly Mended[];
}

export interface FindOptions {
  /** For facts only. */
  readonly file: string;
  readonly digests: DigestPort;
  readonly budget: UnpackBudget;
  /** How many archives may lie in each other, this one included. */
  readonly depth: number;
}

/** Manifests and archives that are looked at; more are nobody's build. */
const MOST_LOOKED_AT = 64;

/** Those in a zip archive, at least one. Throws why there is none. */
export function bundlesInArchive(bytes: Uint8Array, options: FindOptions): readonly FoundBundle[] {
  const { entries, mended } = readLenientArchive(bytes, options.file);
  const contents = entries.map((entry) => contentOf(entry, options.budget));
  return bundlesIn(contents, mended, options);
}

function contentOf(entry: PackedEntry, budget: UnpackBudget): Content {
  let bytes: Uint8Array | null = null;
  const { path, isFolder, signature, mended } = entry;
  return { path, isFolder, signature, mended, read: () => (bytes ??= unpack(entry, budget)) };
}

/** Those in a set of files, at least one; `around`: what is mended of what holds them. Throws why there is none. */
export function bundlesIn(
  contents: readonly Content[],
  around: readonly Mended[],
  options: FindOptions,
): readonly FoundBundle[] {
  const files = contents.filter(({ path, isFolder }) => !isFolder && !isDesktopFile(path));
  const errors: OtaError[] = [];
  const found: FoundBundle[] = [];
  const attempt = (find: () => readonly FoundBundle[]): void => {
    try {
      found.push(...find());
    } catch (reason) {
      const error = OtaError.from(reason);
      if (!error.code.startsWith('bundle/') || options.budget.isSpent) throw error;
      errors.push(error);
    }
  };
  const manifests = files.filter(({ path }) => baseName(path) === MANIFEST_NAME);
  const byDepth = [...manifests].sort((a, b) => levels(a.path) - levels(b.path));
  const all = { contents, files, around, spellings: spellingsOf(files) };
  for (const manifest of byDepth.slice(0, MOST_LOOKED_AT))
    attempt(() => [rebuild(manifest, all, options)]);
  const ofManifests = errors.length;
  const parts = new Set(found.flatMap(({ path, manifest }) => partPaths(path, manifest)));
  const archives = files.filter(({ path }) => /\.zip$/i.test(path) && !parts.has(path));
  if (options.depth > 1)
    for (const archive of archives.slice(0, MOST_LOOKED_AT))
      attempt(() => inside(archive, around, options));
  if (found.length === 0) throw whyNone(files, errors, options.file);
  const whole = withoutCopies(found);
  const beside = around.includes('from-folder') ? errors.slice(ofManifests) : errors;
  return beside.some(isDamaged) ? whole.map(besideDamaged) : whole;
}

/** A firmware that cannot be used is not offered; that there is one is said, for it may be the one that was meant. */
const besideDamaged = (one: FoundBundle): FoundBundle => ({
  ...one,
  mended: mendedInOrder([...one.mended, 'damaged-beside']),
});

/** It has the manifest of a firmware, or is an archive that ends too early. Of a folder of build output only archives count. */
const isDamaged = ({ code }: OtaError): boolean =>
  ABOUT_CONTENT.includes(code) || code === 'bundle/cut-off';

/** What is wrong with the manifest that is nearest, else what these files are. */
function whyNone(files: readonly Content[], errors: readonly OtaError[], file: string): OtaError {
  const sign = signOfSources(files.map(({ path }) => path));
  const first = errors.find(({ code }) => !ABOUT_OTHERS.includes(code));
  if (sign !== null && (first === undefined || !ABOUT_CONTENT.includes(first.code)))
    return OtaError.from(new OtaError('bundle/source-code', { file, sign }));
  return first ?? OtaError.from(new OtaError('bundle/no-manifest', { file }));
}

/** Of a manifest that is one of ours: sources lie beside it, and are not the reason. */
const ABOUT_CONTENT: readonly string[] = [
  ...['bundle/part-missing', 'bundle/part-damaged', 'bundle/hash-mismatch', 'bundle/size-mismatch'],
  ...['bundle/contradiction', 'bundle/unsupported', 'bundle/too-many-bytes'],
];

/** Of an archive beside the sought one: it holds no firmware, and that is all. */
const ABOUT_OTHERS: readonly string[] = [
  ...['bundle/no-manifest', 'bundle/source-code', 'bundle/not-a-zip'],
];

interface Whole {
  readonly contents: readonly Content[];
  /** Without folders and what desktops add. */
  readonly files: readonly Content[];
  readonly around: readonly Mended[];
  /** How many files a name means to a computer that takes names for one that differ in case or the form of accents. */
  readonly spellings: ReadonlyMap<string, number>;
}

const folded = (path: string): string => path.normalize('NFC').toLowerCase();

function spellingsOf(files: readonly Content[]): ReadonlyMap<string, number> {
  const count = new Map<string, number>();
  for (const { path } of files) count.set(folded(path), (count.get(folded(path)) ?? 0) + 1);
  return count;
}

function rebuild(manifestFile: Content, whole: Whole, options: FindOptions): FoundBundle {
  const manifestBytes = manifestFile.read();
  const manifest = requireManifest(manifestBytes, options.file);
  const folder = manifestFile.path.slice(0, -MANIFEST_NAME.length);
  const parts = manifest.parts.flatMap(({ name, src }) =>
    src === null ? [] : [{ src, content: findPart(folder + src, whole, name) }],
  );
  requireOnce(manifestFile.path, whole);
  const contents = parts.map(({ src, content }) => ({ name: src, bytes: content.read() }));
  spend(
    options.budget,
    contents.reduce((sum, { bytes }) => sum + bytes.length, 0),
  );
  // A device strips the first folder of a name: where a part lies in one, all need another around it.
  const prefix = parts.some(({ src }) => src.includes('/')) ? 'fw/' : '';
  const bytes = storeZip([
    { name: prefix + MANIFEST_NAME, bytes: manifestBytes, extra: signatureField(manifestFile) },
    ...contents.map(({ name, bytes }) => ({ name: prefix + name, bytes })),
  ]);
  parseBundle(bytes, { fileName: options.file, digests: options.digests });
  const used = [manifestFile, ...parts.map(({ content }) => content)];
  return { path: folder, manifest, bytes, mended: mendedOf(used, folder, whole) };
}

function findPart(path: string, whole: Whole, part: string): Content {
  const content = whole.files.find((candidate) => candidate.path === path);
  if (content === undefined)
    throw new OtaError('bundle/part-missing', { part, file: baseName(path) });
  requireOnce(path, whole);
  return content;
}

/** Which of two is meant is not known. */
function requireOnce(path: string, { spellings }: Whole): void {
  if ((spellings.get(folded(path)) ?? 0) > 1)
    throw new OtaError('bundle/contradiction', { file: path, field: 'name' });
}

/** As the packer writes it, with nothing that others put beside it. */
function signatureField({ signature }: Content): Uint8Array {
  if (signature.length === 0) return signature;
  const field = new Uint8Array(4 + signature.length);
  const view = new DataView(field.buffer);
  view.setUint16(0, SIGNATURE_ID, true);
  view.setUint16(2, signature.length, true);
  field.set(signature, 4);
  return field;
}

function mendedOf(used: readonly Content[], folder: string, whole: Whole): readonly Mended[] {
  const { contents, files, around } = whole;
  const kinds: Mended[] = [...around, ...used.flatMap(({ mended }) => mended)];
  const isFromFolder = around.includes('from-folder');
  if (!isFromFolder) {
    if (levels(folder) > 1 || contents.some(({ isFolder }) => isFolder)) kinds.push('folders');
    if (contents.some(({ path, isFolder }) => !isFolder && isDesktopFile(path)))
      kinds.push('desktop-files');
    if (files.length > used.length) kinds.push('other-files');
    if (files[0] !== used[0]) kinds.push('order');
  }
  // A header that leaves a size to zip64 says so in its version: that is one thing.
  const told = kinds.includes('zip64') ? kinds.filter((kind) => kind !== 'headers') : kinds;
  return mendedInOrder(told.length === 0 ? ['headers'] : told);
}

/** A zip in the archive: as it is where devices take it, else mended as well. */
function inside(
  archive: Content,
  around: readonly Mended[],
  options: FindOptions,
): readonly FoundBundle[] {
  const bytes = archive.read();
  const holder = around.includes('from-folder') ? 'from-folder' : 'inner-archive';
  try {
    const { manifest } = parseBundle(bytes, { fileName: archive.path, digests: options.digests });
    return [{ path: archive.path, manifest, bytes, mended: [holder] }];
  } catch {
    // What is wrong with it is found again, in whatever way it was packed.
    return bundlesInArchive(bytes, {
      ...options,
      file: baseName(archive.path),
      depth: options.depth - 1,
    }).map(({ path, mended, ...rest }) => ({
      ...rest,
      path: path === '' ? archive.path : `${archive.path}/${path}`,
      mended: mendedInOrder([holder, ...mended]),
    }));
  }
}

/** The same firmware twice, as in the folder of a build beside its zip: the packer's own copy counts. */
function withoutCopies(found: readonly FoundBundle[]): readonly FoundBundle[] {
  const byContent = new Map<string, FoundBundle>();
  for (const one of found) byContent.set(contentKey(one), one);
  return [...byContent.values()];
}

/** Digests of the parts are in the manifest; where one has none its size is all there is, and both are offered. */
function contentKey({ manifest, path }: FoundBundle): string {
  const isTold = manifest.parts.every(({ src, sha1, sha256 }) => src === null || (sha1 ?? sha256));
  return JSON.stringify(isTold ? manifest : { manifest, path });
}

const partPaths = (folder: string, { parts }: Manifest): readonly string[] =>
  parts.flatMap(({ src }) => (src === null ? [] : [folder + src]));

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const levels = (path: string): number => path.split('/').length - 1;
