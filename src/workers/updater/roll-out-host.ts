/** How this thread updates the devices of a plan: each over a link of its own to its address of the network. */
import type { Bundle } from '../../bundle/bundle.ts';
import { realClock } from '../../contracts/clock.ts';
import { OtaError, toFailure } from '../../contracts/failure.ts';
import { newId } from '../../contracts/random-hex.ts';
import { adoptDevice } from '../../fleet/adopt-device.ts';
import type { JobEnd } from '../../fleet/device-record.ts';
import type { FleetDevice } from '../../fleet/plan.ts';
import type { FleetHost, UpdateJob } from '../../fleet/run-roll-out.ts';
import {
  commitPolicyOf,
  firmwareFor,
  heldUpdate,
  stillRuns,
  updateDevice,
} from '../../fleet/update-device.ts';
import type { SysInfo } from '../../rpc/methods.ts';
import { DEFAULT_OPTIONS } from '../../update/deps.ts';
import type { UpdateHost } from '../../update/deps.ts';
import type { UpdateResult } from '../../update/events.ts';
import type { RollOutOrder } from '../roll-out-api.ts';
import type { HistoryService } from './history-service.ts';
import type { KnownDevices } from './known-devices.ts';
import { deviceKeyOf } from './known-devices.ts';
import { whileRollsOut } from './one-writer.ts';
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
  readonly history: HistoryService;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

export function createRollOutHost(given: RollOutHostOptions): FleetHost {
  return {
    clock: realClock,
    wallClock: given.wall,
    update: (device, job) => update(device, job, given),
    adopt: (device, job) => adopt(device, job, given),
    stillRuns: (device, { signal }) =>
      stillRuns(given.firmwares, () => given.access.infoOf(device, signal)),
  };
}

async function update(
  device: FleetDevice,
  job: UpdateJob,
  given: RollOutHostOptions,
): Promise<JobEnd> {
  const { order, known, access, wentBack } = given;
  const { signal } = job;
  const signIns = await access.at(device);
  const chosen = await firmwareFor(given.firmwares, {
    ask: () => access.infoOf(device, signal),
    signal,
    passesOver:
      wentBack.size === 0
        ? null
        : (info, bundle) => (wentBack.has(deviceKeyOf(info)) ? wentBackBefore(info, bundle) : null),
  });
  if ('kind' in chosen) return chosen;
  const { sha256, manifest } = chosen.bundle;
  const note = known.follow(sha256, manifest.version);
  const held = heldUpdate(order.plan, job, realClock);
  const host = hostFor(device, { given, signIns }, chosen);
  let link: string | null = null;
  const connect: UpdateHost['connect'] = async (options) => {
    const opened = await host.connect(options);
    link = opened.kind;
    return opened;
  };
  const past = await given.history.follow(
    {
      ...{ sessionId: host.sessionId, delivery: 'write', allowed: [], journal: null },
      way: () => ({ method: 'roll-out', link }),
    },
    chosen,
  );
  const ended = await whileRollsOut(device.id, () =>
    updateDevice(
      { ...host, ...held, connect, options: { ...host.options, ...held.options } },
      {
        ...job,
        onEvent: (event) => {
          note.hear(event);
          past?.hear(event);
          job.onEvent(event);
        },
        onResult: (result: UpdateResult) => {
          void note.end(result);
          void past?.end(result);
        },
      },
    ),
  );
  return ended ?? { kind: 'put-back' }; // a page of this browser updates it: its turn comes again
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
      commit: commitPolicyOf(order.plan),
      commitTimeoutMs: order.commitTimeoutMs,
      reconnectMs: RECONNECT_MS,
    },
  };
}

function wentBackBefore(info: SysInfo, { manifest }: Bundle): JobEnd {
  const facts = { from: info.fw_version, to: manifest.version, why: 'not-seen' } as const;
  const failure = toFailure(new OtaError('update/rolled-back', facts));
  return { kind: 'skipped', why: 'went-back-before', failure };
}
