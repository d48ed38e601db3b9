import mqtt from 'mqtt';
import type { Link } from '../../../src/contracts/link.ts';
import type { Peer, Wire } from '../../contracts/link.contract.ts';
import { startGateway } from '../testbed/broker/gateway.ts';
import { startBroker } from '../testbed/broker/mosquitto.ts';
import { Inbox } from './peers.ts';

const never = new AbortController().signal;
const DEVICE = 'esp32_0A1B2C';

/** Mosquitto with a stretch of network in front, and a device behind it that answers the first question. */
export async function createMqttWire(
  carrier: 'mqtt' | 'mqtt+ws',
  open: (address: string, signal: AbortSignal) => Promise<Link>,
): Promise<Wire> {
  const broker = await startBroker();
  const gateway = await startGateway(carrier === 'mqtt' ? broker.port : broker.webPort);
  const device = await mqtt.connectAsync(broker.url, { clientId: DEVICE });
  const inbox = new Inbox();
  const links: Link[] = [];
  let client = '';
  device.on('message', (_, payload) => {
    const asked = openingOf(payload);
    if (asked === null) inbox.push(payload);
    else {
      client = asked.src;
      const answer = { id: asked.id, src: DEVICE, dst: client, result: {} };
      device.publish(`${client}/rpc`, JSON.stringify(answer), { qos: 1 });
    }
  });
  await device.subscribeAsync(`${DEVICE}/rpc`, { qos: 1 });
  const peer: Peer = {
    read(count) {
      gateway.resume();
      return inbox.read(count);
    },
    async write(bytes) {
      await device.publishAsync(`${client}/rpc`, Buffer.from(bytes), { qos: 1 });
    },
    close: () => undefined,
    lose: () => gateway.reset(),
    stopReading: () => gateway.hold(),
    get ended() {
      return gateway.empty();
    },
  };
  const addressAt = (port: number): string => `${carrier}://127.0.0.1:${port}/${DEVICE}`;
  return {
    async open(signal) {
      const link = await open(addressAt(gateway.port), signal);
      links.push(link);
      return link;
    },
    peer: () => Promise.resolve(peer),
    connections: () => gateway.connections(),
    openNowhere: () => open(addressAt(1), never),
    hasFarewell: false,
    async close() {
      gateway.resume();
      for (const link of links) await link.close();
      await gateway.close();
      await device.endAsync(true);
      await broker.stop();
    },
  };
}

function openingOf(payload: Buffer): { readonly id: number; readonly src: string } | null {
  try {
    const { id, src, method } = JSON.parse(payload.toString()) as Record<string, unknown>;
    return method === 'RPC.Ping' && typeof id === 'number' && typeof src === 'string'
      ? { id, src }
      : null;
  } catch {
    return null; // what the test sends
  }
}
