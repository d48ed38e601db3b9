/** The rehearsal in the app: a device of its own is read, an emulated one is updated, and every power cut is tried. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { Visit } from '../support/e2e/visit.ts';

const ID = 'esp32_0E70AC';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function begin(): Promise<Visit> {
  const visit = await Visit.begin();
  closers.push(() => visit.end());
  return visit;
}

async function startDevice(): Promise<{ readonly device: DeviceProcess; readonly host: string }> {
  const device = new DeviceProcess([
    ...['--ws', '127.0.0.1:0', '--app', 'demo', '--fw-version', '1.0.0', '--id', ID],
    ...['--fs', 'tests/fixtures/filesystems/lfsuser.img'],
  ]);
  closers.push(() => device.end('SIGKILL'));
  return { device, host: new URL(String((await device.ready()).ws)).host };
}

async function connect(visit: Visit, host: string): Promise<void> {
  await visit.button(/^Network/).click();
  const field = visit.page.getByRole('textbox', { name: 'Address' });
  await field.fill(host);
  await field.press('Enter');
  await visit.headlineSays(new RegExp(`^${ID} runs 1\\.0\\.0\\. Choose a firmware\\.`));
}

const names = (key: string): readonly string[] => {
  const known = JSON.parse(
    readFileSync('tests/fixtures/filesystems/filesystems.json', 'utf8'),
  ) as Record<string, Record<string, unknown>>;
  return Object.keys(known[key] ?? {}).sort();
};

async function inFold(visit: Visit, title: string): Promise<readonly string[]> {
  const fold = visit.page.locator('.rehearsal details', { hasText: title });
  return fold.locator('li').allTextContents();
}

describe('the rehearsal', () => {
  it('tries every power cut on a stand-in of the device, names its files, and writes nothing to it', async () => {
    const { device, host } = await startDevice();
    const visit = await begin();
    await connect(visit, host);
    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await visit.headlineSays(new RegExp(`^Ready to update ${ID}`));
    await visit.button('Rehearse first').click();
    await visit.page.getByText(`Stands in for: ${ID}, with its version and its files.`).waitFor();
    await visit.button(/^Rehearse$/).click();
    const verdict = visit.page.getByText(/^Safe: whole again after each of [\d,]+ power cuts\.$/);
    await verdict.waitFor({ timeout: 120_000 });
    const facts = await visit.page.locator('.rehearsal dl').innerText();
    // A stock device, whose restart nobody has seen yet.
    expect(facts).toMatch(/about \d+ s of writing over this network, then a restart/);
    const [fresh = 0, old = 0] = [...facts.matchAll(/after ([\d,]+) power cuts?/g)].map(
      ([, said]) => Number(said?.replace(',', '')),
    );
    const counted = Number(/([\d,]+) power/.exec(await verdict.innerText())?.[1]?.replace(',', ''));
    const weak = Number(/([\d,]+) power cuts? in the boot record/.exec(facts)?.[1] ?? 0);
    expect(counted).toBe(fresh + old);
    expect(counted).toBeGreaterThan(1_000);
    // Two for each operation.
    expect((counted + weak) % 2).toBe(0);
    const [before, brought] = [names('device_before'), names('image_1.1.0')];
    expect(await inFold(visit, 'Files that stay')).toEqual(
      before.filter((name) => !brought.includes(name)),
    );
    expect(await inFold(visit, 'Files that are replaced')).toEqual(
      before.filter((name) => brought.includes(name)),
    );
    const asked = device.events.map(({ method }) => String(method));
    expect(asked.filter((method) => /^(OTA\.[BWER]|FS\.(Put|Rem)|Config\.S)/.test(method))).toEqual(
      [],
    );
    expect(asked).toContain('FS.Get');
    // And it can be updated then.
    await visit.button('Update to 1.1.0').click();
    await visit.headlineSays(/^Writing|^Preparing|^1\.1\.0 is running/);
    expect(visit.problems).toEqual([]);
  });

  it('needs no device, and can be cancelled and begun anew', async () => {
    const visit = await begin();
    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await visit.button('Rehearsal').click();
    await visit.page.getByText(/^Stands in for: a new esp32 without files\./).waitFor();
    await visit.button(/^Rehearse$/).click();
    await visit.page.getByRole('progressbar', { name: 'Cutting its power' }).waitFor();
    await visit.button('Cancel').click();
    await visit.page.getByText('Cancelled. Nothing was written to the device.').waitFor();
    // Its thread is gone, and another one begins.
    await visit.button('Rehearse again').click();
    await visit.page.getByText(/^Safe: whole again after each of/).waitFor({ timeout: 120_000 });
    expect(visit.problems).toEqual([]);
  });
});
