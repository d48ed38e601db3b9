import { FAULTS, type FaultName } from '../contracts/device-faults.ts';
import { TIMINGS, type TimingName } from '../emulator/timing.ts';
import type { DeviceBuild } from '../ota-core/device/create-device.ts';
import type { DeviceProfile } from '../ota-core/device/profile.ts';
import { profileFor } from '../ota-core/platforms/index.ts';
import { encodeBase64 } from '../ota-core/primitives/base64.ts';
import { badOption, informationAsked, readValues } from './command-line.ts';
import type { Information } from './command-line.ts';
import { readBuild } from './device-build.ts';
import type { ListenAddress } from './connections/listening.ts';
import { readKeyOption } from './key-option.ts';
import { parseListenAddress } from './listen-address.ts';
import { macOf, MOST_DEVICES, numberedDevices } from './numbered-devices.ts';
import { shadowLibraries, SHADOW_NAMES } from './shadow-build.ts';
import type { ShadowName } from './shadow-build.ts';

export interface DeviceCommandOptions {
  readonly profile: DeviceProfile;
  readonly id: string;
  /** 12 hex digits, upper case. */
  readonly mac: string;
  /** What a fresh chip runs, if no bundle is given. */
  readonly app: string;
  readonly firmwareVersion: string;
  /** A bundle file that a fresh chip starts with. */
  readonly firmwareFile: string | null;
  /** A filesystem image that a fresh chip starts with, in place of the bundle's. */
  readonly filesystemFile: string | null;
  readonly flashFile: string | null;
  readonly websocket: ListenAddress | null;
  readonly tcp: ListenAddress | null;
  readonly udp: ListenAddress | null;
  /** URL of the broker that the device connects to. */
  readonly broker: string | null;
  /** What kind of service keeps its shadow; null: none does. */
  readonly shadow: ShadowName | null;
  /** Where a pseudo-terminal appears. */
  readonly pty: string | null;
  /** Of the pseudo-terminal; null: as fast as it goes. */
  readonly baudRate: number | null;
  readonly latencyMs: number;
  /** Between two beacons that its radio listens to; 0 = it is always on. */
  readonly powerSaveMs: number;
  readonly timing: TimingName;
  /** What stock devices do not have. */
  readonly extensions: boolean;
  readonly build: DeviceBuild;
  readonly faults: readonly FaultName[];
}

export type DeviceCommand =
  | Information
  | { readonly kind: 'list'; readonly what: 'profiles' | 'faults' }
  | { readonly kind: 'run'; readonly devices: readonly DeviceCommandOptions[] };

/** Named fault presets of `--fault`. */
export const FAULT_NAMES: readonly string[] = ['none', ...FAULTS.map(({ name }) => name)];

/** By the name of the setting that it stands for, `update.keyN`. */
const KEY_OPTIONS = {
  key0: { type: 'string' },
  key1: { type: 'string' },
  key2: { type: 'string' },
  key3: { type: 'string' },
  key4: { type: 'string' },
  key5: { type: 'string' },
  key6: { type: 'string' },
  key7: { type: 'string' },
} as const;

