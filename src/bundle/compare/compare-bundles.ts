/**
 * Two firmware packages, by all that a device sees of them: manifest, signatures, parts, the files in their filesystems. How
 * the archives are laid out counts for nothing.
 */
import type {
  ComparedBundles,
  ComparedItem,
  ComparedPart,
  ComparedSide,
} from '../../contracts/compared.ts';
import { orElse } from '../../ota-core/fs/filesystem.ts';
import { openImage } from '../../ota-core/fs/open-filesystem.ts';
import { bytesEqual, toHex } from '../../ota-core/primitives/bytes.ts';
import { digestBytes, nobleDigests, type DigestPort } from '../../ota-core/primitives/digest.ts';
import type { JsonValue } from '../../ota-core/update/strict-json.ts';
import type { Bundle } from '../bundle.ts';
import { readSignatureField } from '../../ota-core/update/extra-field.ts';
import { draftOfBundle, type PartDraft } from '../make/bundle-draft.ts';
import { manifestHeader } from '../local-headers.ts';
import { readArchive } from '../read-archive.ts';
import { slotPlaceOf } from '../slot-parts.ts';
import { compareFiles, differingFields, pairByName, standingOf } from './compare-items.ts';

/** Pure; both are checked already. */
export function compareBundles(
  left: Bundle,
  right: Bundle,
  digests: DigestPort = nobleDigests,
): ComparedBundles {
  const [ours, theirs] = [draftOfBundle(left), draftOfBundle(right)];
  const fields = differingFields(ours.fields, theirs.fields);
  const parts = pairByName(ours.parts, theirs.parts).map((pair) =>
    comparePart(pair, { left, right, digests }),
  );
  const signatures = compareSignatures(left, right);
  const others = compareFiles(unnamedFiles(left), unnamedFiles(right));
  const isSame =
    fields.length === 0 &&
    (signatures === null || signatures === 'same') &&
    [...parts, ...others].every(({ standing }) => standing === 'same');
  return {
    kind: 'bundles',
    isSame,
    isSameFile: left.sha256 === right.sha256,
    left: sideOf(left),
    right: sideOf(right),
    fields,
    parts,
    signatures,
    others,
  };
}

export const sideOf = ({ fileName, manifest }: Bundle): ComparedSide => ({
  label: fileName,
  app: manifest.name,
  version: manifest.version,
  buildId: manifest.buildId,
  platform: manifest.platform,
});

interface Both {
  readonly left: Bundle;
  readonly right: Bundle;
  readonly digests: DigestPort;
}

/** The bytes tell these, where both have bytes. */
const TOLD_BY_BYTES = ['size', 'cs_sha1', 'cs_sha256'];

function comparePart(
  pair: {
    readonly name: string;
    readonly left: PartDraft | null;
    readonly right: PartDraft | null;
  },
  { left, right, digests }: Both,
): ComparedPart {
  const { name } = pair;
  const [ours, theirs] = [pair.left?.bytes ?? null, pair.right?.bytes ?? null];
  const isTold = (key: string): boolean =>
    ours !== null && theirs !== null && TOLD_BY_BYTES.includes(key) && hasBoth(pair, key);
  const fields =
    pair.left === null || pair.right === null
      ? []
      : differingFields(pair.left.properties, pair.right.properties).filter(
          ({ field }) => !isTold(field),
        );
  const sameBytes = ours === null || theirs === null ? ours === theirs : bytesEqual(ours, theirs);
  return {
    name,
    standing: standingOf(pair.left, pair.right, () => sameBytes && fields.length === 0),
    leftBytes: pair.left === null ? null : (ours?.length ?? sizeOf(pair.left)),
    rightBytes: pair.right === null ? null : (theirs?.length ?? sizeOf(pair.right)),
    leftSha256: ours === null ? null : toHex(digestBytes(ours, 'sha256', digests)),
    rightSha256: theirs === null ? null : toHex(digestBytes(theirs, 'sha256', digests)),
    fields,
    files: sameBytes
      ? null
      : compareImages(imageFiles(left, name, ours), imageFiles(right, name, theirs)),
  };
}

const hasBoth = (
  pair: { readonly left: PartDraft | null; readonly right: PartDraft | null },
  key: string,
): boolean => pair.left?.properties.has(key) === true && pair.right?.properties.has(key) === true;

/** What the manifest says of a part without bytes. */
function sizeOf({ properties }: PartDraft): number {
  const size: JsonValue | undefined = properties.get('size');
  return typeof size === 'number' ? size : 0;
}

type Files = ReadonlyMap<string, Uint8Array>;

const compareImages = (left: Files | null, right: Files | null): readonly ComparedItem[] | null =>
  left === null || right === null ? null : compareFiles(left, right);

/** null: it is no filesystem, or none that can be read. */
function imageFiles({ manifest }: Bundle, name: string, image: Uint8Array | null): Files | null {
  const part = manifest.parts.find((candidate) => candidate.name === name);
  if (part === undefined || image === null) return null;
  const isFilesystem = slotPlaceOf(manifest.platform, part)?.kind === 'fs';
  return isFilesystem ? filesOfImage(image) : null;
}

/** Names and contents, by name; null where the image cannot be read. Borrows `image`. */
export function filesOfImage(image: Uint8Array): Files | null {
  return orElse(
    () => {
      const filesystem = openImage(image);
      const none = new Uint8Array(0);
      return new Map(
        filesystem.list().map(({ name }) => [name, filesystem.read(name) ?? none] as const),
      );
    },
    () => null,
  );
}

function compareSignatures(left: Bundle, right: Bundle): ComparedBundles['signatures'] {
  const [ours, theirs] = [signatureOf(left), signatureOf(right)];
  return ours === null && theirs === null ? null : standingOf(ours, theirs, bytesEqual);
}

/** null where there is none. */
function signatureOf({ bytes }: Bundle): Uint8Array | null {
  const field = readSignatureField(manifestHeader(bytes).extra);
  return field.length === 0 ? null : field;
}

function unnamedFiles({ bytes, fileName, manifest }: Bundle): Files {
  const named = new Set(manifest.parts.map(({ src }) => src));
  const entries = readArchive(bytes, fileName).slice(1);
  return new Map(
    entries.filter(({ name }) => !named.has(name)).map(({ name, data }) => [name, data] as const),
  );
}
