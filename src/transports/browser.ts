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

/** Opened by the window. Of the two tables a script bundles those that it imports, for making them has no effects. */
export const CHOSEN_TRANSPORTS = {
  'serial:': /* @__PURE__ */ byChoice(
    async () => (await import('./webserial/serial-link.ts')).openChosenPort,
  ),
  'bluetooth:': /* @__PURE__ */ byChoice(
    async () => (await import('./webbluetooth/bluetooth-link.ts')).openChosenDevice,
  ),
} as const;

const BY_HTTP = /* @__PURE__ */ byAddress(readHttpAddress, () => loadHttp());
const BY_WEB_SOCKET = /* @__PURE__ */ byAddress(readWebSocketAddress, () => loadWebSocket());
const BY_BROKER = /* @__PURE__ */ byAddress(
  readMqttAddress,
  async () => (await import('./mqtt/mqtt-link.ts')).openMqttLink,
);

export const NETWORK_TRANSPORTS: Readonly<Record<NetworkScheme, ReadAddress>> = {
  'http:': BY_HTTP,
  'https:': BY_HTTP,
  'ws:': BY_WEB_SOCKET,
  'wss:': BY_WEB_SOCKET,
  'mqtt+ws:': BY_BROKER,
  'mqtt+wss:': BY_BROKER,
};

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
