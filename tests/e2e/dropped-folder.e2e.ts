/** A folder of build output, dropped from the file manager on the Update screen and on the bench. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readArchive } from '../../src/bundle/read-archive.ts';
import { readFixture } from '../support/bundle/fixture.ts';
import { open } from '../support/bundle/refusal.ts';
import { Visit } from '../support/e2e/visit.ts';

let visit: Visit;
let folder: string;

beforeEach(async () => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'slipway-drop-')), 'build');
  visit = await Visit.begin();
});

afterEach(async () => {
  expect(visit.problems).toEqual([]);
  await visit.end();
  rmSync(path.dirname(folder), { recursive: true });
});

/** What a build leaves: manifest and parts of this bundle, in a folder of their own, beside an object file. */
async function buildOutput(fixture: string): Promise<void> {
  const zip = readFixture(fixture);
  const { parts, manifestBytes } = await contentOf(zip);
  mkdirSync(path.join(folder, 'fw'), { recursive: true });
  mkdirSync(path.join(folder, 'objs'));
  writeFileSync(path.join(folder, 'objs', 'main.o'), 'object');
  writeFileSync(path.join(folder, 'fw', 'manifest.json'), manifestBytes);
  for (const { file, dataOffset, sizeBytes } of parts)
    writeFileSync(path.join(folder, 'fw', file), zip.subarray(dataOffset, dataOffset + sizeBytes));
}

async function contentOf(zip: Uint8Array) {
  const { parts } = await open(zip.slice());
  const manifestBytes = readArchive(zip, 'fw.zip')[0]?.data ?? new Uint8Array(0);
  return { parts, manifestBytes };
}

/** As a file manager drops it: the page is given an entry that it may read. */
async function drop(paths: readonly string[]): Promise<void> {
  const session = await visit.page.context().newCDPSession(visit.page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 200, y: 300, data });
  await session.detach();
}

describe('a folder of build output that is dropped', () => {
  it('is the firmware of the Update screen', async () => {
    await buildOutput('demo-esp32-1.1.0-tiny.zip');
    await visit.headlineSays(/^Update a device$/);
    await drop([folder]);
    await visit.headlineSays(/^1\.1\.0: file is OK/);
    await visit.page
      .getByText(/^Repaired: .*folder/)
      .first()
      .waitFor();
  });

  it('is the firmware of the bench, and another one takes its place', async () => {
    await buildOutput('demo-esp32-1.1.0-tiny.zip');
    await openBench();
    await drop([folder]);
    await firmwareIs('build', '1.1.0');
    rmSync(folder, { recursive: true });
    await buildOutput('demo-esp32-2.0.0.zip');
    await drop([folder]);
    await firmwareIs('build', '2.0.0');
  });

  it('is refused on the bench by what it is', async () => {
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'mos.yml'), 'name: demo');
    await openBench();
    await drop([folder]);
    await firmware()
      .getByText(/source/)
      .waitFor();
  });
});

async function openBench(): Promise<void> {
  const bar = visit.page.getByRole('navigation', { name: 'Screens' });
  await bar.getByRole('link', { name: 'Bench' }).click();
  await visit.headlineSays(/^Bench$/);
}

const firmware = () => visit.page.getByRole('region', { name: 'Firmware for every lane' });

async function firmwareIs(name: string, version: string): Promise<void> {
  await firmware().locator('.ver').getByText(version).waitFor();
  expect(await firmware().locator('.name').innerText()).toContain(name);
}
