import { OtaError } from '../contracts/failure.ts';
import type { Link } from '../contracts/link.ts';
import type { EmulatorHost } from '../emulator/create-emulator.ts';
import { profileFor } from '../ota-core/device/profiles.ts';
import type { DeviceProfile } from '../ota-core/device/profile.ts';
import { linkAbort } from '../rpc/deadline.ts';
import type { LinkedAbort } from '../rpc/deadline.ts';

/** Where `--port` leads. */
export type PushPort =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'websocket'; readonly url: string }
  | { readonly kind: 'serial'; readonly path: string; readonly baudRate: number }
  | { readonly kind: 'emulator'; readonly profile: DeviceProfile };

/** A way to the device that is open until it is closed. */
export interface OpenPort {
  readonly connect: (options: { readonly signal: AbortSignal }) => Promise<Link>;
  close(): Promise<void>;
}

const LATER = ['http:', 'https:', 'mqtt:', 'mqtts:'];
/** What devices talk at unless they were told otherwise (rpc-methods.md#settings). */
const STOCK_BAUD = 115_200;

/** Throws OtaError use/bad-option and use/not-yet. */
export function parsePort(text: string): PushPort {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw new OtaError('use/bad-option', { option: '--port', detail: text });
  if (LATER.includes(url.protocol))
    throw new OtaError('use/not-yet', { option: `--port ${url.protocol}//` });
  const port = Number(url.port);
  if (url.protocol === 'tcp:' && url.hostname !== '' && port > 0)
    return { kind: 'tcp', host: url.hostname.replace(/^\[|\]$/g, ''), port };
  if (url.protocol === 'ws:' || url.protocol === 'wss:')
    return { kind: 'websocket', url: url.href };
  if (url.protocol === 'serial:') return serialPort(url, text);
  const profile =
    url.protocol === 'emulator:' ? profileFor({ platform: url.pathname || undefined }) : null;
  if (profile !== null) return { kind: 'emulator', profile };
  throw new OtaError('use/bad-option', { option: '--port', detail: text });
}

/** `serial:///dev/ttyUSB0?baud=460800`, `serial:///COM3`. */
function serialPort(url: URL, text: string): PushPort {
  const bad = new OtaError('use/bad-option', { option: '--port', detail: text });
  const baud = url.searchParams.get('baud') ?? `${STOCK_BAUD}`;
  const place = decodeURIComponent(url.pathname);
  const others = [...url.searchParams.keys()].some((key) => key !== 'baud');
  if (url.hostname !== '' || place.length < 2 || others || !/^[1-9]\d{2,6}$/.test(baud)) throw bad;
  const isWindows = /^\/COM\d+$/i.test(place);
  return { kind: 'serial', path: isWindows ? place.slice(1) : place, baudRate: Number(baud) };
}

/** As people wrote it. */
export function addressOf(port: PushPort): string {
  switch (port.kind) {
    case 'tcp':
      return `tcp://${port.host}:${port.port}`;
    case 'websocket':
      return port.url;
    case 'serial':
      return `serial://${port.path}`;
    case 'emulator':
      return `emulator:${port.profile.arch}`;
  }
}

/** The caller closes it. What a connection needs is loaded when the first one is made. */
export function openPort(port: PushPort): OpenPort {
  switch (port.kind) {
    case 'tcp':
      return oneAtATime(async (signal) => {
        const { openTcpLink } = await import('./wires/tcp-link.ts');
        return openTcpLink({ ...port, signal });
      });
    case 'websocket':
      return oneAtATime(async (signal) => {
        const { openNodeWebSocket } = await import('./wires/websocket-client.ts');
        return openNodeWebSocket(port.url, signal);
      });
    case 'serial':
      return oneAtATime(async (signal) => {
        const { openSerialLink } = await import('./wires/serial-link.ts');
        return openSerialLink({ ...port, signal });
      });
    case 'emulator':
      return openEmulator(port.profile);
  }
}

/**
 * A connection that nobody waits for any more is given up, not left to the peer: by the next one, and by `close`.
 * Otherwise a port that takes it and says nothing would keep the process alive.
 */
function oneAtATime(open: (signal: AbortSignal) => Promise<Link>): OpenPort {
  let pending: LinkedAbort | null = null;
  const giveUp = (): void => {
    pending?.abort(new OtaError('cancelled', { by: 'user' }));
    pending = null;
  };
  return {
    async connect({ signal }) {
      giveUp();
      const own = linkAbort(signal);
      pending = own;
      try {
        return await open(own.signal);
      } finally {
        own.release();
        if (pending === own) pending = null;
      }
    },
    close() {
      giveUp();
      return Promise.resolve();
    },
  };
}

/** The device starts with the first connection, and is the same for those that follow. */
function openEmulator(profile: DeviceProfile): OpenPort {
  let started: Promise<EmulatorHost> | null = null;
  const start = async (): Promise<EmulatorHost> => {
    const { startPracticeDevice } = await import('./practice-device.ts');
    return startPracticeDevice(profile);
  };
  return {
    connect: async () => (await (started ??= start())).connect(),
    close: async () => (await started)?.close(),
  };
}
