import type { Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import type { Clock } from '../contracts/clock.ts';
import type { Link } from '../contracts/link.ts';
import type { EmulatorHost } from '../emulator/create-emulator.ts';
import type { EmulatorEvent } from '../emulator/event-feed.ts';
import type { DeviceCommandOptions } from './device-options.ts';
import { listen, type Listening } from './connections/listening.ts';
import { ALWAYS_ON, overRadio, updateOverRadio, type Radio } from './connections/power-save.ts';
import type { Pty } from './connections/pty.ts';
import type { OpenShadow } from './connections/shadow/open-shadow.ts';

export interface Wires {
  /** What the ready event says of where to reach the device. */
  readonly addresses: Readonly<Record<string, string>>;
  /** The device has just started, or stopped. */
  restarted(): void;
  /** What the device does, for those of its libraries that tell others of it. */
  note(event: EmulatorEvent): void;
  close(): Promise<void>;
}

export type DeviceWireOptions = Pick<
  DeviceCommandOptions,
  | 'id'
  | 'latencyMs'
  | 'websocket'
  | 'tcp'
  | 'udp'
  | 'broker'
  | 'shadow'
  | 'build'
  | 'pty'
  | 'baudRate'
> & {
  readonly clock: Clock;
  /** Of the device; one that is always on when left out. */
  readonly radio?: Radio;
};

/** Opens what the options ask for, and loads no more than that. Throws OtaError link/refused. */
export async function openConnections(
  emulator: EmulatorHost,
  options: DeviceWireOptions,
): Promise<Wires> {
  const isUp = (): boolean => emulator.isUp;
  const { radio = ALWAYS_ON } = options;
  const attach = (link: Link, channel: string): void =>
    emulator.attach(overRadio(link, radio), { channel });
  const open: Pick<Listening, 'restarted' | 'close'>[] = [];
  const addresses: Record<string, string> = {};
  const { websocket, tcp } = options;
  if (websocket !== null) {
    const web = await createWebServer(emulator, options);
    const accept = (socket: Socket): void => {
      web.emit('connection', socket);
      socket.resume();
    };
    const listening = await listen({ at: websocket, isUp, accept });
    open.push(listening);
    addresses.ws = `ws://${listening.address}/rpc`;
    addresses.http = `http://${listening.address}/rpc`;
  }
  if (tcp !== null) {
    const { linkOfTcp } = await import('./connections/server-link.ts');
    const accept = (socket: Socket): void => attach(linkOfTcp(socket), 'TCP');
    const listening = await listen({ at: tcp, isUp, accept });
    open.push(listening);
    addresses.tcp = `tcp://${listening.address}`;
  }
  if (options.udp !== null) {
    const { listenForDatagrams } = await import('./connections/datagrams.ts');
    const accept = (link: Link): void => attach(link, 'UDP_in');
    const listening = await listenForDatagrams({ at: options.udp, isUp, accept });
    open.push(listening);
    addresses.udp = `udp://${listening.address}`;
  }
  const shadow = await openShadow(emulator, options);
  if (shadow !== null) open.push(shadow);
  if (options.broker !== null) {
    const { id: deviceId, clock, broker: url } = options;
    const { connectToBroker } = await import('./connections/broker-connection.ts');
    const accept = (link: Link): void => attach(link, 'MQTT');
    const rides = shadow?.broker ?? {};
    open.push(await connectToBroker({ url, deviceId, clock, isUp, accept, ...rides }));
    addresses.mqtt = addressAtBroker(url, deviceId);
  }
  const others: Pty[] = [];
  if (options.pty !== null) {
    const { baudRate, clock } = options;
    const { openPty } = await import('./connections/pty.ts');
    const pty = await openPty({ path: options.pty, baudRate, clock });
    others.push(pty);
    emulator.attach(pty.link, { channel: 'UART0' });
    addresses.pty = options.pty;
    addresses.serial = serialAddress(options.pty, baudRate);
  }
  return {
    addresses,
    restarted() {
      for (const server of open) server.restarted();
    },
    note: (event) => shadow?.note(event),
    async close() {
      await Promise.all([...open, ...others].map((wire) => wire.close()));
    },
  };
}

/** null: no service keeps its shadow. */
async function openShadow(
  emulator: EmulatorHost,
  { shadow: name, id: deviceId, build, clock, radio = ALWAYS_ON }: DeviceWireOptions,
): Promise<OpenShadow | null> {
  if (name === null) return null;
  const { openDeviceShadow } = await import('./connections/shadow/open-shadow.ts');
  const accept = (link: Link): void =>
    emulator.attach(overRadio(link, radio), { channel: 'WS_out' });
  return openDeviceShadow(emulator, { name, deviceId, build, clock, accept });
}

/** As `push --port` takes it, without user and password. */
function addressAtBroker(url: string, deviceId: string): string {
  const { protocol, host, pathname } = new URL(url);
  const carrier = protocol.startsWith('ws') ? `mqtt+${protocol}` : protocol;
  return `${carrier}//${host}${pathname.replace(/\/$/, '')}/${deviceId}`;
}

/** As `push --port` takes it. */
function serialAddress(pty: string, baudRate: number | null): string {
  const { pathname } = pathToFileURL(pty);
  return `serial://${pathname}${baudRate === null ? '' : `?baud=${baudRate}`}`;
}

async function createWebServer(
  emulator: EmulatorHost,
  { id, latencyMs, clock, radio = ALWAYS_ON }: DeviceWireOptions,
) {
  const { createHttpServer, serveWebSocket } = await import('./connections/web-server.ts');
  const never = new AbortController().signal;
  const server = createHttpServer({
    deviceId: id,
    clock,
    updates: {
      ask: (question) => emulator.ask(question),
      pull: (asked) => emulator.pull(asked),
      async beginUpdate(asked) {
        const update = await emulator.beginUpdate(asked);
        return update === null ? null : updateOverRadio(update, radio);
      },
    },
    async call(call) {
      await radio.receive(never);
      const reply = await emulator.call({ ...call, channel: 'HTTP' });
      radio.send();
      if (latencyMs > 0) await clock.sleep(latencyMs, never);
      return reply;
    },
  });
  serveWebSocket(server, (link) => emulator.attach(overRadio(link, radio), { channel: 'WS_in' }));
  return server;
}
