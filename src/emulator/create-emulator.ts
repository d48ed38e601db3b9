import type { Clock } from '../contracts/clock.ts';
import { DEVICE_GONE } from '../contracts/link.ts';
import type { Link } from '../contracts/link.ts';
import type { FirmwareInfo, FirmwareRegistry } from '../ota-core/boot/firmware.ts';
import type { DeviceBuild } from '../ota-core/device/create-device.ts';
import type {
  DeviceIdentity,
  OwnUpdates,
  PullAsked,
  UpdateAsked,
} from '../ota-core/device/device.ts';
import type { DeviceProfile } from '../ota-core/device/profile.ts';
import type { FilesystemPort } from '../ota-core/fs/open-filesystem.ts';
import type { Flash } from '../ota-core/flash/flash.ts';
import { nobleDigests } from '../ota-core/primitives/digest.ts';
import type { DigestPort } from '../ota-core/primitives/digest.ts';
import type { P256Port } from '../ota-core/primitives/p256-encoding.ts';
import type { LaterReply, RpcReply } from '../rpc/server.ts';
import { createLinkPair } from '../transports/loopback/link-pair.ts';
import type { EmulatorEvent } from './event-feed.ts';
import type { HostedPull, HostedUpdate } from './hosted-update.ts';
import { PoweredDevice } from './powered-device.ts';
import type { DeviceCall } from './powered-device.ts';
import { knowSamples } from './seed-chip.ts';
import { delayReplies, serveLink, type ServedLink } from './serve-link.ts';
import type { TimingName } from './timing.ts';
import { openUartPort, type UartPort } from './uart-port.ts';

export interface EmulatorOptions {
  readonly profile: DeviceProfile;
  readonly identity: DeviceIdentity;
  /** The chip; its owner keeps it, and gives a blank one its first firmware (seed-chip.ts). */
  readonly flash: Flash;
  readonly registry: FirmwareRegistry;
  /** How the device mounts what lies in its slots. */
  readonly filesystems: FilesystemPort;
  readonly clock: Clock;
  readonly onEvent: (event: EmulatorEvent) => void;
  /** How long flash operations and requests take; `none` when left out. */
  readonly timing?: TimingName;
  /** Delays every reply; 0 when left out. */
  readonly latencyMs?: number;
  /** @noble/hashes when left out. */
  readonly digest?: DigestPort;
  /** Fetches what signatures are checked with, once they are asked for; left out: the device refuses then. */
  readonly loadP256?: (signal: AbortSignal) => Promise<P256Port>;
  /** What stock devices do not have: OTA.Status tells of the merge. */
  readonly extensions?: boolean;
  /** What stock devices do not have: OTA.GetBootState names the boot scheme. */
  readonly namesScheme?: boolean;
  /** As a stock firmware when left out. */
  readonly build?: DeviceBuild;
  /** Fetches for the device; left out: no server can be reached. Begins after it has returned. */
  readonly onPull?: (pull: HostedPull) => void;
}

/** What runs, read from the chip and the core: for the practice device's screen. */
export interface EmulatorSnapshot {
  readonly id: string;
  readonly profile: string;
  readonly power: boolean;
  readonly running: {
    readonly slot: number;
    readonly version: string;
    readonly buildId: string;
    readonly name: string;
    readonly committed: boolean;
    readonly hung: boolean;
    /** Until it goes back by itself, null once committed. */
    readonly commitLeftMs: number | null;
    /** Until it gives up the update under way unless that advances, null while none is. */
    readonly updateLeftMs: number | null;
  } | null;
  /** Firmwares the chip knows (the registry). */
  readonly known: readonly FirmwareInfo[];
}

/** A device with a clock and wires; the host brings the clock, the chip and the channels. */
export interface Emulator {
  /** A fresh wire to the device: the far end of a loopback pair. It ends `lost` when the device restarts or loses power. */
  connect(): Link;
  /** Cuts the supply: every link ends, RAM is gone, the chip stays. */
  powerOff(): void;
  powerOn(): void;
  snapshot(): EmulatorSnapshot;
  /** Stops timers and ends the links. */
  close(): Promise<void>;
}

/** The emulator as its host has it: links of real wires can be put on it. */
export interface EmulatorHost extends Emulator {
  /** As Emulator's; `stream` is a console on a cable instead of a WebSocket. */
  connect(wire?: { readonly framing: Link['framing'] }): Link;
  /** True while something runs that answers; a connection to a device that is not up is refused. */
  readonly isUp: boolean;
  /**
   * Serves a wire that a host opened. The link belongs to the emulator, which closes it when the device
   * restarts or loses power. `channel` is what RPC.Ping says. Only while `isUp`. A serial link is put on the
   * device's UART instead: at any time, and for as long as it lasts.
   */
  attach(link: Link, options: { readonly channel: string }): void;
  /** The firmware did what it must not (rpc-frames.md#invalid-frames, Bluetooth): the device restarts at once. */
  crash(why: string): void;
  /** The running firmware freezes: it answers nobody until its watchdog resets it. */
  freeze(): void;
  /** One call without a link, for wires that have none (HTTP). */
  call(call: DeviceCall): Promise<RpcReply>;
  /** Has the device fetch an update, in its own name; null where none may begin now. */
  pull(asked: PullAsked): Promise<HostedUpdate | null>;
  /** Begins one whose bytes come by the web server of the device; null where none may begin now. */
  beginUpdate(asked: UpdateAsked): Promise<HostedUpdate | null>;
  /** What the web server asks of the firmware; null while nothing works. */
  ask<T>(question: (updates: OwnUpdates, now: number) => T): Promise<T | null>;
}

