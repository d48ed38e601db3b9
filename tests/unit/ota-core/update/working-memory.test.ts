/** I15 (proof.md#invariants): what the updater holds is bounded, however large the bundle and whatever is in it. */
import { describe, expect, it } from 'vitest';
import type { Updater } from '../../../../src/ota-core/update/updater.ts';
import { readFixture } from '../../../support/bundle/fixture.ts';
import { forgeZip, utf8 } from '../../../support/bundle/zip-forge.ts';
import { startUpdate } from '../../../support/ota-core/update/update-bench.ts';

const CHUNK = 3000;
const MOST = 16 * 1024 + CHUNK;

/** The most it held after any write. */
function peakOf(updater: Updater, zip: Uint8Array): number {
  let peak = 0;
  for (let at = 0; at < zip.length; at += CHUNK) {
    updater.process(zip.subarray(at, at + CHUNK));
    peak = Math.max(peak, updater.heldBytes);
  }
  return peak;
}

/** The longest manifest that is taken, spun out with spaces. */
const longest = (): Uint8Array =>
  forgeZip([{ name: 'manifest.json', bytes: utf8(`{${' '.repeat(16_382)}}`) }]);

describe('the working memory of the updater', () => {
  it.each([
    ['a small bundle', readFixture('demo-esp32-1.1.0-tiny.zip')],
    ['a whole one', readFixture('demo-esp32-1.1.0.zip')],
    ['the longest manifest', longest()],
  ])('is at most 16 KiB and one chunk after each write of %s', (_, zip) => {
    const peak = peakOf(startUpdate().updater, zip);
    console.log(`${zip.length} bytes: ${peak}`);
    expect(peak).toBeGreaterThan(2_000);
    expect(peak).toBeLessThanOrEqual(MOST);
  });

  it('is less than a tenth of what is written', () => {
    const zip = readFixture('demo-esp32-1.1.0.zip');
    expect(peakOf(startUpdate().updater, zip)).toBeLessThan(zip.length / 10);
  });
});
