/** The packages of a roll-out as its coordinator hands them to runners: each at an address that nobody guesses. */
import { realClock } from '../../contracts/clock.ts';
import { OtaError, hasCode } from '../../contracts/failure.ts';
import type { JobBundle } from '../../fleet/runner/job-documents.ts';
import type { MqttPlace } from '../../transports/mqtt/mqtt-address.ts';
import { badOption } from '../command-line.ts';
import type { ListenAddress } from '../connections/listening.ts';
import { openFileHost } from '../delivery/file-server.ts';
import type { FileHost } from '../delivery/file-server.ts';
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
 * At the address of this computer on the way to the broker, and at any port, where none was named. The caller closes it. Throws
 * use/bad-option.
 */
export async function hostBundles(
  bundles: readonly FleetBundle[],
  { asked, broker }: { readonly asked: AskedAddress | null; readonly broker: MqttPlace },
): Promise<BundleHost> {
  const own = await addressToward(new URL(broker.address).hostname.replace(/^\[|\]$/g, ''));
  const host = asked?.host ?? own;
  if (host === null) throw badOption('--serve', 'no host');
  const publicHost = isAnyHost(host) ? (own ?? host) : host;
  const files = await listen({ host, port: asked?.port ?? 0 });
  return {
    bundles: bundles.map(({ bundle: { bytes, sha256, sizeBytes } }) => {
      const offered = { bytes, sha256, unlessRuns: null, isPaced: false };
      const { url } = files.offer({ ...offered, onRequest: () => undefined }, publicHost);
      return { sha256, bytes: sizeBytes, url };
    }),
    close: () => files.close(),
  };
}

const isAnyHost = (host: string): boolean => host === '0.0.0.0' || host === '::';

async function listen(at: ListenAddress): Promise<FileHost> {
  try {
    return await openFileHost({ at, clock: realClock, mostConnections: MOST_RUNNERS_TO_FILE });
  } catch (reason) {
    const error = OtaError.from(reason);
    if (!hasCode(error, 'link/refused')) throw error;
    throw badOption('--serve', `${error.facts.address}: ${error.facts.detail}`);
  }
}
