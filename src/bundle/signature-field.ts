/** Extra field of manifest.json that holds signatures, as the device and the packer name it (bundle.md#signatures). */
const SIGNATURE_ID = 0x293a;

const NONE = new Uint8Array(0);

/** The body of the first signature block in an extra field; empty where there is none. A view. */
export function readSignatureField(extra: Uint8Array): Uint8Array {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength);
  for (let at = 0; at + 4 <= extra.length;) {
    const body = at + 4;
    const length = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === SIGNATURE_ID) return extra.subarray(body, body + length);
    at = body + length;
  }
  return NONE;
}
