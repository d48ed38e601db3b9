/**
 * The life of the app itself: installed, ready offline, a new version waiting. A new version is taken
 * only when the person says so, and never while an update runs (the service worker checks the lock).
 */
import type { Workbox } from 'workbox-window';
import type { FromServiceWorker } from '../api.ts';

export type AppUpdateState =
  /** No service worker here: an old browser, a private window, plain http. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'installing' }
  | { readonly kind: 'ready-offline' }
  /** `blocked`: the person asked for it while an update was running. */
  | { readonly kind: 'waiting'; readonly blocked: boolean };

export interface AppUpdate {
  readonly state: AppUpdateState;
  subscribe(listener: () => void): () => void;
  /** Takes the waiting version and reloads; does nothing but say so while an update runs. */
  take(): Promise<void>;
}

export function startAppUpdate(options: {
  /** null: this build has no service worker (development). */
  readonly script: string | null;
  readonly reload: () => void;
}): AppUpdate {
  const listeners = new Set<() => void>();
  const script = 'serviceWorker' in navigator ? options.script : null;
  let state: AppUpdateState = script === null ? { kind: 'unsupported' } : { kind: 'installing' };
  const set = (next: AppUpdateState): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  let reloading = false;
  if (script !== null)
    void register(script).catch(() => {
      set({ kind: 'unsupported' });
    });

  /** The first screen does not wait for the code of this. */
  async function register(url: string): Promise<void> {
    const { Workbox: Registered } = await import('workbox-window');
    const registered = new Registered(url);
    listen(registered);
    await registered.register();
    const registration = await navigator.serviceWorker.ready;
    if (state.kind === 'waiting' || registration.active === null) return;
    const reply = await ask(registration.active, { type: 'is-complete' });
    if (reply.type === 'complete' && reply.complete) set({ kind: 'ready-offline' });
  }

  function listen(registered: Workbox): void {
    registered.addEventListener('waiting', () => {
      set({ kind: 'waiting', blocked: false });
    });
    // The page goes with the version it was taken for; a page in another tab keeps running its own code.
    registered.addEventListener('controlling', () => {
      if (reloading) options.reload();
    });
    // A page that stays open for days hears of new versions too.
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void registered.update().catch(ignoreOffline);
    });
  }

  return {
    get state() {
      return state;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async take() {
      const waiting = (await navigator.serviceWorker.getRegistration())?.waiting;
      if (waiting === null || waiting === undefined) return;
      reloading = true;
      const reply = await ask(waiting, { type: 'take-over' });
      reloading = reply.type === 'taken';
      if (reply.type === 'refused') set({ kind: 'waiting', blocked: true });
    },
  };
}

/** Without a network there is nothing newer to be had. */
const ignoreOffline = (): void => undefined;

function ask(worker: ServiceWorker, message: unknown): Promise<FromServiceWorker> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event: MessageEvent<FromServiceWorker>) => {
      resolve(event.data);
    };
    worker.postMessage(message, [channel.port2]);
  });
}