/** Each one stands in the help (src/messages/command-words.ts). */
export const DEVICE_OPTIONS = {
  platform: { type: 'string' },
  profile: { type: 'string' },
  profiles: { type: 'boolean' },
  id: { type: 'string' },
  count: { type: 'string' },
  app: { type: 'string' },
  'fw-version': { type: 'string' },
  firmware: { type: 'string' },
  fs: { type: 'string' },
  flash: { type: 'string' },
  ws: { type: 'string' },
  tcp: { type: 'string' },
  udp: { type: 'string' },
  mqtt: { type: 'string' },
  shadow: { type: 'string' },
  pty: { type: 'string' },
  baud: { type: 'string' },
  latency: { type: 'string' },
  'power-save': { type: 'string' },
  timing: { type: 'string' },
  config: { type: 'string' },
  auth: { type: 'string' },
  fault: { type: 'string' },
  faults: { type: 'boolean' },
  extensions: { type: 'boolean' },
  ...KEY_OPTIONS,
  'sig-req-mask': { type: 'string' },
  lang: { type: 'string' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const;

/** Longer than any beacon that is listened to. */
const MOST_BEACON_MS = 60_000;

const ANYWHERE: ListenAddress = { host: '127.0.0.1', port: 0 };

/** Throws OtaError use/bad-option. */
export function parseDeviceOptions(args: readonly string[]): DeviceCommand {
  const rules = { known: DEVICE_OPTIONS, words: 'wrong' } as const;
  const values = readValues(args, rules);
  const { texts, lists, flags } = values;
  const information = informationAsked(values);
  if (information !== null) return information;
  if (flags.has('profiles')) return { kind: 'list', what: 'profiles' };
  if (flags.has('faults')) return { kind: 'list', what: 'faults' };
  const profile = profileOf(texts.get('platform'), texts.get('profile'));
  const id = idOf(texts.get('id') ?? `${profile.arch}_0A1B2C`);
  const websocket = addressOf('ws', texts.get('ws'));
  const tcp = addressOf('tcp', texts.get('tcp'));
  const udp = addressOf('udp', texts.get('udp'));
  const broker = brokerOf(texts.get('mqtt'));
  const shadow = shadowOf(texts.get('shadow'), broker);
  const pty = texts.get('pty') ?? null;
  const isWired = [websocket, tcp, udp, broker, pty].some((wire) => wire !== null);
  const first = {
    profile,
    id,
    mac: macOf(id),
    app: textOf('app', texts.get('app') ?? 'demo'),
    firmwareVersion: textOf('fw-version', texts.get('fw-version') ?? '1.0.0'),
    firmwareFile: texts.get('firmware') ?? null,
    filesystemFile: texts.get('fs') ?? null,
    flashFile: texts.get('flash') ?? null,
    websocket: isWired ? websocket : ANYWHERE,
    tcp,
    udp,
    broker,
    shadow,
    pty,
    baudRate: baudOf(texts.get('baud')),
    latencyMs: numberOf('latency', texts.get('latency') ?? '0', 600_000),
    powerSaveMs: numberOf('power-save', texts.get('power-save') ?? '0', MOST_BEACON_MS),
    timing: timingOf(texts.get('timing') ?? 'none'),
    extensions: flags.has('extensions'),
    faults: faultsOf(texts.get('fault') ?? 'none'),
    build: readBuild(
      [...signatureConfigs(texts), ...(lists.get('config') ?? [])],
      texts.get('auth') ?? null,
      shadowLibraries(shadow),
    ),
  };
  return { kind: 'run', devices: numberedDevices(first, countOf(texts.get('count') ?? '1')) };
}

function countOf(text: string): number {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MOST_DEVICES) throw badOption('--count', text);
  return count;
}

function faultsOf(names: string): readonly FaultName[] {
  const faults = names.split(',').flatMap((name) => {
    const fault = FAULTS.find((known) => known.name === name);
    if (fault === undefined && name !== 'none') throw badOption('--fault', name);
    return fault ?? [];
  });
  // Of two that strike at the same moment one would never be seen.
  const moments = new Set(faults.map(({ strikes }) => strikes));
  if (moments.size < faults.length) throw badOption('--fault', names);
  return faults.map(({ name }) => name);
}

function profileOf(platform: string | undefined, name: string | undefined): DeviceProfile {
  const profile = profileFor({ platform, profile: name });
  if (profile !== null) return profile;
  if (name === undefined) throw badOption('--platform', platform ?? '');
  throw badOption('--profile', name);
}

/** What --key0 to --key7 and --sig-req-mask stand for, as --config takes it. */
function signatureConfigs(texts: ReadonlyMap<string, string>): readonly string[] {
  const mask = texts.get('sig-req-mask');
  if (mask !== undefined && (!/^(-1|\d{1,3})$/.test(mask) || Number(mask) > 255))
    throw badOption('--sig-req-mask', mask);
  const keys = Object.keys(KEY_OPTIONS).flatMap((name) => {
    const value = texts.get(name);
    if (value === undefined) return [];
    return `update.${name}=${encodeBase64(readKeyOption(`--${name}`, value))}`;
  });
  return mask === undefined ? keys : [...keys, `update.sig_req_mask=${mask}`];
}

/** No characters that JSON would escape: a device echoes ids as raw text (rpc-frames.md#fields). */
function idOf(id: string): string {
  if (!/^[A-Za-z0-9_.:-]{1,64}$/.test(id)) throw badOption('--id', id);
  return id;
}

function textOf(option: string, text: string): string {
  if (text === '' || text.length > 100) throw badOption(`--${option}`, text);
  return text;
}

function numberOf(option: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value > most) throw badOption(`--${option}`, text);
  return value;
}

/** From the slowest modem to the fastest adapter. */
function baudOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!/^\d{3,7}$/.test(text) || value < 300 || value > 4_000_000) throw badOption('--baud', text);
  return value;
}

function timingOf(text: string): TimingName {
  const timing = TIMINGS.find((name) => name === text);
  if (timing === undefined) throw badOption('--timing', text);
  return timing;
}

/** What connects to a broker, and its usual schemes. */
const BROKER_SCHEMES = ['mqtt:', 'mqtts:', 'ws:', 'wss:'];

function brokerOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !BROKER_SCHEMES.includes(url.protocol) || url.hostname === '')
    throw badOption('--mqtt', text.replace(/\/\/[^/@]*@/, '//'));
  return text;
}

/** Two of them are kept at the broker that the device connects to. */
function shadowOf(text: string | undefined, broker: string | null): ShadowName | null {
  if (text === undefined) return null;
  const name = SHADOW_NAMES.find((known) => known === text);
  if (name === undefined) throw badOption('--shadow', text);
  if (name !== 'mdash' && broker === null) throw badOption('--mqtt', 'no value');
  return name;
}

function addressOf(option: string, text: string | undefined): ListenAddress | null {
  if (text === undefined) return null;
  const { host, port } = parseListenAddress(`--${option}`, text);
  return { host: host ?? ANYWHERE.host, port };
}
