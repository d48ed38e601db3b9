import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { Visit } from '../support/e2e/visit.ts';

let visit: Visit;

afterEach(async () => {
  await visit.end();
});

const K0 = readFileSync('tests/fixtures/keys/k0.pub', 'utf8');
const SIGNED = 'demo-esp32-1.1.0-signed-k0-k2.zip';
const says = (text: string) =>
  visit.page.locator('[data-signature]').getByText(text, { exact: true }).waitFor();

/** In the fold of trusted keys, which stays open. */
async function trust(name: string, { onlyFor = '' } = {}): Promise<void> {
  await visit.page.getByLabel('Name of the publisher').fill(name);
  await visit.page.getByLabel('Public key (base64 or PEM)').fill(K0);
  await visit.page
    .getByText(/^([0-9a-f]{4} ){15}/)
    .first()
    .waitFor();
  if (onlyFor !== '') await visit.page.getByLabel(`Only for ${onlyFor}`).check();
  await visit.button('Trust this key').click();
  await visit.button(`Remove ${name}`).waitFor();
}

describe('the signature of a firmware', () => {
  it('is called by one of four words, as the keys are that somebody trusts', async () => {
    visit = await Visit.begin();
    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await says('Not signed');
    await visit.chooseFile(SIGNED);
    await says('Unknown signer');
    await visit.page.getByText('Trusted keys').click();
    await trust('Plant release');
    await says('Signed by Plant release.');
    await visit.chooseFile('bad-signature-manifest-changed.zip');
    await says('Signature not valid');
    expect(visit.problems).toEqual([]);
  });

  it('that is required keeps an unsigned firmware from the device, and nothing overrides it', async () => {
    visit = await Visit.begin();
    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await visit.choosePractice();
    await visit.headlineSays(/^Ready to update/);
    await visit.page.getByText('Require', { exact: true }).click();
    await visit.headlineSays(/^Not signed/);
    await visit.page.getByText('Ask', { exact: true }).click();
    await visit.headlineSays(/^1 thing to decide/);
    await visit.page.getByLabel(/type unsigned/).fill('unsigned');
    await visit.button('Update to 1.1.0').click();
    await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 60_000);
    expect(visit.problems).toEqual([]);
  });
});
