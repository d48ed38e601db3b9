/**
 * What a browser opens, by the scheme of the address: one line for each transport, loaded when it is first used. A port and
 * a radio have no address: the window opens the one that a person chose. What has an address opens in workers too.
 */
import type {
  NetworkScheme,
  AddressedPlace,
  LinkOpener,
  ReadAddress,
} from '../contracts/transport.ts';
import {
  byAddress,
  byChoice,
  readHttpAddress,
  readWebSocketAddress,
} from '../contracts/transport.ts';
import { readMqttAddress } from './mqtt/mqtt-address.ts';

const BY_BROKER = byAddress(
  readMqttAddress,
  async () => (await import('./mqtt/mqtt-link.ts')).openMqttLink,
);

const OF_NETWORK: Readonly<Record<NetworkScheme, ReadAddress>> = {
  'http:': byAddress(readHttpAddress, () => loadHttp()),
  'https:': byAddress(readHttpAddress, () => loadHttp()),
  'ws:': byAddress(readWebSocketAddress, () => loadWebSocket()),
  'wss:': byAddress(readWebSocketAddress, () => loadWebSocket()),
  'mqtt+ws:': BY_BROKER,
  'mqtt+wss:': BY_BROKER,
};

export const BROWSER_TRANSPORTS = {
  'serial:': byChoice(async () => (await import('./webserial/serial-link.ts')).openChosenPort),
  'bluetooth:': byChoice(
    async () => (await import('./webbluetooth/bluetooth-link.ts')).openChosenDevice,
  ),
  ...OF_NETWORK,
} as const;

async function loadHttp(): Promise<LinkOpener<AddressedPlace>> {
  const [{ openHttpLink }, { fetchSend: send }] = await Promise.all([
    import('./http/http-link.ts'),
    import('./http/fetch-send.ts'),
  ]);
  return ({ address: url }, options) => openHttpLink({ url, send, ...options });
}

async function loadWebSocket(): Promise<LinkOpener<AddressedPlace>> {
  const { openWebSocketLink } = await import('./websocket/websocket-link.ts');
  const create = (url: string): WebSocket => new WebSocket(url);
  return ({ address: url }, options) => openWebSocketLink({ url, create, ...options });
}