/** What a loopback link answers to RPC.Ping: it is like a WebSocket, or like a console. */
const LOOPBACK_CHANNELS = { message: 'WS_in', stream: 'UART0' } as const;

/** A device with a clock and wires. It begins without power: listen first, then `powerOn`. */
export function createEmulator(options: EmulatorOptions): EmulatorHost {
  const { profile, identity, clock } = options;
  const registry = knowSamples(options.registry, options.digest ?? nobleDigests);
  const device = new PoweredDevice({
    ...options,
    registry,
    timing: options.timing ?? 'none',
    onEvent(event) {
      options.onEvent(event);
      if (event.event === 'log') connections.print(event.line);
    },
    onGone: () => connections.fall({ starts: device.hasPower }),
  });
  const call = (request: DeviceCall): Promise<RpcReply | LaterReply> => {
    // Thousands of writes would drown the rest; the update tells of its progress itself.
    const isWrite = request.method.toLowerCase() === 'ota.write';
    if (!isWrite && request.isOwn !== true)
      options.onEvent({ event: 'rpc', method: request.method });
    return device.call(request);
  };
  const connections: DeviceConnections = createDeviceConnections({
    deviceId: identity.id,
    latencyMs: options.latencyMs ?? 0,
    clock,
    call,
    isUp: () => device.isUp,
    crash: (why) => device.crash(why),
  });

  return {
    get isUp() {
      return device.isUp;
    },
    attach: (link, { channel }) => connections.attach(link, channel),
    connect({ framing } = { framing: 'message' }) {
      const pair = createLinkPair({ label: identity.id, framing });
      const lose = (): void => pair.lose(DEVICE_GONE);
      const hasConsole = framing === 'stream';
      if (device.isUp)
        connections.serve(pair.far, {
          channel: LOOPBACK_CHANNELS[framing],
          hasConsole,
          drop: lose,
        });
      else lose();
      return pair.near;
    },
    crash: (why) => device.crash(why),
    freeze: () => device.freeze(),
    async call(request) {
      const reply = await call(request);
      return reply.kind === 'later' ? reply.reply : reply;
    },
    pull: (asked) => device.update((updates, now) => updates.pull(asked, now)),
    beginUpdate: (asked) => device.update((updates, now) => updates.begin(asked, now)),
    ask: (question) => device.ask(question),
    powerOn: () => device.powerOn(),
    powerOff: () => device.powerOff(),
    snapshot: () => snapshotOf({ device, identity, profile, registry, clock }),
    async close() {
      device.powerOff();
      await connections.close();
    },
  };
}

function snapshotOf(at: {
  readonly device: PoweredDevice;
  readonly identity: DeviceIdentity;
  readonly profile: DeviceProfile;
  readonly registry: FirmwareRegistry;
  readonly clock: Clock;
}): EmulatorSnapshot {
  const { device, identity, profile, registry, clock } = at;
  return {
    id: identity.id,
    profile: profile.name,
    power: device.hasPower,
    running: runningOf(device, clock),
    known: registry.list(),
  };
}

function runningOf(device: PoweredDevice, clock: Clock): EmulatorSnapshot['running'] {
  const running = device.running();
  if (running === null) return null;
  const { firmware, boot, hung, endsAt, updateEndsAt } = running;
  const leftUntil = (at: number | null) => (at === null ? null : Math.max(0, at - clock.now()));
  return {
    slot: boot.activeSlot,
    version: firmware.version,
    buildId: firmware.buildId,
    name: firmware.name,
    committed: boot.committed,
    hung,
    commitLeftMs: boot.committed ? null : leftUntil(endsAt),
    updateLeftMs: leftUntil(updateEndsAt),
  };
}

export interface DeviceConnectionsOptions {
  readonly deviceId: string;
  readonly latencyMs: number;
  readonly clock: Clock;
  readonly call: (call: DeviceCall) => Promise<RpcReply | LaterReply>;
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
interface DeviceConnections {
  serve(link: Link, options: ConnectionOptions): void;
  /** A serial link is put on a UART; any other is a connection that the device closes. */
  attach(link: Link, channel: string): void;
  /** A line of the device's log, on every wire that has a console. */
  print(line: string): void;
  /** The device restarted or lost power. With `starts` it comes up again. */
  fall(options: { readonly starts: boolean }): void;
  close(): Promise<void>;
}

function createDeviceConnections(options: DeviceConnectionsOptions): DeviceConnections {
  const { deviceId, latencyMs, clock, call, isUp, crash } = options;
  const links = new Set<{ readonly served: ServedLink; readonly drop: () => void }>();
  const uarts = new Set<UartPort>();

  const serve = (link: Link, { channel, hasConsole, drop }: ConnectionOptions): void => {
    const handle = ({ method, params, auth }: Pick<DeviceCall, 'method' | 'params' | 'auth'>) =>
      call({ method, params, channel, auth });
    const served = serveLink(link, { deviceId, handle, latencyMs, clock, hasConsole, crash });
    const wire = { served, drop: () => drop(served) };
    links.add(wire);
    void served.ended.then(() => links.delete(wire));
  };
  const wireUart = (link: Link, channel: string): void => {
    const uart = openUartPort(delayReplies(link, latencyMs, clock), {
      deviceId,
      clock,
      handle: ({ method, params, auth }) => call({ method, params, channel, auth }),
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
