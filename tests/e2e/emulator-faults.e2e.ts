/** Each fault of the practice device, set on its screen: what the Update screen says of it, and what the device ends as. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

const byTurns = oneOfTests('emulator faults', 4);

let visit: Visit;

beforeEach(async () => {
  visit = await Visit.begin();
});

afterEach(async () => {
  await visit.end();
});

const goTo = (screen: 'Update' | 'Emulator') =>
  visit.page.getByRole('link', { name: screen, exact: true }).click();
const faultButton = (name: string) =>
  visit.page
    .getByRole('region', { name: 'Break the next update' })
    .getByRole('button', { name, exact: true });

/** Arms a fault by what its button says, sees it armed, and begins an update. */
async function updateInto(button: string, armed: string, speed: '10×' | '100×'): Promise<void> {
  await goTo('Emulator');
  await faultButton(button).click();
  await expect.poll(() => faultButton(armed).getAttribute('aria-pressed')).toBe('true');
  await visit.page.getByText(speed, { exact: true }).click();
  await goTo('Update');
  await visit.choosePractice();
  await visit.chooseFile('demo-esp32-1.1.0.zip');
  await visit.headlineSays(/^Ready/);
  await visit.button('Update to 1.1.0').click();
}

/** The fault is spent: its button offers it again. */
async function isSpent(button: string): Promise<void> {
  await goTo('Emulator');
  await faultButton(button).waitFor();
}

async function isBackOn100(button: string): Promise<void> {
  await visit.headlineSays(/is back on 1\.0\.0/);
  await visit.practiceSays('demo 1.0.0', 'committed');
  await isSpent(button);
  expect(visit.problems).toEqual([]);
}

async function isKept(button: string): Promise<void> {
  await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/);
  await visit.button('Keep 1.1.0').click();
  await visit.headlineSays(/runs 1\.1\.0$/);
  await visit.practiceSays('demo 1.1.0', 'committed');
  await isSpent(button);
  expect(visit.problems).toEqual([]);
}

describe('a fault of the next firmware', () => {
  byTurns('freeze: the device goes back, and says so', async () => {
    await updateInto('Freeze', 'Will freeze', '100×');
    await isBackOn100('Freeze');
  });

  byTurns('crash: the device goes back, and says so', async () => {
    await updateInto('Crash', 'Will crash', '100×');
    await isBackOn100('Crash');
  });

  byTurns('memory: a check of the trial finds it, and the person decides', async () => {
    await updateInto('Use memory', 'Will use memory', '10×');
    await visit.headlineSays(/^1\.1\.0 runs, but a check failed/);
    await visit.button('Go back to 1.0.0').click();
    await isBackOn100('Use memory');
  });
});

describe('a fault of the trial', () => {
  byTurns('the commit time runs out: the device goes back, and says so', async () => {
    await updateInto('End trial', 'Will end trial', '10×');
    await isBackOn100('End trial');
  });
});

describe('a fault in the middle of the update', () => {
  byTurns('the watchdog restarts a frozen device: the update starts over and is kept', async () => {
    await updateInto('Freeze midway', 'Will freeze midway', '10×');
    await visit.page.getByText(/^Started over: the device had restarted/).waitFor();
    await isKept('Freeze midway');
  });

  byTurns('the update time runs out: the update starts over and is kept', async () => {
    await updateInto('Time out', 'Will time out', '10×');
    await visit.page.getByText(/^Started over/).waitFor();
    await isKept('Time out');
  });

  byTurns('a brown-out: the update starts over and is kept', async () => {
    await updateInto('Drop power', 'Will drop power', '10×');
    await visit.page.getByText(/^Started over: the device had restarted/).waitFor();
    await isKept('Drop power');
  });

  byTurns(
    'an empty battery: it is said, the device is safe, and goes on once it is on',
    async () => {
      await updateInto('Run empty', 'Will run empty', '10×');
      await visit.headlineSays(/^Power lost at \d+ %/);
      await visit.page
        .getByText(/The device is safe/)
        .first()
        .waitFor();
      await visit.button('Start it').first().click();
      await isKept('Run empty');
    },
  );
});

it('a fault is armed by keyboard alone, and makes room for one of the same moment', async () => {
  await goTo('Emulator');
  await faultButton('Freeze').focus();
  await visit.page.keyboard.press('Enter');
  await faultButton('Will freeze').waitFor();
  await visit.page.keyboard.press('Tab');
  await visit.page.keyboard.press('Space');
  await faultButton('Will crash').waitFor();
  await faultButton('Freeze').waitFor();
  expect(visit.problems).toEqual([]);
});
