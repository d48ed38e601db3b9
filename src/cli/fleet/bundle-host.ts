/** The packages of a roll-out as its coordinator hands them to runners: each at an address that nobody guesses. */
import { realClock } from '../../contracts/clock.ts';
import { OtaError, hasCode } from '../../contracts/failure.ts';
import type { JobBundle } from '../../fleet/runner/job-documents.ts';
import type { MqttPlace } from '../../transports/mqtt/mqtt-address.ts';
import { badOption } from '../command-line.ts';
import { serveFile } from '../delivery/file-server.ts';
import type { FileServer } from '../delivery/file-server.ts';
import { addressToward } from '../delivery/own-address.ts';
import type { AskedAddress } from '../listen-address.ts';
import type { FleetBundle } from './fleet-bundles.ts';

export interface BundleHost {
  readonly bundles: readonly JobBundle[];
  close(): Promise<void>;
}

/** Runners that fetch at the same time; others come again after some seconds. */
const MOST_RUNNERS_TO_FILE = 64;

/**
 * At the address of this computer on the way to the broker where none was named, and at any port; a named port is that of the first package, the
 * next ones follow. The caller closes it. Throws use/bad-option.
 */
export async function hostBundles(
  bundles: readonly FleetBundle[],
  { asked, broker }: { readonly asked: AskedAddress | null; readonly broker: MqttPlace },
): Promise<BundleHost> {
  const own = await addressToward(new URL(broker.address).hostname.replace(/^\[|\]$/g, ''));
  const host = asked?.host ?? own;
  if (host === null) throw badOption('--serve', 'no host');
  const isAnyHost = host === '0.0.0.0' || host === '::';
  const servers: FileServer[] = [];
  const close = async (): Promise<void> => {
    for (const server of servers.splice(0)) await server.close();
  };
  try {
    for (const [at, { bundle }] of bundles.entries()) {
      const port = asked === null || asked.port === 0 ? 0 : asked.port + at;
      const server = await serveFile({
        ...{ at: { host, port }, publicHost: isAnyHost ? (own ?? host) : host },
        ...{ bytes: bundle.bytes, sha256: bundle.sha256, clock: realClock, unlessRuns: null },
        ...{ isPaced: false, mostConnections: MOST_RUNNERS_TO_FILE, onRequest: () => undefined },
      });
      servers.push(server);
    }
  } catch (reason) {
    await close();
    const error = OtaError.from(reason);
    if (!hasCode(error, 'link/refused')) throw error;
    throw badOption('--serve', `${error.facts.address}: ${error.facts.detail}`);
  }
  return {
    bundles: bundles.map(({ bundle: { sha256, sizeBytes } }, at) => ({
      ...{ sha256, bytes: sizeBytes, url: servers[at]?.url ?? '' },
    })),
    close,
  };
}
