/** How the page of an update, its thread, or what it keeps can be taken away. */
import { expect } from 'vitest';
import type { Visit } from '../visit.ts';

type Take = (visit: Visit) => Promise<void>;

/** Nobody is asked: the page is simply gone, and another one comes. */
export const GONE = {
  closed: async (visit) => {
    await visit.closeTab();
    await visit.openTab();
  },
  reloaded: (visit) => visit.reload(),
  crashed: async (visit) => {
    const { page } = visit;
    const session = await page.context().newCDPSession(page);
    const crashed = page.waitForEvent('crash');
    session.send('Page.crash').catch(() => undefined); // nobody is left to answer
    await crashed;
    await visit.closeTab();
    await visit.openTab();
  },
} as const satisfies Readonly<Record<string, Take>>;

/** What it keeps is taken from the page, which goes on. */
export const TAKEN = {
  'storage cleared': async ({ page }) => {
    const session = await page.context().newCDPSession(page);
    const { origin } = new URL(page.url());
    await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  },
  'quota exceeded': ({ page }) => setQuota(page, 1),
} as const satisfies Readonly<Record<string, Take>>;

export const giveRoomAgain: Take = ({ page }) => setQuota(page);

async function setQuota(page: Visit['page'], quotaSize?: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  const quota = quotaSize === undefined ? {} : { quotaSize };
  await session.send('Storage.overrideQuotaForOrigin', { origin, ...quota });
}

/** The updater's thread ends without a word to its page. */
export const endThread: Take = async ({ page }) => {
  const updater = page.workers().find((worker) => worker.url().includes('updater'));
  expect(updater).toBeDefined();
  await updater?.evaluate(() => globalThis.close()).catch(() => undefined); // it is gone before it answers
  await expect.poll(() => page.workers().filter((one) => one === updater)).toEqual([]);
};

export type Gone = keyof typeof GONE;
export type Taken = keyof typeof TAKEN;
export const gone = Object.keys(GONE) as readonly Gone[];
export const taken = Object.keys(TAKEN) as readonly Taken[];

export interface Cell<State, By> {
  readonly state: State;
  readonly by: By;
}

export const cross = <State, By>(
  states: readonly State[],
  ways: readonly By[],
): readonly Cell<State, By>[] => states.flatMap((state) => ways.map((by) => ({ state, by })));
