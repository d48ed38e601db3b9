/** Roll-outs that a broker keeps: as a coordinator or one that stands by for it, and as a watcher. */
import { randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import { OtaError } from '../../contracts/failure.ts';
import { realClock } from '../../contracts/clock.ts';
import { randomHex } from '../../contracts/random-hex.ts';
import type { TopicClientOptions } from '../../contracts/topic-client.ts';
import type { PlanFile } from '../../fleet/plan-file.ts';
import type { FleetHost } from '../../fleet/run-roll-out.ts';
import type { RollOutControl } from '../../fleet/roll-out.ts';
import { RunnerPool } from '../../fleet/runner/runner-pool.ts';
import { BrokerSeat } from '../../fleet/shared/broker-seat.ts';
import type { SeatGuest } from '../../fleet/shared/broker-seat.ts';
import { encodePlan, sharedFirmwareOf } from '../../fleet/shared/documents.ts';
import type { SharedPlan } from '../../fleet/shared/documents.ts';
import { SharedRollOut, UNREAD_END } from '../../fleet/shared/share-roll-out.ts';
import type { SharedEvent } from '../../fleet/shared/share-roll-out.ts';
import { escapedJson, terminalText } from '../../messages/outside-text.ts';
import { wishLine } from '../../messages/push-fleet-words.ts';
import type { MqttPlace } from '../../transports/mqtt/mqtt-address.ts';
import { openTopicClient } from '../../transports/mqtt/topic-client.ts';
import { badOption } from '../command-line.ts';
import type { FleetOptions, FleetWatchOptions, FleetWish } from './fleet-options.ts';
import { onStopSignal } from '../stop-signals.ts';
import { printText } from '../terminal.ts';
import { hostBundles } from './bundle-host.ts';
import type { FleetBundle } from './fleet-bundles.ts';
import { createFleetJson, createFleetText, fleetExitStatus, fleetOutcome } from './fleet-report.ts';
import type { FleetReport } from './fleet-report.ts';

export interface SharedFleet {
  readonly file: PlanFile;
  readonly bundles: readonly FleetBundle[];
  readonly options: FleetOptions;
  readonly place: MqttPlace;
  readonly report: FleetReport;
  /** null: runners update the devices. */
  readonly host: FleetHost | null;
}

/** Throws what is wrong before a device is asked; returns the exit status. */
export async function runSharedFleet({
  file,
  bundles,
  options,
  place,
  report,
  host,
}: SharedFleet): Promise<number> {
  const plan: SharedPlan = { file, firmware: sharedFirmwareOf(bundles) };
  const { commitTimeoutMs } = file;
  const candidate = { plan, takesOver: options.takeOver };
  if (host !== null) return follow({ place, report, host, candidate });
  const hosted = await hostBundles(bundles, {
    ...{ asked: options.serve, broker: place },
    fetched: (request) => report.fetched(request),
  });
  const { updateTimeoutMs, chunkSize, window, force } = options;
  const pool = new RunnerPool({
    ...{ rollOut: place.device, clock: realClock, wallClock: () => Date.now() },
    bundles: hosted.bundles,
    rules: {
      ...{ commitTimeoutMs, updateTimeoutMs, window, force },
      ...{ way: file.way ?? 'write', shadow: file.shadow ?? null },
      chunkSize: chunkSize === 'auto' ? null : chunkSize,
      checks: file.plan.checks ?? null,
    },
    told: (now) => report.runners(now),
  });
  try {
    return await follow({ place, report, host: pool.host, guest: pool, candidate });
  } finally {
    await hosted.close();
  }
}

/** Returns the exit status: as that of whoever coordinates it; 0 where it was only told something. */
export function watchFleet({ broker, json, wish }: FleetWatchOptions): Promise<number> {
  if (wish !== null) return tellWish(broker, wish, json);
  const report = json ? createFleetJson(printText) : createFleetText(printText);
  return follow({ place: broker, report, host: null, candidate: null });
}

interface Following {
  readonly place: MqttPlace;
  readonly report: FleetReport;
  readonly host: FleetHost | null;
  readonly guest?: SeatGuest;
  readonly candidate: { readonly plan: SharedPlan; readonly takesOver: boolean } | null;
}

/** What is written of a wish; `go-on` also begins anew where people had stopped it. */
const WISHES: Readonly<Record<FleetWish, Partial<RollOutControl>>> = {
  pause: { paused: true },
  'go-on': { paused: false, stopped: false },
  stop: { stopped: true },
};

/** What a broker keeps was told by then, if it keeps anything. */
const LOOKS_MS = 2_000;

async function tellWish(place: MqttPlace, wish: FleetWish, json: boolean): Promise<number> {
  const over = new AbortController();
  const cancelled = (): void => over.abort(new OtaError('cancelled', { by: 'user' }));
  let connected: () => void = () => undefined;
  const stands = new Promise<void>((resolve) => (connected = resolve));
  const seat = new BrokerSeat({
    ...seatOf(place),
    candidate: null,
    told: (news) => {
      if (news.kind === 'connection' && news.lost === null) connected();
    },
  });
  const seated = seat.run(over.signal);
  try {
    await Promise.race([stands, seated]);
    await realClock.sleep(LOOKS_MS, over.signal);
    if (seat.picture.plan === null) throw badOption('--fleet-watch', place.address);
    await seat.wish(WISHES[wish]);
  } finally {
    cancelled();
    await seated.catch(() => undefined); // ended just now, or thrown above
  }
  printText(json ? `${escapedJson({ wish })}\n` : `${terminalText(wishLine(wish))}\n`);
  return 0;
}

export const seatOf = (place: MqttPlace) => ({
  rollOut: place.device,
  open: (options: TopicClientOptions) => openTopicClient(place, options),
  clock: realClock,
  wallClock: () => Date.now(),
  random: () => randomInt(2 ** 20),
  owner: randomHex(16),
  name: `${hostname()} ${process.pid}`,
});

async function follow({ place, report, host, guest, candidate }: Following): Promise<number> {
  const shared = new SharedRollOut({ ...seatOf(place), candidate, host, guest });
  const left = new AbortController();
  const stop = (): void => {
    if (shared.isStopped || candidate === null)
      left.abort(new OtaError('cancelled', { by: 'user' }));
    else report.stopping();
    shared.stop();
  };
  const letGo = onStopSignal(stop);
  const startedAt = performance.now();
  const steps = shared.run(left.signal);
  try {
    for (;;) {
      const event = await steps.next();
      if (event.done === true) {
        const { rollOut, step } = event.value;
        const outcome = fleetOutcome(rollOut, step, (performance.now() - startedAt) / 1000);
        report.end(outcome);
        return fleetExitStatus(outcome);
      }
      tell(event.value, report, candidate?.plan ?? null);
    }
  } finally {
    await steps.return(UNREAD_END);
    letGo();
  }
}

function tell(event: SharedEvent, report: FleetReport, own: SharedPlan | null): void {
  switch (event.type) {
    case 'plan':
      if (own !== null && encodePlan(own) !== encodePlan(event.plan))
        throw badOption('--broker', 'it keeps another plan, or other packages, by this name');
      report.begin(event.rollOut);
      return;
    case 'coordinator':
    case 'gone':
    case 'connection':
      report.shared(event);
      return;
    case 'step':
    case 'record':
    case 'update':
    case 'gate':
    case 'lapsed':
      report.event(event);
  }
}
