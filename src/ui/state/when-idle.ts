/** At the latest, so that a page that is never idle goes on too. */
const LATEST_MS = 1_500;

/** Settles when the first screen stands and the browser has nothing else to do. */
export const whenIdle = (): Promise<void> =>
  new Promise((resolve) => {
    const go = (): void => resolve();
    // Safari has no idle moments.
    if ('requestIdleCallback' in globalThis) requestIdleCallback(go, { timeout: LATEST_MS });
    else setTimeout(go, LATEST_MS / 5);
  });
