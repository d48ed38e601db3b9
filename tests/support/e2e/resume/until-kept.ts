/** Somebody in front of the screen, who presses what it offers first until the update is kept, and reads what it says. */
import type { Locator } from 'playwright-core';
import { lineOf, readScreen } from '../interrupted/screen.ts';
import { falseSentences, isKept } from '../interrupted/truth.ts';
import type { Visit } from '../visit.ts';
import type { Facts } from '../interrupted/truth.ts';
import { TO } from './states.ts';

const POLL_MS = 100;
const AT_MOST_MS = 120_000;
/** A sentence that was so a moment ago may stand so long: while it writes or restarts a silent device is given time. */
const STALE_MS = 45_000;
/** Somebody who sees nothing happen presses once more. */
const AGAIN_MS = 8_000;
/** What goes on by itself is given so long before its button is pressed. */
const BY_ITSELF_MS = 6_000;
const GOES_ON = /connection lost|connection is gone|does not answer|no answer yet/;

/** By what the device is in truth. */
interface Known {
  facts(): Facts | Promise<Facts>;
}

export const cardOf = ({ page }: Visit): Locator => page.locator('[data-interrupted]');

/** Throws where a false sentence stays, or where it is not kept in time; the message has what was on the screen. */
export async function pressUntilKept(visit: Visit, device: Known): Promise<void> {
  const lines: string[] = [];
  const begun = Date.now();
  let falseSince: number | null = null;
  let seen = { at: '', since: begun };
  let pressedAt = 0;
  for (;;) {
    const screen = await readScreen(visit);
    const card = await nextPress(visit);
    const facts = await device.facts();
    const lies = falseSentences(screen, facts);
    const now = Date.now();
    const line = `${lineOf(screen)} ${card?.name ?? ''}`;
    if (line !== lines.at(-1)) lines.push(line);
    if (isKept(screen, facts, TO) && lies.length === 0) return;
    falseSince = lies.length === 0 ? null : (falseSince ?? now);
    if (falseSince !== null && now - falseSince > STALE_MS)
      throw new Error(`${lies.join('; ')}\n${lines.join('\n')}`);
    if (now - begun > AT_MOST_MS) throw new Error(`not kept\n${lines.join('\n')}`);
    const at = `${screen.headline} ${card?.name ?? screen.main}`;
    if (at !== seen.at) [seen, pressedAt] = [{ at, since: now }, 0];
    const patience = GOES_ON.test(screen.headline) ? BY_ITSELF_MS : 2 * POLL_MS;
    if (now - seen.since >= patience && now - pressedAt > AGAIN_MS) {
      const main = visit.page.locator('.now .dock button.primary').first();
      const isState = card === null && screen.main !== '' && screen.main !== 'Finish';
      const press = isState ? main : card?.button;
      await press?.click({ timeout: 2_000 }).catch(() => undefined); // it went away with its state
      pressedAt = Date.now();
    }
    await visit.page.waitForTimeout(POLL_MS);
  }
}

/** Of the update that is offered above the state of the page, or that another tab is asked for; null = there is none. */
async function nextPress(visit: Visit): Promise<{ button: Locator | null; name: string } | null> {
  const card = visit.page.locator('[data-interrupted], [data-elsewhere]').first();
  if ((await card.count()) === 0) return null;
  const isBusy = await card.getAttribute('aria-busy', { timeout: 500 }).catch(() => null);
  const button = card.locator('.actions button').first();
  const name = (await button.textContent({ timeout: 500 }).catch(() => null)) ?? '';
  return { button: isBusy === 'false' && name !== '' ? button : null, name };
}
