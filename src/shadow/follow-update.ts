/**
 * An update by way of a shadow: what is wanted is set, and what the device reports is followed until that says how it ended. Nothing of it
 * is known but by those reports; a device that is offline takes up the URL when it is back.
 */
import type { Clock } from '../contracts/clock.ts';
import { OtaError, hasCode } from '../contracts/failure.ts';
import { randomHex } from '../contracts/random-hex.ts';
import { createBackOff, throwIfAborted } from '../rpc/deadline.ts';
import type { ReportedUpdate } from './reported-update.ts';
import { LONGEST_URL } from './shadow.ts';
import type { Shadow, ShadowState } from './shadow.ts';

export interface FollowOptions {
  /** Where the device fetches the bundle. */
  readonly url: string;
  /** What the bundle brings: how the device is recognised once it runs it. */
  readonly firmware: { readonly version: string; readonly buildId: string };
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** For a device that is offline: until it takes the URL. */
  readonly takesMs: number;
  /** From one report to the next; also for the restart and what the new firmware reports. */
  readonly reportsMs: number;
}

export type ShadowEvent =
  /** `url`: with what makes it differ from the last one, where that was the same. `runs`: as the device reported last. */
  | { readonly step: 'wanted'; readonly url: string; readonly runs: ReportedUpdate['firmware'] }
  /** The device has taken it. */
  | { readonly step: 'taken' }
  | { readonly step: 'progress'; readonly message: string; readonly percent: number | null }
  /** The device has all of it, and restarts. */
  | { readonly step: 'applied'; readonly message: string };

/**
 * `firmware`: the device reports the new one; `committed` null: not whether it is kept. Without: it reported that it was applied, and
 * since then nothing of what runs.
 */
export interface ShadowEnding {
  readonly firmware: ReportedUpdate['firmware'];
  readonly committed: boolean | null;
  readonly message: string;
}

/** Times that a document changes between its reading and the wish: a device reports every second or so while it works. */
const MOST_CONFLICTS = 5;
/** Characters of a URL that make it another one. */
const MARK_BYTES = 4;

/** Throws shadow/service, shadow/device-silent, shadow/update-failed, update/rolled-back, or what the signal says; what is wanted stays wanted then. */
export async function* followUpdate(
  shadow: Shadow,
  options: FollowOptions,
): AsyncGenerator<ShadowEvent, ShadowEnding> {
  const before = await shadow.read(options);
  const url = newUrl(options.url, before);
  if (url.length > LONGEST_URL)
    throw new OtaError('use/bad-option', { option: '--url', detail: url });
  await wish(shadow, url, before, options);
  yield { step: 'wanted', url, runs: before.reported?.firmware ?? null };

  const reports = createReports(shadow, options);
  let last = await reports.until(options.takesMs, false, (now) => now.url === url);
  yield { step: 'taken' };
  let isOld = saysTheSame(last, before.reported);
  for (;;) {
    const code = isOld ? null : last.code;
    if (code !== null && code < 0) throw failedBy(shadow, last);
    if (code !== null && code > 0) yield { step: 'applied', message: last.message ?? '' };
    if (runs(last, options) || (code !== null && code > 0)) break;
    if (!isOld && last.message !== null)
      yield { step: 'progress', message: last.message, percent: last.percent };
    last = isOld
      ? await nextAfterOld(reports, shadow, last, options)
      : await reports.until(options.reportsMs, true, differsFrom(last));
    isOld &&= saysTheSame(last, before.reported);
  }
  return ended(reports, last, options);
}

/** What it says of its last update still stands beside the new URL. */
const saysTheSame = (now: ReportedUpdate, before: ReportedUpdate | null): boolean =>
  before !== null && now.code === before.code && now.message === before.message;

/** A device that begins says so well before this time, in milliseconds; one that fails as the last time changes nothing of what it says. */
const FAILS_AGAIN_MS = 90_000;

async function nextAfterOld(
  reports: Reports,
  shadow: Shadow,
  last: ReportedUpdate,
  { reportsMs }: FollowOptions,
): Promise<ReportedUpdate> {
  if (last.code === null || last.code >= 0)
    return reports.until(reportsMs, true, differsFrom(last));
  try {
    return await reports.until(Math.min(reportsMs, FAILS_AGAIN_MS), true, differsFrom(last));
  } catch (reason) {
    throw isSilence(reason) ? failedBy(shadow, last) : reason;
  }
}

const isSilence = (reason: unknown): boolean =>
  hasCode(OtaError.from(reason), 'shadow/device-silent');

/** Takes the wish out of the document, unless another one is there. Throws as `followUpdate`. */
export async function forgetUpdate(
  shadow: Shadow,
  url: string,
  options: { readonly signal: AbortSignal },
): Promise<void> {
  const now = await shadow.read(options);
  if (now.desiredUrl !== url) return;
  const member = now.reported?.member ?? 'ota';
  await shadow.setUrl(null, { version: now.version, member, ...options });
}

