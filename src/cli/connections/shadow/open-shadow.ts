/** What keeps the device's shadow, by the name of --shadow: one line each. */
import type { Clock } from '../../../contracts/clock.ts';
import type { Link } from '../../../contracts/link.ts';
import type { EmulatorEvent } from '../../../emulator/event-feed.ts';
import type { EmulatorHost } from '../../../emulator/create-emulator.ts';
import type { DeviceBuild } from '../../../ota-core/device/create-device.ts';
import { parseConnectionString } from '../../../shadow/shared-access-signature.ts';
import { badOption } from '../../command-line.ts';
import type { ShadowName } from '../../shadow-build.ts';
import type { BrokerOptions } from '../broker-connection.ts';
import { rideAwsShadow } from './aws-shadow-device.ts';
import { azureLogin, rideAzureTwin } from './azure-twin-device.ts';
import { connectToDash } from './dash-connection.ts';
import { createShadowUpdates } from './shadow-updates.ts';
import type { ShadowedDevice, ShadowUpdates } from './shadow-updates.ts';

export interface ShadowOptions {
  readonly name: ShadowName;
  readonly deviceId: string;
  readonly build: DeviceBuild;
  readonly clock: Clock;
  readonly accept: (link: Link) => void;
}

/** A library of the device that keeps it in step with its shadow. */
export interface OpenShadow {
  /** What it needs of the device's connection to the broker; empty: nothing. */
  readonly broker: Partial<Pick<BrokerOptions, 'rider' | 'login' | 'accept'>>;
  readonly note: (event: EmulatorEvent) => void;
  /** The device has just started, or stopped. */
  restarted(): void;
  close(): Promise<void>;
}

/** Throws use/bad-option. */
export function openDeviceShadow(emulator: EmulatorHost, options: ShadowOptions): OpenShadow {
  const device = shadowedDevice(emulator);
  const updates = createShadowUpdates(device);
  return OPENERS[options.name]({ emulator, device, updates, ...options });
}

interface Opening extends ShadowOptions {
  readonly emulator: EmulatorHost;
  readonly device: ShadowedDevice;
  readonly updates: ShadowUpdates;
}

/** Of the library of 2017 (pull-and-post.md#shadow): nobody hears of the new firmware before it is back at the service. */
const COMMIT_TIMEOUT_S = 600;

const nothingMore = {
  restarted: () => undefined,
  close: () => Promise.resolve(),
};

const OPENERS: Readonly<Record<ShadowName, (opening: Opening) => OpenShadow>> = {
  aws({ updates, deviceId, build }) {
    const thing = settingOf(build, 'aws.thing_name') ?? deviceId;
    return { broker: { rider: rideAwsShadow(thing, updates) }, note: updates.note, ...nothingMore };
  },
  azure({ updates, build }) {
    const text = settingOf(build, 'azure.cs');
    const access = text === null ? null : parseConnectionString(text);
    if (text !== null && access === null) throw badOption('--config', 'azure.cs');
    const login = access === null ? null : () => azureLogin(access);
    // A hub knows no other topics than its own.
    const broker = { rider: rideAzureTwin(updates), login, accept: null };
    return { broker, note: updates.note, ...nothingMore };
  },
  mdash({ updates, build, emulator, device, deviceId, clock, accept }) {
    const [url, token] = [settingOf(build, 'dash.server'), settingOf(build, 'dash.token')];
    if (url === null || !/^wss?:\/\//.test(url) || !URL.canParse(url))
      throw badOption('--config', 'dash.server');
    if (token === null) throw badOption('--config', 'dash.token');
    const isUp = (): boolean => emulator.isUp;
    const connection = connectToDash({
      ...{ url, token, deviceId, clock, isUp, accept, device, updates },
    });
    return { broker: {}, note: updates.note, ...connection };
  },
};

/** As the firmware was built with it; null: not given, or empty. */
function settingOf({ settings }: DeviceBuild, wanted: string): string | null {
  return settings.filter(({ key }) => key === wanted).at(-1)?.text || null;
}

function shadowedDevice(emulator: EmulatorHost): ShadowedDevice {
  return {
    async own(method, params = {}) {
      const reply = await emulator.call({ method, params, channel: '', isOwn: true });
      return reply.kind === 'result' ? reply.result : null;
    },
    pull: (url) =>
      emulator.pull({ url, commitTimeoutS: COMMIT_TIMEOUT_S, ignoreSameVersion: false }),
  };
}
