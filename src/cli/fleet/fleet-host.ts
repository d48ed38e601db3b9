/** How the command line updates the devices of a plan: each over a link of its own. */
import { randomUUID } from 'node:crypto';
import { realClock } from '../../contracts/clock.ts';
import { adoptDevice } from '../../fleet/adopt-device.ts';
import type { JobEnd } from '../../fleet/device-record.ts';
import type { FleetDevice, RollOutPlan } from '../../fleet/plan.ts';
import type { FleetHost, UpdateJob } from '../../fleet/run-roll-out.ts';
import { commitPolicyOf, firmwareFor, stillRuns, updateDevice } from '../../fleet/update-device.ts';
import type { SysInfo } from '../../rpc/methods.ts';
import type { SignIn } from '../../rpc/sign-in.ts';
import { askInfo } from '../../update/ask-device.ts';
import { DEFAULT_OPTIONS } from '../../update/deps.ts';
import type { UpdateHost } from '../../update/deps.ts';
import type { FleetOptions } from './fleet-options.ts';
import { openPort, portAddress } from '../push-ports.ts';
import type { OpenPort, PushPort } from '../push-ports.ts';
import { RECONNECT_MS } from '../push-once.ts';
import { signInOf } from '../sign-in-of.ts';
import { withDevice } from '../with-device.ts';
import { pullDelivery } from '../../update/delivery/pull.ts';
import type { PullSource } from '../../update/delivery/pull-source.ts';
import type { FirmwareHost } from './firmware-host.ts';
import type { FleetBundle } from './fleet-bundles.ts';

interface FleetHostOptions {
  readonly bundles: readonly FleetBundle[];
  /** By the ids of devices. */
  readonly ports: ReadonlyMap<string, PushPort>;
  readonly options: Pick<
    FleetOptions,
    'credentials' | 'updateTimeoutMs' | 'chunkSize' | 'window' | 'force'
  >;
  readonly commitTimeoutMs: number;
  readonly rules: Pick<RollOutPlan, 'checks'>;
  /** For devices that fetch the firmware themselves; null = it is written to them. */
  readonly firmware: FirmwareHost | null;
}

export function createFleetHost(given: FleetHostOptions) {
  return {
    clock: realClock,
    wallClock: () => Date.now(),
    update: (device, job) => update(device, job, given),
    adopt: (device, job) => adopt(device, job, given),
    stillRuns: (device, { signal }) =>
      stillRuns(given.bundles, () => infoOf(portOf(device, given), signal, given)),
  } satisfies FleetHost;
}

function portOf({ id }: FleetDevice, { ports }: FleetHostOptions): PushPort {
  const port = ports.get(id);
  if (port === undefined) throw new RangeError(`${id} is not in the plan`);
  return port;
}

function infoOf(place: PushPort, signal: AbortSignal, given: FleetHostOptions): Promise<SysInfo> {
  const signIn = signInOf(given.options.credentials);
  return withDevice(place, { signal, signIn }, (client) => askInfo(client, { signal }));
}

async function update(
  device: FleetDevice,
  job: UpdateJob,
  given: FleetHostOptions,
): Promise<JobEnd> {
  const place = portOf(device, given);
  const signIn = signInOf(given.options.credentials);
  const { signal } = job;
  const ask = (): Promise<SysInfo> => infoOf(place, signal, given);
  const chosen = await firmwareFor(given.bundles, { ask, signal });
  if ('kind' in chosen) return chosen;
  const port = openPort(place);
  let source: PullSource | null = null;
  try {
    source = (await given.firmware?.sourceFor(chosen.bundle, place)) ?? null;
    const delivery = source === null ? undefined : pullDelivery(source);
    const host = { ...hostFor(device, { given, place, port, signIn }, chosen), delivery };
    return await updateDevice(host, job);
  } finally {
    await source?.stop();
    await port.close();
  }
}

async function adopt(
  device: FleetDevice,
  job: UpdateJob,
  given: FleetHostOptions,
): Promise<JobEnd> {
  const [first] = given.bundles;
  if (first === undefined) throw new RangeError('a plan has a bundle');
  const place = portOf(device, given);
  const signIn = signInOf(given.options.credentials);
  const port = openPort(place);
  const bundles = given.bundles.map(({ bundle }) => bundle);
  try {
    const host = hostFor(device, { given, place, port, signIn }, first);
    return await adoptDevice(host, bundles, job);
  } finally {
    await port.close();
  }
}

interface DeviceWay {
  readonly given: FleetHostOptions;
  readonly place: PushPort;
  readonly port: OpenPort;
  readonly signIn: SignIn | undefined;
}

function hostFor(
  { id }: FleetDevice,
  { given: { options, commitTimeoutMs, rules }, place, port, signIn }: DeviceWay,
  chosen: FleetBundle,
): UpdateHost {
  let lastId = 0;
  return {
    ...chosen,
    connect: port.connect,
    address: portAddress(place),
    // A plan names no MAC: the id alone decides.
    expected: { id, mac: '' },
    clock: realClock,
    sessionId: randomUUID(),
    nextId: () => (lastId += 1),
    signIn,
    options: {
      ...DEFAULT_OPTIONS,
      commit: commitPolicyOf(rules),
      commitTimeoutMs,
      updateTimeoutMs: options.updateTimeoutMs,
      reconnectMs: RECONNECT_MS,
      chunkSize: options.chunkSize,
      window: options.window,
      force: options.force,
    },
  };
}
