import { readFixture } from './fixture.ts';
import { renamePlatform } from './rename-platform.ts';

/** No bundle names this platform, which is closed; its devices take what a CC3200 takes (docs/BOOT-CONFIG.md). */
export const WITHOUT_BUNDLE = 'cc3220';
const LIKE_IT = 'cc3200';

/** The bundle of a platform in tests/fixtures/bundles: demo 1.1.0. */
export function platformBundle(platform: string): {
  readonly fileName: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
} {
  const isGuess = platform === WITHOUT_BUNDLE;
  const fileName = `demo-${isGuess ? LIKE_IT : platform}-1.1.0.zip`;
  const bytes = readFixture(fileName);
  return {
    fileName,
    bytes: isGuess ? renamePlatform(bytes, { from: LIKE_IT, to: WITHOUT_BUNDLE }) : bytes,
  };
}
