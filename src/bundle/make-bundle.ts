import type { DigestPort } from '../ota-core/primitives/digest.ts';
import { toHex } from '../ota-core/primitives/bytes.ts';
import { digestBytes, nobleDigests } from '../ota-core/primitives/digest.ts';
import { encodeUtf8 } from '../ota-core/primitives/utf8.ts';
import { MANIFEST_NAME } from '../ota-core/update/manifest.ts';
import { storeZip } from './store-zip.ts';

export interface PartSource {
  /** Key in `parts`: app, fs … */
  readonly name: string;
  readonly type?: string;
  /** Entry name. */
  readonly src: string;
  readonly bytes: Uint8Array;
  readonly addr?: number;
  /** Further properties, written after the digests in this order: ptn, fs_size, update … */
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

export interface BundleSource {
  readonly name: string;
  readonly platform: string;
  readonly description?: string;
  readonly version: string;
  readonly buildId: string;
  readonly buildTimestamp?: string;
  /** Which versions may run before it. */
  readonly requires?: string;
  readonly parts: readonly PartSource[];
}

/**
 * A firmware bundle as `mos create-fw-bundle` lays it out (bundle.md#archive): stored, manifest first, no
 * prefix, no descriptors, date and time 0. The same source gives the same bytes, owned by the caller.
 */
export function makeBundle(source: BundleSource, digests: DigestPort = nobleDigests): Uint8Array {
  const manifest = encodeUtf8(JSON.stringify(manifestOf(source, digests), null, 1));
  return storeZip([
    { name: MANIFEST_NAME, bytes: manifest },
    ...source.parts.map(({ src, bytes }) => ({ name: src, bytes })),
  ]);
}

function manifestOf(source: BundleSource, digests: DigestPort): object {
  const { name, platform, description, version, buildId, buildTimestamp, requires, parts } = source;
  return {
    name,
    platform,
    ...(description === undefined ? {} : { description }),
    version,
    build_id: buildId,
    ...(buildTimestamp === undefined ? {} : { build_timestamp: buildTimestamp }),
    ...(requires === undefined ? {} : { requires }),
    parts: Object.fromEntries(parts.map((part) => [part.name, partOf(part, digests)])),
  };
}

function partOf({ type, src, addr, bytes, attributes }: PartSource, digests: DigestPort): object {
  return {
    ...(type === undefined ? {} : { type }),
    src,
    ...(addr === undefined ? {} : { addr }),
    size: bytes.length,
    cs_sha1: toHex(digestBytes(bytes, 'sha1', digests)),
    cs_sha256: toHex(digestBytes(bytes, 'sha256', digests)),
    ...attributes,
  };
}
