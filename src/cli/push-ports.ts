import { WebSocket } from 'ws';
import { OtaError } from '../contracts/failure.ts';
import type { Link } from '../contracts/link.ts';
import { createEmulator } from '../emulator/create-emulator.ts';
import { createMemoryShelf } from '../emulator/memory-shelf.ts';
import { madeUpFirmware, seedChip } from '../emulator/seed-chip.ts';
import { profileFor } from '../ota-core/device/profiles.ts';
import type { DeviceProfile } from '../ota-core/device/profile.ts';
import { NorFlash } from '../ota-core/flash/nor-flash.ts';
import { openWebSocketLink } from '../transports/websocket/websocket-link.ts';
import { nodeDigests } from './device-chip.ts';
import { realClock } from './real-clock.ts';
import { openSerialLink } from './wires/serial-link.ts';
import { openTcpLink } from './wires/tcp-link.ts';

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
    url.protocol === 'emulator:' ? profileFor({ platform: url.pathname || 'esp32' }) : null;
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

/** The caller closes it. */
export function openPort(port: PushPort): OpenPort {
  const close = (): Promise<void> => Promise.resolve();
  switch (port.kind) {
    case 'tcp':
      return { connect: ({ signal }) => openTcpLink({ ...port, signal }), close };
    case 'websocket':
      return {
        connect: ({ signal }) =>
          openWebSocketLink({
            url: port.url,
            create: (url) => new WebSocket(url, { perMessageDeflate: false }),
            clock: realClock,
            signal,
          }),
        close,
      };
    case 'serial':
      return { connect: ({ signal }) => openSerialLink({ ...port, signal }), close };
    case 'emulator':
      return openEmulator(port.profile);
  }
}

/** A new device on 1.0.0, in memory, for trying out. */
function openEmulator(profile: DeviceProfile): OpenPort {
  const flash = new NorFlash(profile.geometry);
  const shelf = createMemoryShelf();
  const digest = nodeDigests;
  const firmware = madeUpFirmware({ name: 'demo', version: '1.0.0' }, digest);
  seedChip({ flash, profile, shelf, digest }, firmware);
  const emulator = createEmulator({
    profile,
    identity: { id: `${profile.arch}_0A1B2C`, mac: '30AEA40A1B2C' },
    flash,
    shelf,
    clock: realClock,
    digest,
    onEvent: () => undefined,
  });
  emulator.powerOn();
  return { connect: () => Promise.resolve(emulator.connect()), close: () => emulator.close() };
}
