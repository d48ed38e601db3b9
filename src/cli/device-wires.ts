import type { Clock } from '../contracts/clock.ts';
import type { EmulatorHost } from '../emulator/create-emulator.ts';
import type { DeviceOptions } from './device-options.ts';
import { createHttpServer } from './wires/http.ts';
import { listen, type Listening } from './wires/listening.ts';
import { listenTcp } from './wires/tcp.ts';
import { serveWebSocket } from './wires/websocket.ts';

export interface Wires {
  /** What the ready event says of where to reach the device. */
  readonly addresses: Readonly<Record<string, string>>;
  dropAll(): void;
  close(): Promise<void>;
}

export type WireOptions = Pick<DeviceOptions, 'id' | 'latencyMs' | 'websocket' | 'tcp'> & {
  readonly clock: Clock;
};

/** Opens what the options ask for. Throws OtaError link/refused. */
export async function openWires(emulator: EmulatorHost, options: WireOptions): Promise<Wires> {
  const isUp = (): boolean => emulator.isUp;
  const open: Listening[] = [];
  const addresses: Record<string, string> = {};
  if (options.websocket !== null) {
    const web = await listen(createWebServer(emulator, options), { at: options.websocket, isUp });
    open.push(web);
    addresses.ws = `ws://${web.address}/rpc`;
    addresses.http = `http://${web.address}/rpc`;
  }
  if (options.tcp !== null) {
    const attach = (link: Parameters<EmulatorHost['attach']>[0]): void =>
      emulator.attach(link, { channel: 'TCP' });
    const tcp = await listenTcp({ at: options.tcp, isUp }, attach);
    open.push(tcp);
    addresses.tcp = `tcp://${tcp.address}`;
  }
  return {
    addresses,
    dropAll() {
      for (const server of open) server.dropAll();
    },
    async close() {
      await Promise.all(open.map((server) => server.close()));
    },
  };
}

function createWebServer(emulator: EmulatorHost, { id, latencyMs, clock }: WireOptions) {
  const never = new AbortController().signal;
  const server = createHttpServer({
    deviceId: id,
    async call(method, params) {
      const reply = await emulator.call({ method, params, channel: 'HTTP' });
      if (latencyMs > 0) await clock.sleep(latencyMs, never);
      return reply;
    },
  });
  serveWebSocket(server, (link) => emulator.attach(link, { channel: 'WS_in' }));
  return server;
}
