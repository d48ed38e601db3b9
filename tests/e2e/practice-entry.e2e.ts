import type { Locator } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Visit } from '../support/e2e/visit.ts';

let visit: Visit;

beforeEach(async () => {
  visit = await Visit.begin();
  await visit.page.setViewportSize({ width: 360, height: 640 });
});

afterEach(async () => {
  await visit.end();
});

/** Pixels from the foot of a control to the bar at the foot of the screen, without scrolling. */
async function roomBelow(control: Locator): Promise<number> {
  await control.waitFor();
  await visit.page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
  const [box, bar] = [
    await control.boundingBox(),
    await visit.page.getByRole('navigation', { name: 'Screens' }).boundingBox(),
  ];
  if (box === null || bar === null) throw new Error('it is not on the screen');
  return bar.y - (box.y + box.height);
}

describe('on the first screen of a phone', () => {
  it('the practice device can be chosen, and nothing of it can be broken before', async () => {
    await visit.practiceSays('demo 1.0.0');
    expect(await roomBelow(visit.button(/^Practice device/))).toBeGreaterThanOrEqual(0);
    expect(await visit.button('Cut the power').count()).toBe(0);
    await visit.choosePractice();
    await visit.button('Cut the power').waitFor();
    await visit.button('Disconnect').click();
    await visit.headlineSays(/^Update a device/);
    expect(await visit.button('Cut the power').count()).toBe(0);
    expect(visit.problems).toEqual([]);
  });

  it('of the emulator its power can be cut and switched off', async () => {
    await visit.page.getByRole('link', { name: 'Emulator', exact: true }).click();
    for (const name of ['Cut the power', 'Switch off'])
      expect(await roomBelow(visit.button(name)), name).toBeGreaterThanOrEqual(0);
    expect(visit.problems).toEqual([]);
  });
});
