/**
 * What a person chose, opened: as it is where devices take it as it is, else rewritten as the official packer
 * would have written it, and what was mended told. All that is thrown is true of the content: how it was packed is
 * no reason to refuse it.
 */
import { OtaError, type FailureCode } from '../../contracts/failure.ts';
import type { FolderFile } from '../../contracts/given-firmware.ts';
import { mendedInOrder, type Mended } from '../../contracts/mended.ts';
import { nobleDigests } from '../../ota-core/primitives/digest.ts';
import { MANIFEST_NAME } from '../../ota-core/update/manifest.ts';
import type { Bundle } from '../bundle.ts';
import {
  checkBundle,
  MAX_BUNDLE_BYTES,
  readBundleFile,
  requireManifest,
  type OpenBundleOptions,
} from '../open-bundle.ts';
import {
  bundlesIn,
  bundlesInArchive,
  type Content,
  type FindOptions,
  type FoundBundle,
} from './find-bundles.ts';
import { unpackBudget } from './unpack.ts';

export interface OpenedBundle {
  readonly bundle: Bundle;
  /** Empty: the bytes are those of the file. */
  readonly mended: readonly Mended[];
}

export interface OpenOrRepairOptions extends OpenBundleOptions {
  /** Which of several: one of `inside` of bundle/several. */
  readonly pick?: string | null;
}

/** Faults that another packing of the same content may not have. */
const MAY_BE_MENDED: readonly FailureCode[] = [
  'bundle/compressed',
  'bundle/contradiction',
  'bundle/manifest-not-first',
  'bundle/misleading-name',
  'bundle/name-too-long',
  'bundle/no-manifest',
  'bundle/source-code',
  'bundle/streamed',
  'bundle/too-deep',
  'bundle/trailing-bytes',
  'bundle/unsafe-name',
  'bundle/unsupported',
];

/** Artifacts of a build server are a zip around fw.zip, and people pack those once more. */
const MOST_NESTED = 3;

/** Throws OtaError bundle/… (bundle/several: pick one), file/unreadable, or the signal's reason. */
export async function openOrRepair(
  file: Blob,
  options: OpenOrRepairOptions,
): Promise<OpenedBundle> {
  const bytes = await readBundleFile(file, options);
  try {
    return { bundle: checkBundle(bytes, options), mended: [] };
  } catch (reason) {
    const error = OtaError.from(reason);
    if (!MAY_BE_MENDED.includes(error.code)) throw error;
  }
  options.signal.throwIfAborted();
  return openFound(bundlesInArchive(bytes, findOptions(options)), options);
}

/** A folder of build output: its files as they are, or the fw.zip in it. `fileName`: of the folder. Throws like openOrRepair. */
export async function openFolder(
  files: readonly FolderFile[],
  options: OpenOrRepairOptions,
): Promise<OpenedBundle> {
  const contents = await readNeeded(files, options);
  return openFound(bundlesIn(contents, ['from-folder'], findOptions(options)), options);
}

const findOptions = ({ fileName, digests = nobleDigests }: OpenBundleOptions): FindOptions => ({
  file: fileName,
  digests,
  budget: unpackBudget(MAX_BUNDLE_BYTES),
  depth: MOST_NESTED,
});

function openFound(found: readonly FoundBundle[], options: OpenOrRepairOptions): OpenedBundle {
  const { pick = null, fileName, signal } = options;
  signal.throwIfAborted();
  const chosen =
    found.length === 1 ? found[0] : found.find((one) => pathIn(one, fileName) === pick);
  if (chosen === undefined)
    throw new OtaError('bundle/several', {
      file: fileName,
      inside: found.map((one) => pathIn(one, fileName)),
      about: found.map(({ manifest: { name, version, platform } }) =>
        [name, version, platform].filter((text) => text !== '').join(' '),
      ),
    });
  return { bundle: checkBundle(chosen.bytes, options), mended: mendedInOrder(chosen.mended) };
}

/** What lies at the top is called as the file itself. */
const pathIn = ({ path }: FoundBundle, fileName: string): string => path || fileName;

const NONE = new Uint8Array(0);

/** All are listed; only manifests, archives and what the manifests name are read. */
async function readNeeded(
  files: readonly FolderFile[],
  options: OpenOrRepairOptions,
): Promise<readonly Content[]> {
  const read = new Map<string, Uint8Array>();
  const readInto = async ({ path, file }: FolderFile): Promise<Uint8Array> => {
    const bytes = read.get(path) ?? (await readBundleFile(file, { ...options, fileName: path }));
    read.set(path, bytes);
    return bytes;
  };
  for (const one of files) if (/\.zip$/i.test(one.path)) await readInto(one);
  for (const one of files) {
    if (one.path.slice(one.path.lastIndexOf('/') + 1) !== MANIFEST_NAME) continue;
    const folder = one.path.slice(0, -MANIFEST_NAME.length);
    const sources = sourcesOf(await readInto(one), options.fileName);
    for (const part of files)
      if (sources.includes(part.path.slice(folder.length))) await readInto(part);
  }
  return files.map(({ path }) => ({
    path,
    isFolder: false,
    signature: NONE,
    mended: [],
    read: () => read.get(path) ?? NONE,
  }));
}

/** What a manifest names; nothing where it is none: why is found when it is looked at. */
function sourcesOf(bytes: Uint8Array, file: string): readonly string[] {
  try {
    return requireManifest(bytes, file).parts.flatMap(({ src }) => (src === null ? [] : [src]));
  } catch {
    return []; // bundlesIn reads it again, and tells
  }
}
