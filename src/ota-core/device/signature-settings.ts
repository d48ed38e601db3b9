import { decodeBase64 } from '../primitives/base64.ts';
import { SIGNATURE_SLOTS } from '../update/manifest-signatures.ts';
import type { SignaturePolicy } from '../update/signature-policy.ts';
import type { DeviceConfig } from './device-config.ts';

const MASK = 'update.sig_req_mask';
const NOT_A_KEY = new Uint8Array(0);

/**
 * `update.key0` to `update.key7` and `update.sig_req_mask` as they are in force now (bundle.md#signatures). A key that is
 * no base64 is one that verifies nothing.
 */
export function signaturePolicyOf(config: DeviceConfig): SignaturePolicy {
  const keys = Array.from({ length: SIGNATURE_SLOTS }, (_, slot) => {
    const text = config.text(`update.key${slot}`);
    return text === '' ? null : (decodeBase64(text) ?? NOT_A_KEY);
  });
  return { keys, mask: config.number(MASK) };
}

export const wantsSignatures = (config: DeviceConfig): boolean => config.number(MASK) >= 0;
