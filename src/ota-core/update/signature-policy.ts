import { bytesEqual } from '../primitives/bytes.ts';
import { pointOfSpki } from '../primitives/p256-encoding.ts';
import { isP256Point, verifyP256 } from '../primitives/p256-verify.ts';
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

const NO_UPDATES = 'Updates are not allowed';
const NOT_SIGNED = 'Not signed';
const INVALID = 'Invalid signature';
const SAME_KEY = 'Same key in two slots';

/**
 * The check of signatures that a device makes before it follows a manifest: whatever is not as it must be ends the
 * update. Two required slots need two keys, and two signatures: one signer does not count twice.
 */
export function createSignatureCheck(policy: SignaturePolicy): ManifestCheck {
  return (signed) => {
    if (policy.mask < 0) return null;
    const trouble = troubleOf(signed, policy);
    return trouble === null ? null : refuseUpdate(-1, trouble);
  };
}

function troubleOf(signed: SignedManifest, { keys, mask }: SignaturePolicy): string | null {
  if (mask === 0) return NO_UPDATES;
  if (mask >= 2 ** SIGNATURE_SLOTS || !Number.isInteger(mask)) return INVALID;
  const found = readManifestSignatures(signed.extra);
  if (found.kind === 'none') return NOT_SIGNED;
  if (found.kind === 'unreadable' || partWithoutDigest(signed.manifest) !== null) return INVALID;
  const points: Uint8Array[] = [];
  for (let slot = 0; slot < SIGNATURE_SLOTS; slot += 1) {
    if ((mask & (1 << slot)) === 0) continue;
    const point = pointOfSpki(keys[slot] ?? new Uint8Array(0));
    const der = found.signatures.find((signature) => signature.slot === slot)?.der;
    if (point === null || der === undefined) return INVALID;
    if (!isP256Point(point) || !verifyP256(point, signed.bytes, der)) return INVALID;
    if (points.some((other) => bytesEqual(other, point))) return SAME_KEY;
    points.push(point);
  }
  return null;
}
