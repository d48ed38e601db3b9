/** How this thread updates the devices of a plan: each over a link of its own to its address of the network. */
import { realClock } from '../../contracts/clock.ts';
import { OtaError, toFailure } from '../../contracts/failure.ts';
import { newId } from '../../contracts/random-hex.ts';
import { adoptDevice } from '../../fleet/adopt-device.ts';
import { unreachedEnd } from '../../fleet/device-record.ts';
import type { JobEnd, SoakFailure } from '../../fleet/device-record.ts';
import type { FleetDevice } from '../../fleet/plan.ts';
import type { FleetHost, UpdateJob } from '../../fleet/run-roll-out.ts';
import {
  fittingBundle,
  heldUpdate,
  noBundle,
  soakFailure,
  updateDevice,
} from '../../fleet/update-device.ts';
import type { SysInfo } from '../../rpc/methods.ts';
import { DEFAULT_OPTIONS } from '../../update/deps.ts';
import type { UpdateHost } from '../../update/deps.ts';
import type { UpdateResult } from '../../update/events.ts';
import type { RollOutOrder } from '../roll-out-api.ts';
import type { KnownDevices } from './known-devices.ts';
import { deviceKeyOf } from './known-devices.ts';
import { openNetworkLink } from './network-link.ts';
import type { RollOutAccess } from './roll-out-access.ts';
import type { SignIns } from './sign-ins.ts';
import type { SignedFirmware } from './update-run.ts';

/** A link that is lost while writing is looked for so long; then the device is tried again, after others. */
const RECONNECT_MS = 10_000;

export interface RollOutHostOptions {
  readonly order: Pick<RollOutOrder, 'plan' | 'commitTimeoutMs'>;
  readonly firmwares: readonly SignedFirmware[];
  /** Keys of devices that are left alone. */
  readonly wentBack: ReadonlySet<string>;
  readonly access: RollOutAccess;
  readonly known: KnownDevices;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

export function createRollOutHost(given: RollOutHostOptions): FleetHost {
  return {
    clock: realClock,
    wallClock: given.wall,
    update: (device, job) => update(device, job, given),
    adopt: (device, job) => adopt(device, job, given),
    stillRuns: (device, { signal }) => stillRuns(device, signal, given),
  };
}

async function update(
  device: FleetDevice,
  job: UpdateJob,
  given: RollOutHostOptions,
): Promise<JobEnd> {
  const { order, known, access } = given;
  const signIns = await access.at(device);
  const chosen = await firmwareFor(device, given, job.signal);
  if ('kind' in chosen) return chosen;
  const { sha256, manifest } = chosen.bundle;
  const note = known.follow(sha256, manifest.version);
  const held = heldUpdate(order.plan.waitBefore, job, realClock);
  const host = hostFor(device, { given, signIns }, chosen);
  return updateDevice(
    { ...host, ...held, options: { ...host.options, ...held.options } },
    {
      ...job,
      onEvent: (event) => {
        note.hear(event);
        job.onEvent(event);
      },
      onResult: (result: UpdateResult) => void note.end(result),
    },
  );
}

async function adopt(
  device: FleetDevice,
  job: UpdateJob,
  given: RollOutHostOptions,
): Promise<JobEnd> {
  const { firmwares, access } = given;
  const [first] = firmwares;
  if (first === undefined) throw new RangeError('a roll-out has a firmware');
  const signIns = await access.at(device);
  const bundles = firmwares.map(({ bundle }) => bundle);
  return adoptDevice(hostFor(device, { given, signIns }, first), bundles, job);
}

function hostFor(
  device: FleetDevice,
  {
    given: { order, known },
    signIns,
  }: { readonly given: RollOutHostOptions; readonly signIns: SignIns },
  chosen: SignedFirmware,
): UpdateHost {
  const place = { address: device.url };
  let lastId = 0;
  return {
    ...chosen,
    connect: ({ signal }) => openNetworkLink(place, { signal, signIns }),
    address: device.url,
    // A plan names no MAC: the id alone decides.
    expected: { id: device.id, mac: '' },
    clock: realClock,
    sessionId: newId(),
    nextId: () => (lastId += 1),
    signIn: signIns.device,
    answered: (info, who) => {
      if (who === 'the-device') void known.note({ label: device.url }, info);
    },
    options: {
      ...DEFAULT_OPTIONS,
      commitTimeoutMs: order.commitTimeoutMs,
      reconnectMs: RECONNECT_MS,
    },
  };
}

/** The only one is judged by the update itself; of several, the device is asked first. So it is where some are left alone. */
async function firmwareFor(
  device: FleetDevice,
  { firmwares, wentBack, access }: RollOutHostOptions,
  signal: AbortSignal,
): Promise<SignedFirmware | JobEnd> {
  const [only, second] = firmwares;
  if (only !== undefined && second === undefined && wentBack.size === 0) return only;
  try {
    const info = await access.infoOf(device, signal);
    const bundles = firmwares.map(({ bundle }) => bundle);
    const fitting = fittingBundle(bundles, info);
    const chosen = firmwares.find(({ bundle }) => bundle === fitting);
    if (chosen === undefined) return noBundle(bundles, info);
    return wentBack.has(deviceKeyOf(info)) ? wentBackBefore(info, chosen) : chosen;
  } catch (reason) {
    if (signal.aborted) return { kind: 'called-off' };
    return unreachedEnd(toFailure(OtaError.from(reason)));
  }
}

function wentBackBefore(info: SysInfo, { bundle }: SignedFirmware): JobEnd {
  const facts = { from: info.fw_version, to: bundle.manifest.version, why: 'not-seen' } as const;
  const failure = toFailure(new OtaError('update/rolled-back', facts));
  return { kind: 'skipped', why: 'went-back-before', failure };
}

/** Any of the plan's firmwares counts: which one it got was decided when it was updated. */
async function stillRuns(
  device: FleetDevice,
  signal: AbortSignal,
  { firmwares, access }: RollOutHostOptions,
): Promise<SoakFailure | null> {
  try {
    const info = await access.infoOf(device, signal);
    return soakFailure(
      firmwares.map(({ bundle }) => bundle),
      info,
    );
  } catch (reason) {
    return { kind: 'failed', failure: toFailure(OtaError.from(reason)), mayAgain: false };
  }
}
