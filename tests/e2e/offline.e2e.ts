import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { builtApp } from '../support/e2e/language/app-in-language.ts';
import { servePlainly, type PlainServer } from '../support/e2e/plain-server.ts';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

/** Each installs the app anew. */
const byTurns = oneOfTests('an installed app', 3);

let root: string;
let server: PlainServer;
let visit: Visit;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'slipway-site-'));
});

afterEach(async () => {
  await visit.end();
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

/** The built app on a server that knows nothing of it, at `folder` below its root. */
async function publish(folder: string): Promise<void> {
  cpSync(await builtApp(), path.join(root, folder), { recursive: true });
  server = await servePlainly(root);
  visit = await Visit.begin({ address: `${server.address}${folder}`, installs: true });
}

async function isReadyOffline(): Promise<void> {
  await visit.page.getByText('Ready offline', { exact: true }).waitFor({ timeout: 30_000 });
}

async function updateAndKeep(): Promise<void> {
  await visit.chooseFile('demo-esp32-1.1.0.zip');
  await visit.headlineSays(/^1\.1\.0: file is OK/);
  await visit.choosePractice();
  await visit.button('Update to 1.1.0').click();
  await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 60_000);
  await visit.button('Keep 1.1.0').click();
  await visit.headlineSays(/^The practice device runs 1\.1\.0/);
}

describe('without a network', () => {
  const fromWhere = oneOfTests('offline', 2);

  fromWhere('reloads and updates the practice device after the server is gone', async () => {
    await publish('');
    await isReadyOffline();
    await server.close();
    await visit.page.reload();
    await isReadyOffline();
    await updateAndKeep();
    expect(visit.problems.filter((problem) => !problem.includes('service-worker'))).toEqual([]);
  });

  fromWhere('does the same from a sub-path of a plain static server', async () => {
    await publish('tools/slipway/');
    await isReadyOffline();
    await server.close();
    await visit.page.reload();
    await isReadyOffline();
    await updateAndKeep();
    expect(await visit.page.evaluate(() => location.pathname)).toBe('/tools/slipway/');
  });

  byTurns('says Ready offline only while every file is there', async () => {
    await publish('');
    await isReadyOffline();
    await visit.page.evaluate(async () => {
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        const [first] = (await cache.keys()).filter((request) => request.url.includes('worker'));
        if (first !== undefined) await cache.delete(first);
      }
    });
    await visit.page.reload();
    await visit.button('Choose firmware file').first().waitFor();
    await visit.page.waitForTimeout(1_500);
    expect(await visit.page.getByText('Ready offline', { exact: true }).count()).toBe(0);
  });
});

/** The same app again, as a deployment would put it: one file changed, the worker's list with it. */
function publishNextVersion(): void {
  const page = path.join(root, 'index.html');
  writeFileSync(page, readFileSync(page, 'utf8').replace('</head>', '<meta name="next"></head>'));
  const worker = path.join(root, 'service-worker.js');
  const before = readFileSync(worker, 'utf8');
  const after = before.replace(/("?revision"?:\s*"?)[0-9a-f]{32}([^}]*index\.html)/, '$1next$2');
  const other = before.replace(/(index\.html"?,\s*"?revision"?:\s*"?)[0-9a-f]{32}/, '$1next');
  expect(after === before && other === before).toBe(false);
  writeFileSync(worker, after === before ? other : after);
}

const lookForUpdate = (): Promise<unknown> =>
  visit.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());

const runsNextVersion = (): Promise<boolean> =>
  visit.page.evaluate(() => document.querySelector('meta[name=next]') !== null);

/** Asks the waiting worker itself, past the button that is off. */
const demandNextVersion = (): Promise<unknown> =>
  visit.page.evaluate(async () => {
    const waiting = (await navigator.serviceWorker.getRegistration())?.waiting;
    const { port1, port2 } = new MessageChannel();
    const answered = new Promise((resolve) => {
      port1.onmessage = (event) => {
        resolve(event.data);
      };
    });
    waiting?.postMessage({ type: 'take-over' }, [port2]);
    return answered;
  });

describe('a new version of the app', () => {
  byTurns('waits while an update runs, refuses to be taken, and is taken after it', async () => {
    await publish('');
    await isReadyOffline();
    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await visit.headlineSays(/^1\.1\.0: file is OK/);
    await visit.choosePractice();
    await visit.button('Update to 1.1.0').click();
    await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 60_000);

    publishNextVersion();
    await lookForUpdate();
    await visit.page.getByText(/A new Slipway is ready\./).waitFor();
    await visit.page.getByText(/It waits until this update is done/).waitFor();
    expect(await demandNextVersion()).toEqual({ type: 'refused', why: 'session' });
    expect(await visit.button('Reload').getAttribute('aria-disabled')).toBe('true');
    expect(await runsNextVersion()).toBe(false);

    await visit.button('Keep 1.1.0').click();
    await visit.headlineSays(/^The practice device runs 1\.1\.0/);
    await visit.button('Reload').click();
    await visit.page.waitForFunction(() => document.querySelector('meta[name=next]') !== null);
    await visit.practiceSays('demo 1.1.0', 'slot B', 'committed');
  });

  byTurns('is never taken by a reload alone', async () => {
    await publish('');
    await isReadyOffline();
    publishNextVersion();
    await lookForUpdate();
    await visit.page.getByText(/A new Slipway is ready\./).waitFor();
    await visit.page.reload();
    await visit.page.getByText(/A new Slipway is ready\./).waitFor();
    expect(await runsNextVersion()).toBe(false);
  });
});
