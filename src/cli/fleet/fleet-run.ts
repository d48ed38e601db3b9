import { readFileSync, statSync } from 'node:fs';
import { OtaError } from '../../contracts/failure.ts';
import { parsePlanFile } from '../../fleet/plan-file.ts';
import type { PlanFile } from '../../fleet/plan-file.ts';
import { RollOut } from '../../fleet/roll-out.ts';
import { runRollOut } from '../../fleet/run-roll-out.ts';
import { readable } from '../local-files.ts';
import type { FleetOptions } from '../push-options.ts';
import { parsePort } from '../push-ports.ts';
import type { PushPort } from '../push-ports.ts';
import { printText } from '../terminal.ts';
import { openFleetBundles } from './fleet-bundles.ts';
import { createFleetHost } from './fleet-host.ts';
import { createFleetJson, createFleetText, fleetExitStatus, fleetOutcome } from './fleet-report.ts';

/** A plan of 100,000 devices has some 10 MB. */
const LONGEST_PLAN_BYTES = 64 * 1024 * 1024;

/** Throws what is wrong before a device is asked; returns the exit status. */
export async function runFleet(options: FleetOptions): Promise<number> {
  const report = options.json ? createFleetJson(printText) : createFleetText(printText);
  const file = readPlan(options.planFile);
  const bundles = await openFleetBundles(file, options);
  const ports = portsOf(file);
  if (options.broker !== null) {
    const { runSharedFleet } = await import('./fleet-shared.ts');
    return runSharedFleet({ file, bundles, ports, options, place: options.broker, report });
  }
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
  const host = createFleetHost({
    bundles,
    ports,
    options,
    commitTimeoutMs: file.commitTimeoutMs,
  });
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
