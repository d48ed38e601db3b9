/** A runner: updates devices as the coordinator of a roll-out says, until it is stopped. */
import { homedir } from 'node:os';
import path from 'node:path';
import { OtaError } from '../../contracts/failure.ts';
import type { RunnerJob } from '../../fleet/runner/job-documents.ts';
import { JobServer } from '../../fleet/runner/job-server.ts';
import type { JobHost } from '../../fleet/runner/job-server.ts';
import { readMqttAddress } from '../../transports/mqtt/mqtt-address.ts';
import type { MqttPlace } from '../../transports/mqtt/mqtt-address.ts';
import { FORCE_NAMES } from '../update-rules.ts';
import type { RunnerOptions } from './fleet-options.ts';
import { parsePort } from '../push-ports.ts';
import { trustOf } from '../push-trust.ts';
import { onStopSignal } from '../stop-signals.ts';
import { printText } from '../terminal.ts';
import { FirmwareHost } from './firmware-host.ts';
import { createFleetHost } from './fleet-host.ts';
import { seatOf } from './fleet-shared.ts';
import { createShadowHost, shadowPlaceOf } from './shadow-host.ts';
import { RunnerBundles } from './runner-bundles.ts';
import { createRunnerJson, createRunnerText } from './runner-report.ts';

/** Throws what the first connection fails with; returns the exit status: 0, where all that was under way has finished. */
export async function runRunner(options: RunnerOptions): Promise<number> {
  const { broker, places, json } = options;
  const report = (json ? createRunnerJson : createRunnerText)(printText, places);
  const bundles = await RunnerBundles.at(options.cache ?? usualFolder(), trustOf(options));
  const firmware = new FirmwareHost(options.serve, places);
  const server = new JobServer({
    ...seatOf(broker),
    places,
    hostFor: (job, { signal }) => hostFor(job, { bundles, firmware, options, signal }),
    told: (news) => report.news(news),
  });
  const left = new AbortController();
  let isLeaving = false;
  const stop = (): void => {
    if (isLeaving) left.abort(new OtaError('cancelled', { by: 'user' }));
    else report.leaving();
    isLeaving = true;
    server.leave();
  };
  const letGo = onStopSignal(stop);
  try {
    await server.run(left.signal);
    report.end();
    return 0;
  } catch (reason) {
    if (!left.signal.aborted) throw reason;
    report.end();
    return 3;
  } finally {
    letGo();
    await firmware.close();
  }
}

/** By the rules of freedesktop.org. */
const usualFolder = (): string =>
  path.join(process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'slipway', 'packages');

interface JobOptions {
  readonly firmware: FirmwareHost;
  readonly bundles: RunnerBundles;
  readonly options: RunnerOptions;
  readonly signal: AbortSignal;
}

async function hostFor(
  job: RunnerJob,
  { bundles, firmware, options, signal }: JobOptions,
): Promise<JobHost> {
  const { device, rules } = job;
  const url = signedIn(device.url, options.broker);
  const { key, waitMs } = options.shadow;
  const place = rules.shadow === null ? null : shadowPlaceOf(rules.shadow, url, key);
  const port = place === null ? parsePort(url) : null;
  const opened = await Promise.all(job.bundles.map((wanted) => bundles.open(wanted, signal)));
  const [bundle] = opened;
  if (bundle !== undefined && place !== null)
    return createShadowHost({ bundle, places: new Map([[device.id, place]]), firmware, waitMs });
  return createFleetHost({
    bundles: opened,
    ports: new Map(port === null ? [] : [[device.id, port]]),
    commitTimeoutMs: rules.commitTimeoutMs,
    rules: rules.checks === null ? {} : { checks: rules.checks },
    firmware: rules.way === 'pull' ? firmware : null,
    options: {
      credentials: options.credentials,
      updateTimeoutMs: rules.updateTimeoutMs,
      chunkSize: rules.chunkSize ?? 'auto',
      window: rules.window,
      force: FORCE_NAMES.filter((name) => rules.force.includes(name)),
    },
  });
}

/** At a device of the same broker the runner signs in as it does for itself. */
function signedIn(address: string, broker: MqttPlace): string {
  const place = URL.canParse(address) ? readMqttAddress(new URL(address)) : null;
  if (place === null || place.broker !== broker.broker || broker.user === null) return address;
  const url = new URL(address);
  url.username = encodeURIComponent(broker.user);
  url.password = encodeURIComponent(broker.password ?? '');
  return url.href;
}
