import { afterEach, describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { readFixture } from '../support/bundle/fixture.ts';
import { refusalOfBytes } from '../support/bundle/refusal.ts';
import { Visit } from '../support/e2e/visit.ts';

let visit: Visit;

afterEach(async () => {
  await visit.end();
});

describe('a bundle that a desktop packed anew', () => {
  it('is repaired, can be saved so, and updates the practice device', async () => {
    visit = await Visit.begin();
    await visit.chooseFile('repair-finder.zip');
    await visit.headlineSays(/^1\.1\.0: file is OK/);
    await visit.page.getByText(/^Repaired: folders removed, .*uncompressed/).waitFor();
    const download = visit.page.waitForEvent('download');
    await visit.button('Save repaired copy').click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe('repair-finder-repaired.zip');
    const bytes = new Uint8Array(readFileSync(await saved.path()));
    expect(bytes.length).toBe(readFixture('demo-esp32-1.1.0.zip').length);
    expect(refusalOfBytes(bytes)).toBeNull();

    await visit.choosePractice();
    await visit.headlineSays(/^Ready to update/);
    await visit.button('Update to 1.1.0').click();
    await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 60_000);
    await visit.button('Keep 1.1.0').click();
    await visit.headlineSays(/^The practice device runs 1\.1\.0/);
    await visit.practiceSays('demo 1.1.0', 'slot B', 'committed');
    expect(visit.problems).toEqual([]);
  });
});
