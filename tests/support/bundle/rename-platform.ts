import { strFromU8, strToU8, unzipSync } from 'fflate';
import { forgeZip } from './zip-forge.ts';

/** The same bundle for another platform, stored as the official packer does: names and order of the entries stay. */
export function renamePlatform(
  zip: Uint8Array,
  { from, to }: { readonly from: string; readonly to: string },
): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(unzipSync(zip)).map(([name, bytes]) => ({
    name,
    bytes: name === 'manifest.json' ? renamed(bytes, from, to) : bytes,
  }));
  return Uint8Array.from(forgeZip(entries));
}

function renamed(manifest: Uint8Array, from: string, to: string): Uint8Array {
  const text = strFromU8(manifest);
  const other = text.replace(`"platform": "${from}"`, `"platform": "${to}"`);
  if (other === text) throw new Error(`it is not for ${from}`);
  return strToU8(other);
}
