/** How this thread updates the devices of a plan: each over a link of its own to its address of the network. */
import type { Bundle } from '../../bundle/bundle.ts';
import { realClock } from '../../contracts/clock.ts';
import { OtaError, toFailure } from '../../contracts/failure.ts';
import { newId } from '../../contracts/random-hex.ts';
import type { JobEnd } from '../../fleet/device-record.ts';
import type { FleetDevice } from '../../fleet/plan.ts';
import type { FleetHost, UpdateJob } from '../../fleet/run-roll-out.ts';
import { firmwareFor, heldUpdate, stillRuns, updateDevice } from '../../fleet/update-device.ts';
import { openClient } from '../../rpc/client.ts';
import type { SysInfo } from '../../rpc/methods.ts';
import { askInfo } from '../../update/ask-device.ts';
import { DEFAULT_OPTIONS, DEFAULT_TIMEOUTS } from '../../update/deps.ts';
import type { UpdateResult } from '../../update/events.ts';
import type { RollOutOrder } from '../roll-out-api.ts';
import type { KnownDevices } from './known-devices.ts';
import { deviceKeyOf } from './known-devices.ts';
import { openNetworkLink } from './network-link.ts';
import { SignIns } from './sign-ins.ts';
import type { SignedFirmware } from './update-run.ts';

/** A link that is lost while writing is looked for so long; then the device is tried again, after others. */
const RECONNECT_MS = 10_000;

export interface RollOutHostOptions {
  readonly order: RollOutOrder;
  readonly firmwares: readonly SignedFirmware[];
  /** Keys of devices that are left alone. */
  readonly wentBack: ReadonlySet<string>;
  readonly known: KnownDevices;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

export function createRollOutHost(given: RollOutHostOptions): FleetHost {
  return {
    clock: realClock,
    wallClock: given.wall,
    update: (device, job) => update(device, job, given),
    stillRuns: (device, { signal }) =>
      stillRuns(given.firmwares, async () =>
        infoOf(device, await signInsAt(device, given.known), signal),
      ),
  };
}

/** Who signs in there, as it is kept in this browser. */
async function signInsAt({ url }: FleetDevice, known: KnownDevices): Promise<SignIns> {
  const signIns = new SignIns(known);
  signIns.choose(url);
  await signIns.load();
  return signIns;
}

async function update(
  device: FleetDevice,
  job: UpdateJob,
  given: RollOutHostOptions,
): Promise<JobEnd> {
  const { order, known } = given;
  const signIns = await signInsAt(device, known);
  const place = { address: device.url };
  const { signal } = job;
  const chosen = await firmwareFor(given.firmwares, {
    ask: () => infoOf(device, signIns, signal),
    signal,
    passesOver:
      given.wentBack.size === 0
        ? null
        : (info, bundle) =>
            given.wentBack.has(deviceKeyOf(info)) ? wentBackBefore(info, bundle) : null,
  });
  if ('kind' in chosen) return chosen;
  const { sha256, manifest } = chosen.bundle;
  const note = known.follow(sha256, manifest.version);
  const held = heldUpdate(order.plan.waitBefore, job, realClock);
  let lastId = 0;
  return updateDevice(
    {
      ...chosen,
      ...held,
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
        ...held.options,
        commitTimeoutMs: order.commitTimeoutMs,
        reconnectMs: RECONNECT_MS,
      },
    },
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

function wentBackBefore(info: SysInfo, { manifest }: Bundle): JobEnd {
  const facts = { from: info.fw_version, to: manifest.version, why: 'not-seen' } as const;
  const failure = toFailure(new OtaError('update/rolled-back', facts));
  return { kind: 'skipped', why: 'went-back-before', failure };
}

/** Over a link that is closed whatever happens. */
async function infoOf(
  { url }: FleetDevice,
  signIns: SignIns,
  signal: AbortSignal,
): Promise<SysInfo> {
  const link = await openNetworkLink({ address: url }, { signal, signIns });
  let lastId = 0;
  const nextId = (): number => (lastId += 1);
  const { client, channel } = openClient(link, {
    ...{ clock: realClock, nextId, signIn: signIns.device },
    timeoutMs: DEFAULT_TIMEOUTS.call,
  });
  try {
    return await askInfo(client, { signal });
  } finally {
    await channel.close();
  }
}
