/**
 * One device that a coordinator began which is gone: it is asked what became of that. Nothing is begun here, and all of it may be done
 * twice, also while the other one still is at work: a device that receives is left alone as long as it gets on.
 *
 *   runs the new firmware ── committed, or on trial: committed now ── its end
 *   still receives ── gets on: waits · does not: restarted, its old firmware starts ── put back
 *   runs another one, and receives nothing ── put back: it waits for its turn again
 *   cannot be reached for as long as a start may take ── offline
 */
import type { Bundle } from '../bundle/bundle.ts';
import { OtaError, abortError, toFailure } from '../contracts/failure.ts';
import { FAILED, IDLE, RECEIVING, askDevice } from '../update/ask-device.ts';
import type { DeviceView } from '../update/ask-device.ts';
import type { UpdateHost } from '../update/deps.ts';
import { isSameDevice, otherDevice } from '../update/judge-return.ts';
import { resultOfTrial } from '../update/results.ts';
import { runTrial } from '../update/run-trial.ts';
import { UpdateSession } from '../update/session.ts';
import { abortUpdate } from '../update/update-calls.ts';
import { jobEndOf } from './device-record.ts';
import type { JobEnd } from './device-record.ts';
import type { UpdateJob } from './run-roll-out.ts';
import { fittingBundle, noBundle } from './update-device.ts';

/** Between two questions. */
const POLL_MS = 2_000;
/** A write is answered within 20 s, and its link looked for for 10 s (DEFAULT_TIMEOUTS.write): whoever gets on no further is gone. */
const STALLED_MS = 30_000;
/** Whatever a device says of itself, it is not watched longer than that. */
const LONGEST_MS = 3_600_000;

type AdoptJob = Pick<UpdateJob, 'signal' | 'onEvent'>;

/** `host.bundle`: any of the bundles; the one that fits is found by what the device says. Ends by itself within an hour. */
export async function adoptDevice(
  host: UpdateHost,
  bundles: readonly Bundle[],
  job: AdoptJob,
): Promise<JobEnd> {
  const adoption = new Adoption(host, bundles, job);
  try {
    return await adoption.run();
  } catch (reason) {
    if (job.signal.aborted) return { kind: 'called-off' };
    return { kind: 'failed', failure: toFailure(OtaError.from(reason)), mayAgain: false };
  } finally {
    await adoption.close();
  }
}

class Adoption {
  #session: UpdateSession;
  readonly #bundles: readonly Bundle[];
  readonly #job: AdoptJob;
  /** What a device that receives said last, and since when it says that. */
  #progress = '';
  #movedAt: number;
  #answeredAt: number;

  constructor(host: UpdateHost, bundles: readonly Bundle[], job: AdoptJob) {
    this.#session = new UpdateSession(host);
    this.#bundles = bundles;
    this.#job = job;
    this.#movedAt = this.#now;
    this.#answeredAt = this.#now;
  }

  get #now(): number {
    return this.#session.deps.clock.now();
  }

  async run(): Promise<JobEnd> {
    const { clock } = this.#session.deps;
    for (const startedAt = this.#now; this.#now - startedAt < LONGEST_MS;) {
      const end = await this.#look();
      if (end !== null) return end;
      await clock.sleep(POLL_MS, this.#job.signal);
    }
    return { kind: 'put-back' };
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  /** null = it is not decided yet. */
  async #look(): Promise<JobEnd | null> {
    const { signal } = this.#job;
    try {
      if (!this.#session.isOpen) await this.#session.connect(signal);
      const view = await askDevice(this.#session, { signal });
      this.#answeredAt = this.#now;
      return await this.#judge(view);
    } catch (reason) {
      if (signal.aborted) throw abortError(signal);
      await this.#session.close();
      const { firstStart } = this.#session.deps.options.timeouts;
      if (this.#now - this.#answeredAt < firstStart) return null;
      return { kind: 'offline', failure: toFailure(OtaError.from(reason)) };
    }
  }

  async #judge(view: DeviceView): Promise<JobEnd | null> {
    const { bundle, expected = null } = this.#session.deps;
    const { info, status } = view;
    if (expected !== null && !isSameDevice(expected, info)) {
      const failure = toFailure(otherDevice(expected, info, this.#session.linkKind));
      return { kind: 'failed', failure, mayAgain: false };
    }
    const fitting = fittingBundle(this.#bundles, info);
    if (fitting === null) return noBundle(this.#bundles, info);
    if (fitting !== bundle) {
      await this.#session.close();
      this.#session = new UpdateSession({ ...this.#session.deps, bundle: fitting });
      return null;
    }
    const { version, buildId } = bundle.manifest;
    if (info.fw_version === version && info.fw_id === buildId) return this.#trial(view);
    const state = status?.state ?? IDLE;
    if (state === IDLE || state === FAILED) return { kind: 'put-back' };
    const progress = `${state} ${status?.progress_percent ?? 0} ${status?.message ?? ''}`;
    if (progress !== this.#progress) {
      this.#progress = progress;
      this.#movedAt = this.#now;
    } else if (state === RECEIVING && this.#now - this.#movedAt >= STALLED_MS)
      await abortUpdate(this.#session, { lastByteSent: true }); // it may have all of it, and OTA.End would install that
    return null;
  }

  async #trial(now: DeviceView): Promise<JobEnd> {
    const { signal, onEvent } = this.#job;
    this.#session.identify(now.info.id);
    this.#session.stage = 'trial';
    onEvent(this.#session.event({ type: 'phase', phase: 'verifying' }));
    // What ran before is not known: whatever is not the new firmware is what it went back to.
    const { id, mac, app, arch, uptime } = now.info;
    const info = { ...{ id, mac, app, arch, uptime }, fw_version: '', fw_id: '' };
    const before = { ...now, info, boot: null };
    const trial = runTrial(this.#session, { signal, before, after: now });
    for (;;) {
      const step = await trial.next();
      if (step.done !== true) {
        onEvent(step.value);
        continue;
      }
      const result = resultOfTrial(this.#session, step.value);
      if (result.result !== 'other') return jobEndOf(result, { wrote: true });
      const facts = { from: result.running.version, to: result.to, why: 'restarted' } as const;
      return { kind: 'went-back', failure: toFailure(new OtaError('update/rolled-back', facts)) };
    }
  }
}
