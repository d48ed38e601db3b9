import { readFileSync, statSync } from 'node:fs';
import { OtaError } from '../../contracts/failure.ts';
import { parsePlanFile } from '../../fleet/plan-file.ts';
import type { PlanFile } from '../../fleet/plan-file.ts';
import { RollOut } from '../../fleet/roll-out.ts';
import { runRollOut } from '../../fleet/run-roll-out.ts';
import { badOption } from '../command-line.ts';
import { readable } from '../local-files.ts';
import type { FleetOptions } from './fleet-options.ts';
import { parsePort } from '../push-ports.ts';
import type { PushPort } from '../push-ports.ts';
import { printText } from '../terminal.ts';
import { FirmwareHost } from './firmware-host.ts';
import { openFleetBundles } from './fleet-bundles.ts';
import type { FleetBundle } from './fleet-bundles.ts';
import { createFleetHost } from './fleet-host.ts';
import { createFleetJson, createFleetText, fleetExitStatus, fleetOutcome } from './fleet-report.ts';
import type { FleetReport } from './fleet-report.ts';

/** A plan of 100,000 devices has some 10 MB. */
const LONGEST_PLAN_BYTES = 64 * 1024 * 1024;

/** Throws what is wrong before a device is asked; returns the exit status. */
export async function runFleet(options: FleetOptions): Promise<number> {
  const report = options.json ? createFleetJson(printText) : createFleetText(printText);
  const file = readPlan(options.planFile);
  const bundles = await openFleetBundles(file, options);
  const ports = portsOf(file);
  const isPulled = file.way === 'pull';
  if (options.serve !== null && !isPulled && !options.runners)
    throw badOption('--serve', 'another way');
  const isFetchedHere = isPulled && !options.runners;
  const firmware = isFetchedHere ? new FirmwareHost(options.serve, file.plan.atOnce) : null;
  const given = { file, bundles, ports, options, firmware, report };
  try {
    if (options.broker === null) return await runOwnFleet(given);
    const { runSharedFleet } = await import('./fleet-shared.ts');
    return await runSharedFleet({ ...given, place: options.broker });
  } finally {
    await firmware?.close();
  }
}

interface OwnFleet {
  readonly file: PlanFile;
  readonly bundles: readonly FleetBundle[];
  readonly ports: ReadonlyMap<string, PushPort>;
  readonly options: FleetOptions;
  readonly firmware: FirmwareHost | null;
  readonly report: FleetReport;
}

/** One that nobody else knows of. */
async function runOwnFleet({ file, report, ...given }: OwnFleet): Promise<number> {
  const rollOut = new RollOut(file.plan);
  const left = new AbortController();
  let changed: () => void = () => undefined;
  const stop = (): void => {
    if (rollOut.control.stopped) left.abort(new OtaError('cancelled', { by: 'user' }));
    else report.stopping();
    rollOut.control = { ...rollOut.control, stopped: true };
    changed();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  const host = createFleetHost({ ...given, commitTimeoutMs: file.commitTimeoutMs });
  const startedAt = performance.now();
  report.begin(rollOut);
  const steps = runRollOut(rollOut, host, {
    signal: left.signal,
    onChange: (tell) => (changed = tell),
  });
  try {
    for (;;) {
      const event = await steps.next();
      if (event.done === true) {
        const outcome = fleetOutcome(rollOut, event.value, (performance.now() - startedAt) / 1000);
        report.end(outcome);
        return fleetExitStatus(outcome);
      }
      report.event(event.value);
    }
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
}

/** Throws file/unreadable and use/bad-option. */
function readPlan(file: string): PlanFile {
  const json = readable(file, () => {
    const { size } = statSync(file);
    if (size > LONGEST_PLAN_BYTES) throw new Error(`${size} bytes`);
    return readFileSync(file, 'utf8');
  });
  return parsePlanFile(json, file);
}

/** Before a device is asked, every address is known to be one. */
const portsOf = ({ plan }: PlanFile): ReadonlyMap<string, PushPort> =>
  new Map(plan.devices.map(({ id, url }) => [id, parsePort(url)]));
