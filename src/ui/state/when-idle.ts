/** At the latest, so that a page that is never idle goes on too. */
const LATEST_MS = 1_500;

let before: Promise<unknown> = Promise.resolve();

/**
 * Settles when the first screen stands and the browser has nothing else to do. Everyone who waits gets
 * a moment of their own, so that a press is never behind all of them.
 */
export function whenIdle(): Promise<void> {
  const moment = before.then(idleMoment);
  before = moment;
  return moment;
}

const idleMoment = (): Promise<void> =>
  new Promise((resolve) => {
    const go = (): void => resolve();
    // Safari has no idle moments.
    if ('requestIdleCallback' in globalThis) requestIdleCallback(go, { timeout: LATEST_MS });
    else setTimeout(go, LATEST_MS / 5);
  });
