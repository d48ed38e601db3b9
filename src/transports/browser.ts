/**
 * What a browser opens, by the scheme of the address: one line for each transport, loaded when it is first used. A port and
 * a radio have no address: the window opens the one that a person chose. What has an address opens in workers too.
 */
import { byAddress, byChoice } from '../contracts/transport.ts';
import type { AddressedPlace, LinkOpener } from '../contracts/transport.ts';
import { readWebSocketAddress } from './websocket/websocket-address.ts';

export const BROWSER_TRANSPORTS = {
  'serial:': byChoice(async () => (await import('./webserial/serial-link.ts')).openChosenPort),
  'bluetooth:': byChoice(
    async () => (await import('./webbluetooth/bluetooth-peripheral.ts')).openChosenDevice,
  ),
  'ws:': byAddress(readWebSocketAddress, () => loadWebSocket()),
  'wss:': byAddress(readWebSocketAddress, () => loadWebSocket()),
} as const;

async function loadWebSocket(): Promise<LinkOpener<AddressedPlace>> {
  const { openWebSocketLink } = await import('./websocket/websocket-link.ts');
  const create = (url: string): WebSocket => new WebSocket(url);
  return ({ address: url }, options) => openWebSocketLink({ url, create, ...options });
}
