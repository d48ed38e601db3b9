/** Schemes of addresses that a browser opens links to by itself: each has its line in transports/browser.ts. */
export const NETWORK_SCHEMES = ['ws:', 'wss:'] as const;

export type NetworkScheme = (typeof NETWORK_SCHEMES)[number];

/** Unencrypted: closed to pages that came over https. */
export const PLAIN_SCHEMES: readonly NetworkScheme[] = ['ws:'];
