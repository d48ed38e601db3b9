/** Schemes of addresses that a browser opens links to by itself; transports/browser.ts opens each of them, and no other. */
export const NETWORK_SCHEMES = ['ws:', 'wss:', 'http:', 'https:'] as const;

export type NetworkScheme = (typeof NETWORK_SCHEMES)[number];

/** Unencrypted: closed to pages that came over https. */
export const PLAIN_SCHEMES: readonly NetworkScheme[] = ['ws:', 'http:'];

/** Where the server of a WebSocket takes POST, encrypted or not as before. An address of HTTP stays what it is. */
export const httpAddressOf = (address: string): string => address.replace(/^ws/, 'http');
