import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { drivenTab } from '../support/e2e/storage/driven-chromium.ts';
import {
  FORGETS,
  pageSays,
  pageText,
  updatePractice,
} from '../support/e2e/storage/practice-walk.ts';
import { serveApp } from '../support/e2e/storage/served-app.ts';
import type { ServedApp } from '../support/e2e/storage/served-app.ts';
import type { Refusals } from '../support/e2e/storage/refusals.ts';
import { Visit } from '../support/e2e/visit.ts';
import type { Bench } from '../support/e2e/visit-browser.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

const byTurns = oneOfTests('storage taken away', 8);

let app: ServedApp;
let visit: Visit;

afterEach(async () => {
  await visit.end();
  await app.end();
});

/** Updates and keeps; then says whether the chip is kept with the page, and is right about it. */
async function updates({ forgets }: { readonly forgets: boolean }): Promise<void> {
  const tab = drivenTab(visit);
  await updatePractice(tab, app.address);
  expect(FORGETS.test(await pageText(tab))).toBe(forgets);
  await visit.page.reload();
  await pageSays(tab, forgets ? /demo 1\.0\.0/ : /demo 1\.1\.0/);
  expect(app.problems).toEqual([]);
}

async function without(refusals: Refusals): Promise<void> {
  app = await serveApp(refusals);
  visit = await Visit.begin({ address: app.address });
  await updates({ forgets: refusals.files !== undefined });
}

describe('the practice device is updated and kept, and the screen says whether its chip is', () => {
  byTurns('with files and a database', () => without({}));
  byTurns('without files', () => without({ files: 'absent' }));
  byTurns('with files refused', () => without({ files: 'refused' }));
  byTurns('with a folder in which no file can be opened', () => without({ files: 'no-handle' }));
  byTurns('where nobody answers for files', () => without({ files: 'silent' }));
  byTurns('without a database', () => without({ database: 'absent' }));
  byTurns('with a database that is refused', () => without({ database: 'refused' }));
  byTurns('with a database that fails', () => without({ database: 'errors' }));
  byTurns('where no database answers', () => without({ database: 'silent' }));
  byTurns('without both', () => without({ files: 'absent', database: 'absent' }));
  byTurns('with both refused', () => without({ files: 'refused', database: 'refused' }));

  it('with all data of sites blocked in the settings of Chromium', async () => {
    app = await serveApp();
    visit = await Visit.begin({ address: app.address, bench: BLOCKING });
    const refused = visit.page.evaluate(() =>
      navigator.storage.getDirectory().then(
        () => 'given',
        (reason: unknown) => (reason instanceof Error ? reason.name : ''),
      ),
    );
    expect(await refused).toBe('SecurityError');
    await updates({ forgets: true });
  });
});

/** As a person sets it: neither cookies nor any other data of sites. */
const BLOCKING: Bench = {
  env: {},
  prepare(profile) {
    const folder = path.join(profile, 'Default');
    mkdirSync(folder, { recursive: true });
    const profileSettings = { default_content_setting_values: { cookies: 2 } };
    writeFileSync(path.join(folder, 'Preferences'), JSON.stringify({ profile: profileSettings }));
  },
};
