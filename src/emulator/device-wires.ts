import type { Clock } from '../contracts/clock.ts';
import type { Link } from '../contracts/link.ts';
import type { Reply } from '../ota-core/device/device.ts';
import { delayReplies, serveLink, type ServedLink } from './serve-link.ts';
import type { DeviceCall } from './powered-device.ts';
import { openUartPort, type UartPort } from './uart-port.ts';

export interface DeviceWiresOptions {
  readonly deviceId: string;
  readonly latencyMs: number;
  readonly clock: Clock;
  readonly call: (call: DeviceCall) => Promise<Reply>;
  readonly isUp: () => boolean;
  readonly crash: (why: string) => void;
}

export interface ConnectionOptions {
  /** What RPC.Ping says. */
  readonly channel: string;
  readonly hasConsole: boolean;
  /** What becomes of the wire when the device restarts or loses power. */
  readonly drop: (served: ServedLink) => void;
}

/** Everything that is plugged into the device: connections, which end with its run, and UARTs, which stay. */
export interface DeviceWires {
  serve(link: Link, options: ConnectionOptions): void;
  /** A serial link is put on a UART; any other is a connection that the device closes. */
  attach(link: Link, channel: string): void;
  /** A line of the device's log, on every wire that has a console. */
  print(line: string): void;
  /** The device restarted or lost power. With `starts` it comes up again. */
  fall(options: { readonly starts: boolean }): void;
  close(): Promise<void>;
}

export function createDeviceWires(options: DeviceWiresOptions): DeviceWires {
  const { deviceId, latencyMs, clock, call, isUp, crash } = options;
  const links = new Set<{ readonly served: ServedLink; readonly drop: () => void }>();
  const uarts = new Set<UartPort>();

  const serve = (link: Link, { channel, hasConsole, drop }: ConnectionOptions): void => {
    const handle = ({ method, params }: Pick<DeviceCall, 'method' | 'params'>) =>
      call({ method, params, channel });
    const served = serveLink(link, { deviceId, handle, latencyMs, clock, hasConsole, crash });
    const wire = { served, drop: () => drop(served) };
    links.add(wire);
    void served.ended.then(() => links.delete(wire));
  };
  const wireUart = (link: Link, channel: string): void => {
    const uart = openUartPort(delayReplies(link, latencyMs, clock), {
      deviceId,
      clock,
      handle: ({ method, params }) => call({ method, params, channel }),
      isUp,
    });
    uarts.add(uart);
    void uart.ended.then(() => uarts.delete(uart));
  };
  return {
    serve,
    attach(link, channel) {
      if (link.traits.service === 'uart') wireUart(link, channel);
      else serve(link, { channel, hasConsole: false, drop: (served) => void served.close() });
    },
    print(line) {
      for (const uart of uarts) uart.log(line);
      for (const { served } of links) served.log(line);
    },
    fall({ starts }) {
      for (const uart of uarts) uart.reset({ starts });
      // The network of the device is gone, and with it everybody's connection.
      for (const { drop } of [...links]) drop();
    },
    async close() {
      for (const uart of [...uarts]) await uart.close();
    },
  };
}
