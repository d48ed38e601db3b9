import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { readFixture } from './fixture.ts';

/** No bundle names this platform, which is closed; its devices take what a CC3200 takes (docs/BOOT-CONFIG.md). */
const WITHOUT_BUNDLE = 'cc3220';
const LIKE_IT = 'cc3200';

/** The bundle of a platform in tests/fixtures/bundles: demo 1.1.0. */
export function platformBundle(platform: string): {
  readonly fileName: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
} {
  const isGuess = platform === WITHOUT_BUNDLE;
  const fileName = `demo-${isGuess ? LIKE_IT : platform}-1.1.0.zip`;
  const bytes = readFixture(fileName);
  return { fileName, bytes: isGuess ? renamed(bytes) : bytes };
}

/** The same bundle for the other platform, stored as the packer does. */
function renamed(zip: Uint8Array): Uint8Array<ArrayBuffer> {
  const entries = unzipSync(zip);
  const manifest = strFromU8(entries['manifest.json'] ?? new Uint8Array(0));
  entries['manifest.json'] = strToU8(manifest.replace(`"${LIKE_IT}"`, `"${WITHOUT_BUNDLE}"`));
  return zipSync(entries, { level: 0 });
}
