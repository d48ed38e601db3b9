import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

let visit: Visit;

beforeEach(async () => {
  visit = await Visit.begin();
});

afterEach(async () => {
  await visit.end();
});

/** Begins the large update and returns when the device has confirmed so many percent of it. */
async function writeTo(percent: number): Promise<void> {
  await visit.choosePractice();
  await visit.chooseFile('demo-esp32-2.0.0.zip');
  await visit.headlineSays(/^Ready/);
  await visit.button('Update to 2.0.0').click();
  await visit.hasWritten(percent);
}

async function keep(): Promise<void> {
  await visit.headlineSays(/Keep it\?/, 60_000);
  await visit.button('Keep 2.0.0').click();
  await visit.headlineSays(/^The practice device runs 2\.0\.0/);
  await visit.practiceSays('demo 2.0.0', 'slot B', 'committed');
}

const gaugeNow = async (): Promise<number> =>
  Number(await visit.page.getByRole('progressbar').getAttribute('aria-valuenow'));

describe('an update', () => {
  const paused = oneOfTests('pauses', 2);

  paused(
    'waits when the cable comes out, goes on where it was when it is plugged in, and commits',
    async () => {
      await writeTo(40);
      await visit.page.getByRole('link', { name: 'Emulator' }).click();
      await visit.button('Unplug').click();
      await visit.page.getByRole('link', { name: 'Update', exact: true }).click();
      const headline = await visit.headlineSays(/^Cable unplugged at \d+ %$/);
      const percent = Number(/\d+/.exec(headline)?.[0]);
      expect(percent).toBeGreaterThanOrEqual(40);
      await visit.page.getByText(/left to reconnect, until/).waitFor();
      await visit.page.getByText('The device is safe.', { exact: true }).waitFor();
      // It looks for the device, and stays where it is while nothing can be reached.
      await visit.page.getByText(/^Looking for the device · \d+ tries$/).waitFor();
      expect(await gaugeNow()).toBe(percent);
      await visit.button('Plug the cable back in').click();
      await visit.headlineSays(/^Writing 2\.0\.0/);
      await visit.page.getByText(/^Went on at [\d.]+ [kM]B$/).waitFor();
      expect(await gaugeNow()).toBeGreaterThanOrEqual(percent);
      await keep();
      expect(visit.problems).toEqual([]);
    },
  );

  paused('pauses when it is asked to, and goes on', async () => {
    await writeTo(20);
    await visit.button('Pause').click();
    const headline = await visit.headlineSays(/^Paused at \d+ %$/);
    const percent = Number(/\d+/.exec(headline)?.[0]);
    await visit.page
      .getByText(/^The device waits until [\d:]+, then forgets this part\.$/)
      .waitFor();
    await visit.page.waitForTimeout(1_500);
    expect(await gaugeNow()).toBe(percent);
    await visit.button('Go on').click();
    await visit.page.getByText(/^Went on at [\d.]+ [kM]B$/).waitFor();
    await keep();
    expect(visit.problems).toEqual([]);
  });

  it('that is paused can be cancelled, and the device has forgotten it', async () => {
    await writeTo(10);
    await visit.button('Pause').click();
    await visit.headlineSays(/^Paused/);
    await visit.button('Cancel update').click();
    await visit.page.getByRole('dialog', { name: 'Stop this update?' }).waitFor();
    await visit.button('Stop the update').click();
    await visit.headlineSays(/^Cancelled/);
    await visit.button('Try again').click();
    await visit.headlineSays(/^Ready/);
    expect(visit.problems).toEqual([]);
  });
});
