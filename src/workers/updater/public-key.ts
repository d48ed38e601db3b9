import type { PinnedKey } from '../../contracts/signature-trust.ts';
import { encodeBase64 } from '../../ota-core/primitives/base64.ts';
import { toHex } from '../../ota-core/primitives/bytes.ts';
import { nobleDigests } from '../../ota-core/primitives/digest.ts';
import { parsePublicKey } from '../../ota-core/primitives/p256-encoding.ts';

/** A public key in what people paste, with the fingerprint that they compare; null = it is none. */
export function readPublicKey(text: string): Pick<PinnedKey, 'spki' | 'fingerprint'> | null {
  const spki = parsePublicKey(text);
  if (spki === null) return null;
  const digest = nobleDigests.create('sha256');
  digest.update(spki);
  const groups = toHex(digest.digest()).match(/.{4}/g) ?? [];
  return { spki: encodeBase64(spki), fingerprint: groups.join(' ') };
}