/** A device tries no URL twice (pull-and-post.md#shadow): the same file has another query then. */
function newUrl(url: string, { desiredUrl, reported }: ShadowState): string {
  if (desiredUrl !== url && reported?.url !== url) return url;
  const mark = randomHex(MARK_BYTES);
  const [place = '', fragment] = url.split('#', 2);
  const marked = `${place}${place.includes('?') ? '&' : '?'}retry=${mark}`;
  return fragment === undefined ? marked : `${marked}#${fragment}`;
}

/** Again where only the device's reports came in between; not where somebody else wants another URL. */
async function wish(
  shadow: Shadow,
  url: string,
  before: ShadowState,
  options: FollowOptions,
): Promise<void> {
  let state = before;
  for (let conflicts = 0; ; conflicts += 1) {
    const member = state.reported?.member ?? 'ota';
    try {
      await shadow.setUrl(url, { version: state.version, member, signal: options.signal });
      return;
    } catch (reason) {
      const error = OtaError.from(reason);
      if (!hasCode(error, 'shadow/service') || error.facts.why !== 'conflict') throw reason;
      if (conflicts >= MOST_CONFLICTS) throw reason;
      state = await shadow.read(options);
      if (state.desiredUrl !== before.desiredUrl) throw reason;
    }
  }
}

const failedBy = ({ device }: Shadow, { code, message }: ReportedUpdate): OtaError =>
  OtaError.from(
    new OtaError('shadow/update-failed', {
      device,
      remoteCode: code ?? 0,
      remoteMessage: message ?? '',
    }),
  );

const runs = ({ firmware }: ReportedUpdate, options: FollowOptions): boolean =>
  firmware?.version === options.firmware.version && firmware.buildId === options.firmware.buildId;

const differsFrom =
  (last: ReportedUpdate) =>
  (now: ReportedUpdate): boolean =>
    JSON.stringify(now) !== JSON.stringify(last);

/** After it was applied: until the device reports what runs and whether it is kept, or has nothing more to say. Throws update/rolled-back. */
async function ended(
  reports: Reports,
  applied: ReportedUpdate,
  options: FollowOptions,
): Promise<ShadowEnding> {
  let last = applied;
  let wasNew = false;
  try {
    for (;;) {
      const isNew = runs(last, options);
      wasNew ||= isNew;
      if (isNew && last.committed !== false) break;
      const { firmware, state, committed } = last;
      // It has restarted, as nothing is under way any more.
      if (firmware !== null && !isNew && state === IDLE && committed === true)
        throw new OtaError('update/rolled-back', {
          from: firmware.version,
          to: options.firmware.version,
          why: wasNew ? 'restarted' : 'not-seen',
        });
      last = await reports.until(options.reportsMs, true, differsFrom(last));
    }
  } catch (reason) {
    if (!isSilence(reason)) throw reason;
  }
  const { committed, message } = last;
  const isNew = runs(last, options);
  return {
    firmware: isNew ? last.firmware : null,
    committed: isNew ? committed : null,
    message: message ?? '',
  };
}

/** `ota.state` of a device that no update is under way on (ota-service.md#states). */
const IDLE = 0;

interface Reports {
  /** The first report that fits. Throws shadow/device-silent when none came for `ms`. */
  until(ms: number, took: boolean, fits: (now: ReportedUpdate) => boolean): Promise<ReportedUpdate>;
}

/** A service that is not to be reached for a while is no reason to give up: the device goes on without us. */
function createReports(shadow: Shadow, { clock, signal }: FollowOptions): Reports {
  const read = async (endsAt: number): Promise<ReportedUpdate | null> => {
    const backOff = createBackOff();
    for (;;) {
      try {
        return (await shadow.read({ signal })).reported;
      } catch (reason) {
        if (!isPassing(reason) || clock.now() >= endsAt) throw reason;
        await clock.sleep(backOff.next(), signal);
      }
    }
  };
  return {
    async until(ms, took, fits) {
      const endsAt = clock.now() + ms;
      for (;;) {
        throwIfAborted(signal);
        const now = await read(endsAt);
        if (now !== null && fits(now)) return now;
        if (clock.now() >= endsAt)
          throw new OtaError('shadow/device-silent', { device: shadow.device, took, waitedMs: ms });
        await shadow.changed({ signal, mostMs: Math.max(0, endsAt - clock.now()) });
      }
    },
  };
}

function isPassing(reason: unknown): boolean {
  const error = OtaError.from(reason);
  return (
    hasCode(error, 'shadow/service') &&
    ['unreachable', 'unreadable', 'silent'].includes(error.facts.why)
  );
}
