import { crc32 } from '../../../src/ota-core/primitives/crc32.ts';
import { encodeBase64 } from '../../../src/ota-core/primitives/base64.ts';
import { encodeUtf8 } from '../../../src/ota-core/primitives/utf8.ts';
import { readBundle } from '../ota-core/device/test-device.ts';

/** The first OTA.Write of a bundle as a line with its CRC. */
export function firstWrite(fileName: string, length: number): string {
  const data = encodeBase64(new Uint8Array(readBundle(fileName)).subarray(0, length));
  const json = JSON.stringify({ id: 2, method: 'OTA.Write', params: { offset: 0, data } });
  return `${json}${crc32(encodeUtf8(json)).toString(16).padStart(8, '0')}\n`;
}
