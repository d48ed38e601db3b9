/** The packages of a roll-out as its coordinator hands them to runners: each at an address that nobody guesses. */
import { realClock } from '../../contracts/clock.ts';
import { OtaError, hasCode } from '../../contracts/failure.ts';
import type { JobBundle } from '../../fleet/runner/job-documents.ts';
import type { MqttPlace } from '../../transports/mqtt/mqtt-address.ts';
import { badOption } from '../command-line.ts';
import type { ListenAddress } from '../connections/listening.ts';
import { openFileHost } from '../delivery/file-server.ts';
import type { FileHost, FileRequest } from '../delivery/file-server.ts';
import { isAnyHost } from '../delivery/open-delivery.ts';
import { addressToward } from '../delivery/own-address.ts';
import type { AskedAddress } from '../listen-address.ts';
import type { FleetBundle } from './fleet-bundles.ts';

export interface BundleHost {
  readonly bundles: readonly JobBundle[];
  close(): Promise<void>;
}

/** Runners that fetch at the same time; others come again after some seconds. */
const MOST_RUNNERS_TO_FILE = 64;

interface BundleHostOptions {
  /** null = none was named. */
  readonly asked: AskedAddress | null;
  readonly broker: MqttPlace;
  /** Is told who has asked for one. */
  readonly fetched: (request: FileRequest) => void;
}

/**
 * At the address of this computer on the way to the broker, and at any port, where none was named. The caller closes it. Throws
 * use/bad-option.
 */
export async function hostBundles(
  bundles: readonly FleetBundle[],
  { asked, broker, fetched }: BundleHostOptions,
): Promise<BundleHost> {
  const own = await addressToward(new URL(broker.address).hostname.replace(/^\[|\]$/g, ''));
  const host = asked?.host ?? own;
  if (host === null) throw badOption('--serve', 'no host');
  const publicHost = isAnyHost(host) ? (own ?? host) : host;
  const files = await listenForFetches({ host, port: asked?.port ?? 0 }, MOST_RUNNERS_TO_FILE);
  return {
    bundles: bundles.map(({ bundle: { bytes, sha256, sizeBytes } }) => {
      const offered = { bytes, sha256, unlessRuns: null, isPaced: false };
      const { url } = files.offer({ ...offered, onRequest: fetched }, publicHost);
      return { sha256, bytes: sizeBytes, url };
    }),
    close: () => files.close(),
  };
}

/** Throws use/bad-option where the address is taken or not ours. */
export async function listenForFetches(
  at: ListenAddress,
  mostConnections: number,
): Promise<FileHost> {
  try {
    return await openFileHost({ at, clock: realClock, mostConnections });
  } catch (reason) {
    const error = OtaError.from(reason);
    if (!hasCode(error, 'link/refused')) throw error;
    throw badOption('--serve', `${error.facts.address}: ${error.facts.detail}`);
  }
}
