/**
 * OTA.Update: the device fetches the file from a URL and installs it by itself (ota-service.md#update). The request is
 * open as long as that takes; its reply often goes down with the restart.
 */
import { OtaError, hasCode } from '../../contracts/failure.ts';
import { askUpdateSettings, listFiles, settingIn } from '../ask-device.ts';
import type { Finding, UpdateEvent } from '../events.ts';
import type { UpdateSession } from '../session.ts';
import type { Abandoned, Delivery, DeliveryOptions, ExamineOptions } from './delivery.ts';
import { leaveAlone } from './leave-alone.ts';
import { longestDeliveryMs, ownWatchdogSeconds, stageWhile } from './own-pace.ts';
import { sourceFindings, stopped } from './pull-source.ts';
import type { PullSource } from './pull-source.ts';
import { watchDevice } from './watch-device.ts';
import type { RequestEnd } from './watch-device.ts';

/** Of one update. */
export function pullDelivery(source: PullSource): Delivery {
  let open: Promise<RequestEnd> | null = null;
  return {
    name: 'pull',
    examine: (session, options) => examineSource(session, source, options),
    expected: () => null,
    begin: () => Promise.resolve(null), // the request that begins it is the one that does it
    async *deliver(session, options) {
      open = requestUpdate(session, source.url);
      void open.then(() => (open = null));
      yield* watchFetch(session, source, { ...options, request: open });
    },
    finish: null,
    abandon: (session) => abandonFetch(session, source, open),
  };
}

export interface WatchFetchOptions extends DeliveryOptions {
  readonly request: Promise<RequestEnd> | null;
}

/** Until the device has fetched and installed it. Throws update/pull-refused, update/not-fetched, cancelled. */
export const watchFetch = (
  session: UpdateSession,
  { servedBytes }: PullSource,
  options: WatchFetchOptions,
): AsyncGenerator<UpdateEvent, void, void> =>
  stageWhile(session, () => {
    const boundMs = longestDeliveryMs(session);
    return watchDevice(session, { ...options, takesLink: true, servedBytes, boundMs });
  });

async function requestUpdate(session: UpdateSession, url: string): Promise<RequestEnd> {
  const { commitTimeoutMs } = session;
  const params = {
    url,
    timeout: ownWatchdogSeconds(session),
    commit_timeout: Math.ceil(commitTimeoutMs / 1000),
    ignore_same_version: false,
  };
  try {
    // Its own signal: who stops watching still wants to know how it ends.
    const { signal } = new AbortController();
    await session.call('OTA.Update', params, { signal, timeoutMs: longestDeliveryMs(session) });
    return { kind: 'done' };
  } catch (reason) {
    const error = OtaError.from(reason);
    if (!hasCode(error, 'rpc/remote')) return { kind: 'lost' };
    const { remoteCode, remoteMessage } = error.facts;
    const facts = { remoteCode, remoteMessage };
    return {
      kind: 'refused',
      error: new OtaError('update/pull-refused', facts, { cause: error }),
    };
  }
}

/** After the file is no longer to be had, a device on a wire says within so many milliseconds that it failed. */
const LAST_WORD_MS = 5_000;

async function abandonFetch(
  session: UpdateSession,
  source: PullSource,
  open: Promise<RequestEnd> | null,
): Promise<Abandoned> {
  await source.stop();
  const { clock } = session.deps;
  if (open !== null && session.linkTraits.oneFrameInFlight && source.servedBytes !== null) {
    const late = new AbortController();
    const nothing = clock.sleep(LAST_WORD_MS, late.signal).then(
      () => null,
      () => null,
    );
    const end = await Promise.race([open, nothing]);
    late.abort(new OtaError('cancelled', { by: 'user' }));
    if (end?.kind === 'refused') return 'clean';
    if (end?.kind === 'done') return 'goes-on';
  }
  return leaveAlone(session, { isDeaf: open !== null });
}

/** What the server of the file answers, and whether the device could know it. */
export async function examineSource(
  session: UpdateSession,
  source: PullSource,
  options: ExamineOptions,
): Promise<readonly Finding[]> {
  const { address, isOutOfReach, servedBytes } = source;
  if (isOutOfReach) return [stopped('source/loopback', { address })];
  if (servedBytes !== null) return []; // this host's own
  const { sizeBytes, sha256 } = session.deps.bundle;
  const report = await source.examine({ expectedBytes: sizeBytes, signal: options.signal });
  const found = sourceFindings(report, { address, sizeBytes, sha256 });
  return [...found, ...(await missingCertificates(session, source, options))];
}

async function missingCertificates(
  session: UpdateSession,
  { url, address }: PullSource,
  { methods, signal }: ExamineOptions,
): Promise<readonly Finding[]> {
  if (!url.startsWith('https:')) return [];
  const asked = { signal, timeoutMs: session.deps.options.timeouts.files };
  const settings = await askUpdateSettings(session, methods, asked);
  const file = settingIn(settings, 'ssl_ca_file');
  if (typeof file !== 'string' || file === '' || file === '*') return [];
  const files = await listFiles(session, methods, asked);
  if (files === null || files.some(({ name }) => name === file)) return [];
  return [stopped('source/no-ca', { address, file })];
}
