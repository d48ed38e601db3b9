/** What page and service worker say to each other. */

/** Name (or prefix) of the Web Lock that a running update holds: no new version is taken meanwhile. */
export const SESSION_LOCK = 'slipway-session';

export type ToServiceWorker = { readonly type: 'is-complete' } | { readonly type: 'take-over' };

export type FromServiceWorker =
  | { readonly type: 'complete'; readonly complete: boolean }
  | { readonly type: 'taken' }
  | { readonly type: 'refused'; readonly why: 'session' };
