import { pointOfSpki, type P256Port } from '../primitives/p256-encoding.ts';
import {
  partWithoutDigest,
  readManifestSignatures,
  SIGNATURE_SLOTS,
} from './manifest-signatures.ts';
import { refuseUpdate, type ManifestCheck, type SignedManifest } from './updater.ts';

/** What a device is told of signatures: `update.key0` … `update.key7` and `update.sig_req_mask`. */
export interface SignaturePolicy {
  /** SubjectPublicKeyInfo in DER, by slot; null or left out: no key there. */
  readonly keys: readonly (Uint8Array | null)[];
  /** Negative: signatures are ignored. 0: no update is allowed. Else a bit for each key whose signature must be valid. */
  readonly mask: number;
}

export interface SignatureCheckOptions {
  /** Asked at each check, for settings may change. */
  readonly policy: () => SignaturePolicy;
  /** null: there is nothing to check with, and what needs a check is refused. */
  readonly p256: () => P256Port | null;
}

const NO_UPDATES = 'Updates are not allowed';
const NOT_SIGNED = 'Not signed';
const INVALID = 'Invalid signature';
const NOT_CHECKED = 'Signatures cannot be checked';

/**
 * The check of signatures that a device makes before it follows a manifest: whatever is not as it must be ends the
 * update. A slot is as good as any other: where two hold the same key, one signer meets both, as on a stock device, of which no more is
 * told than that each key of the mask must verify (bundle.md#signatures). The host tells before the update
 * (bundle/signature-need.ts).
 */
export function createSignatureCheck({ policy, p256 }: SignatureCheckOptions): ManifestCheck {
  return (signed) => {
    const wanted = policy();
    if (wanted.mask < 0) return null;
    const trouble = troubleOf(signed, wanted, p256());
    return trouble === null ? null : refuseUpdate(-1, trouble);
  };
}

function troubleOf(
  signed: SignedManifest,
  { keys, mask }: SignaturePolicy,
  p256: P256Port | null,
): string | null {
  if (mask === 0) return NO_UPDATES;
  if (mask >= 2 ** SIGNATURE_SLOTS || !Number.isInteger(mask)) return INVALID;
  const found = readManifestSignatures(signed.extra);
  if (found.kind === 'none') return NOT_SIGNED;
  if (found.kind === 'unreadable' || partWithoutDigest(signed.manifest) !== null) return INVALID;
  if (p256 === null) return NOT_CHECKED;
  for (let slot = 0; slot < SIGNATURE_SLOTS; slot += 1) {
    if ((mask & (1 << slot)) === 0) continue;
    const point = pointOfSpki(keys[slot] ?? new Uint8Array(0));
    const der = found.signatures.find((signature) => signature.slot === slot)?.der;
    if (point === null || der === undefined) return INVALID;
    if (!p256.isP256Point(point) || !p256.verifyP256(point, signed.bytes, der)) return INVALID;
  }
  return null;
}
