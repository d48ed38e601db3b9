import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readdirSync } from 'node:fs';
import { Visit } from '../support/e2e/visit.ts';
import { sampleOf } from '../support/sample.ts';

/** What a person reads: the part, and what is wrong with it. */
const REFUSALS: Readonly<Record<string, RegExp>> = {
  'bad-app-byte-flipped.zip': /^app11\.bin .*damaged.*checksum/,
  'bad-checksum-mismatch.zip': /^app11\.bin .*manifest.*SHA-1 differs/,
  'bad-local-central-differ.zip': /two different things about app11\.bin/,
  'bad-manifest-not-json.zip': /^manifest\.json is damaged at line 8/,
  'bad-missing-app.zip': /^app11\.bin is missing/,
  'bad-no-manifest.zip': /manifest\.json/,
  'bad-traversal-name.zip': /outside the package \(\.\.\/\.\.\/etc\/app11\.bin\)/,
  'bad-truncated.zip': /ends too early/,
};

/** Signatures are checked by a later part of the product. */
const LATER = ['bad-signature-manifest-changed.zip'];

let visit: Visit;
let chip: string;

beforeAll(async () => {
  visit = await Visit.begin();
  await visit.choosePractice();
  await visit.chooseFile('demo-esp32-1.1.0.zip');
  await visit.headlineSays(/^Ready/);
  chip = await visit.fingerprint();
});

afterAll(async () => {
  await visit.end();
});

describe('a bad bundle', () => {
  it('has its words here, whichever it is', () => {
    const bad = readdirSync('tests/fixtures/bundles').filter((name) => name.startsWith('bad-'));
    expect([...Object.keys(REFUSALS), ...LATER].sort()).toEqual(bad.sort());
  });

  it.each(sampleOf(Object.entries(REFUSALS), { matrix: 'bad bundles', oneOf: 3 }))(
    'is refused with one sentence, and the chip is unchanged: %s',
    async (fixture, words) => {
      await visit.chooseFile(fixture);
      const sentence = await visit.headlineSays(words);
      expect(sentence).toMatch(/\.$/);
      await visit.page.getByText('Nothing was sent.', { exact: false }).first().waitFor();
      expect(await visit.button(/^Update to/).count()).toBe(0);
      await visit.practiceSays('demo 1.0.0', 'slot A', 'committed');
      expect(await freshFingerprint()).toBe(chip);
      expect(visit.problems).toEqual([]);
    },
  );

  it('for another chip is refused before anything is sent', async () => {
    await visit.chooseFile('demo-esp32c3-1.1.0.zip');
    await visit.headlineSays(/^Wrong chip: file is for esp32c3, device is esp32/);
    const update = visit.button('Update to 1.1.0');
    expect(await update.getAttribute('aria-disabled')).toBe('true');
    await update.click({ force: true }); // off is a state, not a wall: it can be pressed and says why
    await visit.headlineSays(/^Wrong chip: file is for esp32c3/);
    expect(await freshFingerprint()).toBe(chip);
    expect(visit.problems).toEqual([]);
  });

  it('is followed by a good one without a trace', async () => {
    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await visit.headlineSays(/^Ready/);
    expect(await freshFingerprint()).toBe(chip);
    expect(visit.problems).toEqual([]);
  });
});

/** Read from the chip again: a restart of the device makes the screen ask anew. */
async function freshFingerprint(): Promise<string> {
  await visit.button('Cut the power').click();
  await visit.practice.getByText('No power', { exact: true }).first().waitFor();
  await visit.button('Start it').first().click();
  await visit.practiceSays('demo 1.0.0');
  return visit.fingerprint();
}
