/** What Node opens, by the scheme of the address: one line for each transport, loaded when it is first used. */
import { LONGEST_FRAME_BYTES } from '../contracts/peer-limits.ts';
import { byAddress, readHttpAddress, readWebSocketAddress } from '../contracts/transport.ts';
import type { AddressedPlace, LinkOpener, Transports } from '../contracts/transport.ts';
import { readMqttAddress } from './mqtt/mqtt-address.ts';
import { readHostAddress, readSerialAddress } from './node-addresses.ts';

const BY_BROKER = byAddress(
  readMqttAddress,
  async () => (await import('./mqtt/mqtt-link.ts')).openMqttLink,
);

export const NODE_TRANSPORTS: Transports = {
  'serial:': byAddress(
    readSerialAddress,
    async () => (await import('./serialport/serial-link.ts')).openNodeSerialLink,
  ),
  'tcp:': byAddress(readHostAddress, async () => (await import('./tcp/tcp-link.ts')).openTcpLink),
  'udp:': byAddress(readHostAddress, async () => (await import('./udp/udp-link.ts')).openUdpLink),
  'http:': byAddress(readHttpAddress, () => loadHttp()),
  'https:': byAddress(readHttpAddress, () => loadHttp()),
  'ws:': byAddress(readWebSocketAddress, () => loadWebSocket()),
  'wss:': byAddress(readWebSocketAddress, () => loadWebSocket()),
  'mqtt:': BY_BROKER,
  'mqtts:': BY_BROKER,
  'mqtt+ws:': BY_BROKER,
  'mqtt+wss:': BY_BROKER,
};

const WEBSOCKET_OPTIONS = {
  perMessageDeflate: false,
  /** A frame that is too long is passed over (contracts/peer-limits.ts); a message of this size ends the connection unread. */
  maxPayload: 16 * LONGEST_FRAME_BYTES,
  /** How long the peer may take to answer the farewell, in milliseconds, before the connection is dropped: the process waits for it. */
  closeTimeout: 1000,
} as const;

/** The app's WebSocket link on a socket of the library: Node 20 has none of its own. */
async function loadWebSocket(): Promise<LinkOpener<AddressedPlace>> {
  const [{ openWebSocketLink }, { WebSocket }] = await Promise.all([
    import('./websocket/websocket-link.ts'),
    import('ws'),
  ]);
  const create = (url: string) => new WebSocket(url, WEBSOCKET_OPTIONS);
  return ({ address: url }, options) => openWebSocketLink({ url, create, ...options });
}

/** The app's HTTP link by Node's own client (nodehttp/node-send.ts). */
async function loadHttp(): Promise<LinkOpener<AddressedPlace>> {
  const [{ openHttpLink }, { nodeSend: send }] = await Promise.all([
    import('./http/http-link.ts'),
    import('./nodehttp/node-send.ts'),
  ]);
  return ({ address: url }, options) => openHttpLink({ url, send, ...options });
}
