/**
 * Who signed a bundle, as far as it can be known here: by WebCrypto, against keys that people trust. Whatever keeps a
 * signature from being verified makes it worth nothing.
 */
import { isPackedAnew } from '../contracts/mended.ts';
import type { Mended } from '../contracts/mended.ts';
import type {
  JudgedSignature,
  PublisherKey,
  SignatureTrust,
  SignatureVerdict,
} from '../contracts/signature.ts';
import { parsePublicKey, readEcdsaSignature } from '../ota-core/primitives/p256-encoding.ts';
import {
  partWithoutDigest,
  readManifestSignatures,
} from '../ota-core/update/manifest-signatures.ts';
import type { Bundle } from './bundle.ts';
import { manifestHeader } from './local-headers.ts';

/** `raw`: r and s. Rejects where it cannot tell. */
export type VerifyP256 = (key: {
  readonly spki: Uint8Array<ArrayBuffer>;
  readonly raw: Uint8Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}) => Promise<boolean>;

/** Never rejects. `verify`: WebCrypto when left out. */
export async function verifySignature(
  bundle: Pick<Bundle, 'bytes' | 'manifest'>,
  keys: readonly PublisherKey[],
  verify: VerifyP256 = verifyByWebCrypto,
): Promise<SignatureVerdict> {
  const { bytes, extra } = signedBytes(bundle.bytes);
  const found = readManifestSignatures(extra);
  if (found.kind === 'none') return { kind: 'unsigned' };
  if (found.kind === 'unreadable') return { kind: 'broken', why: 'unreadable' };
  const raws = found.signatures.map(({ der }) => readEcdsaSignature(der));
  if (raws.some((raw) => raw === null)) return { kind: 'broken', why: 'unreadable' };
  const signed = { raws: raws.filter((raw) => raw !== null), bytes };
  const tries = await Promise.allSettled(keys.map((key) => isSigner(key, signed, verify)));
  const by = keys.filter((_, at) => isTrue(tries[at])).map(({ name }) => name);
  if (by.length > 0)
    return partWithoutDigest(bundle.manifest) === null
      ? { kind: 'good', by: [...new Set(by)] }
      : { kind: 'broken', why: 'part-without-digest' };
  if (tries.some(({ status }) => status === 'rejected'))
    return { kind: 'broken', why: 'not-checked' };
  const isExpected = keys.some(({ app }) => app === null || app === bundle.manifest.name);
  return isExpected ? { kind: 'broken', why: 'no-match' } : { kind: 'unknown' };
}

/** Who signed it, and what is asked of that. Never rejects. */
export async function judgeSignature(
  {
    bundle,
    mended,
  }: { readonly bundle: Pick<Bundle, 'bytes' | 'manifest'>; readonly mended: readonly Mended[] },
  { keys, rules }: SignatureTrust,
): Promise<JudgedSignature> {
  const verdict = await verifySignature(bundle, keys);
  return { verdict, rules, isPackedAnew: isPackedAnew(mended) };
}

const isTrue = (outcome: PromiseSettledResult<boolean> | undefined): boolean =>
  outcome?.status === 'fulfilled' && outcome.value;

/** The manifest is the first entry of a checked bundle: what is signed, and the extra field beside it. Copy and view. */
export function signedBytes(bundle: Uint8Array) {
  const { extra, dataAt, size } = manifestHeader(bundle);
  // A copy: WebCrypto takes no memory that may be shared.
  return { bytes: new Uint8Array(bundle.subarray(dataAt, dataAt + size)), extra };
}

async function isSigner(
  key: PublisherKey,
  signed: { readonly raws: readonly Uint8Array[]; readonly bytes: Uint8Array<ArrayBuffer> },
  verify: VerifyP256,
): Promise<boolean> {
  const spki = parsePublicKey(key.spki);
  if (spki === null) return false;
  for (const raw of signed.raws)
    if (await verify({ spki, raw: new Uint8Array(raw), bytes: signed.bytes })) return true;
  return false;
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };

/** Rejects where there is no WebCrypto: on a page that came over http from another computer. */
export const verifyByWebCrypto: VerifyP256 = async ({ spki, raw, bytes }) => {
  const key = await crypto.subtle.importKey('spki', spki, CURVE, false, ['verify']);
  return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, raw, bytes);
};
