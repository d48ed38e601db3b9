/**
 * The app without a network: everything it consists of is cached when it is installed, and served from
 * there. It knows nothing of devices; their traffic never passes here.
 *
 * Ordering rules
 *  1. A new version waits. Nothing here calls skipWaiting by itself.
 *  2. The page may ask for it; it is refused while any tab holds the Web Lock of a session, because a new
 *     version would take the code away from under a running update.
 *  3. "Ready offline" is answered by looking for every file, not by remembering that install once worked.
 */
import { cleanupOutdatedCaches, matchPrecache, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { SESSION_LOCK, type FromServiceWorker, type ToServiceWorker } from './api.ts';

declare const self: ServiceWorkerGlobalScope & {
  readonly __WB_MANIFEST: readonly { readonly url: string; readonly revision: string | null }[];
};

const files = [...self.__WB_MANIFEST];
precacheAndRoute(files);
cleanupOutdatedCaches();

// Any address below the scope is the one page: hash routes, and a deep link that someone typed.
registerRoute(
  new NavigationRoute(async () => (await matchPrecache('index.html')) ?? fetch('index.html')),
);

async function isComplete(): Promise<boolean> {
  const found = await Promise.all(files.map((file) => matchPrecache(file.url)));
  return found.every((response) => response !== undefined);
}

async function isSessionRunning(): Promise<boolean> {
  const { held = [] } = await self.navigator.locks.query();
  return held.some((lock) => lock.name?.startsWith(SESSION_LOCK) === true);
}

async function answer(message: ToServiceWorker): Promise<FromServiceWorker> {
  switch (message.type) {
    case 'is-complete':
      return { type: 'complete', complete: await isComplete() };
    case 'take-over': {
      if (await isSessionRunning()) return { type: 'refused', why: 'session' };
      await self.skipWaiting();
      return { type: 'taken' };
    }
  }
}

const KNOWN: readonly unknown[] = ['is-complete', 'take-over'] satisfies ToServiceWorker['type'][];
const parseMessage = (data: unknown): ToServiceWorker | null =>
  typeof data === 'object' && data !== null && 'type' in data && KNOWN.includes(data.type)
    ? (data as ToServiceWorker)
    : null;

self.addEventListener('message', (event) => {
  const message = parseMessage(event.data);
  const port = event.ports[0];
  if (message === null || port === undefined) return;
  event.waitUntil(
    answer(message).then((reply) => {
      port.postMessage(reply);
    }),
  );
});

// Old pages keep their worker until they are reloaded; the first install takes the open page along, so
// that it works without a network from then on.
self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});
