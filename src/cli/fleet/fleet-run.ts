import { readFileSync, statSync } from 'node:fs';
import { OtaError } from '../../contracts/failure.ts';
import { parsePlanFile } from '../../fleet/plan-file.ts';
import type { PlanFile } from '../../fleet/plan-file.ts';
import { RollOut } from '../../fleet/roll-out.ts';
import { runRollOut } from '../../fleet/run-roll-out.ts';
import type { FleetHost } from '../../fleet/run-roll-out.ts';
import { badOption } from '../command-line.ts';
import { readable } from '../local-files.ts';
import type { FleetOptions } from './fleet-options.ts';
import { parsePort } from '../push-ports.ts';
import type { PushPort } from '../push-ports.ts';
import { onStopSignal } from '../stop-signals.ts';
import { printText } from '../terminal.ts';
import { FirmwareHost } from './firmware-host.ts';
import { openFleetBundles } from './fleet-bundles.ts';
import { createFleetHost } from './fleet-host.ts';
import { createFleetJson, createFleetText, fleetExitStatus, fleetOutcome } from './fleet-report.ts';
import type { SharedFleet } from './fleet-shared.ts';
import { createShadowHost, shadowPlaceOf } from './shadow-host.ts';

/** A plan of 100,000 devices has some 10 MB. */
const LONGEST_PLAN_BYTES = 64 * 1024 * 1024;

/** Throws what is wrong before a device is asked; returns the exit status. */
export async function runFleet(options: FleetOptions): Promise<number> {
  const report = options.json ? createFleetJson(printText) : createFleetText(printText);
  const file = readPlan(options.planFile);
  const bundles = await openFleetBundles(file, options);
  const isFetched = file.way === 'pull' || file.way === 'shadow';
  if (options.serve !== null && !isFetched && !options.runners)
    throw badOption('--serve', 'another way');
  const firmware = new FirmwareHost(options.serve, file.plan.atOnce);
  try {
    const given = { file, bundles, options, report };
    // Who reaches the devices, and by which key, is the runners' matter.
    if (options.runners && file.way !== 'shadow') portsOf(file);
    const host = options.runners ? null : hostOf(given, firmware);
    if (host !== null && options.broker === null) return await runOwnFleet({ file, report, host });
    const { runSharedFleet } = await import('./fleet-shared.ts');
    if (options.broker === null) throw badOption('--broker', 'no value');
    return await runSharedFleet({ ...given, host, place: options.broker });
  } finally {
    await firmware.close();
  }
}

/** Before a device is asked, every address is known to be one. Throws use/bad-option. */
const portsOf = ({ plan }: PlanFile): ReadonlyMap<string, PushPort> =>
  new Map(plan.devices.map(({ id, url }) => [id, parsePort(url)]));

/** How this process updates the devices. Throws use/bad-option. */
function hostOf(
  { file, bundles, options }: Pick<SharedFleet, 'file' | 'bundles' | 'options'>,
  firmware: FirmwareHost,
): FleetHost {
  const { plan, commitTimeoutMs, way, shadow = null } = file;
  const [bundle] = bundles;
  if (shadow === null || bundle === undefined) {
    const ports = portsOf(file);
    const fetched = way === 'pull' ? firmware : null;
    return createFleetHost({
      ...{ bundles, ports, options, commitTimeoutMs, rules: plan },
      firmware: fetched,
    });
  }
  const { key, waitMs } = options.shadow;
  const places = new Map(
    plan.devices.map(({ id, url }) => [id, shadowPlaceOf(shadow, url, key)] as const),
  );
  return createShadowHost({ bundle, places, firmware, waitMs });
}

interface OwnFleet extends Pick<SharedFleet, 'file' | 'report'> {
  readonly host: FleetHost;
}

/** One that nobody else knows of. */
async function runOwnFleet({ file, report, host }: OwnFleet): Promise<number> {
  const rollOut = new RollOut(file.plan);
  const left = new AbortController();
  let changed: () => void = () => undefined;
  const stop = (): void => {
    if (rollOut.control.stopped) left.abort(new OtaError('cancelled', { by: 'user' }));
    else report.stopping();
    rollOut.control = { ...rollOut.control, stopped: true };
    changed();
  };
  const letGo = onStopSignal(stop);
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
    letGo();
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
