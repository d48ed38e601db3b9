/** An update of which nothing is known but what the shadow of the device reports: there is no link to it. */
import type { Bundle } from '../../bundle/bundle.ts';
import { realClock } from '../../contracts/clock.ts';
import { fromFailure, hasCode, OtaError, toFailure } from '../../contracts/failure.ts';
import { followUpdate } from '../../shadow/follow-update.ts';
import type { ShadowEnding, ShadowEvent } from '../../shadow/follow-update.ts';
import type { Shadow } from '../../shadow/shadow.ts';
import { sourceFindings } from '../../update/delivery/pull-source.ts';
import type { PullSource } from '../../update/delivery/pull-source.ts';
import { standing } from '../../update/preflight.ts';
import type { PushOptions } from '../push-options.ts';
import { exitStatus, outcomeWithoutDevice } from '../push-outcome.ts';
import type { PushOutcome } from '../push-outcome.ts';
import type { PushReport } from '../push-report.ts';
import { openSource } from './open-delivery.ts';
import { forget, REPORTS_MS } from '../../shadow/shadow-delivery.ts';
import { openShadowOf } from './open-shadow.ts';
import type { ShadowVia } from './via-options.ts';

type ShadowPushOptions = Pick<PushOptions, 'force' | 'commit'> & { readonly via: ShadowVia };

interface ShadowPushTo {
  readonly report: PushReport;
  readonly signal: AbortSignal;
}

/** Throws what is wrong before anything is asked; returns the exit status. */
export async function runByShadow(
  bundle: Bundle,
  options: ShadowPushOptions,
  { report, signal }: ShadowPushTo,
): Promise<number> {
  const { via } = options;
  const source = await openSource(via, {
    bundle,
    port: null,
    onRequest: (request) => report.request(request),
  });
  const shadow = await openShadowOf(via.shadow);
  try {
    await examine(source, bundle, { force: options.force, signal });
    const run = new ShadowRun({ bundle, via, source, shadow, report });
    const outcome = await run.toEnd(signal);
    report.end(outcome, run.failure === null ? null : toFailure(run.failure), null);
    return exitStatus(outcome, { leaves: options.commit === 'never' });
  } finally {
    shadow.close();
    await source.stop();
  }
}

/** What a device would get there. Throws what speaks against it. */
async function examine(
  source: PullSource,
  { sizeBytes, sha256 }: Bundle,
  { force, signal }: Pick<ShadowPushOptions, 'force'> & { readonly signal: AbortSignal },
): Promise<void> {
  if (source.servedBytes !== null) return; // this host's own
  const { address } = source;
  const answer = await source.examine({ expectedBytes: sizeBytes, signal });
  const [first] = standing(sourceFindings(answer, { address, sizeBytes, sha256 }), force);
  if (first !== undefined) throw fromFailure(first.failure);
}

interface ShadowRunOptions {
  readonly bundle: Bundle;
  readonly via: ShadowVia;
  readonly source: PullSource;
  readonly shadow: Shadow;
  readonly report: PushReport;
}

class ShadowRun {
  readonly #options: ShadowRunOptions;
  readonly #startedAt = realClock.now();
  #wanted: string | null = null;
  #from: string | null = null;
  #hasTaken = false;
  #percent = 0;
  failure: OtaError | null = null;

  constructor(options: ShadowRunOptions) {
    this.#options = options;
  }

  /** Until the device reports how it ended, or nobody can tell. Takes the wish back where nobody will serve it any more. */
  async toEnd(signal: AbortSignal): Promise<PushOutcome> {
    const { bundle, via, source, shadow, report } = this.#options;
    const steps = followUpdate(shadow, {
      ...{ url: source.url, firmware: bundle.manifest, clock: realClock, signal },
      ...{ takesMs: via.waitMs, reportsMs: REPORTS_MS },
    });
    try {
      for (;;) {
        const step = await steps.next();
        if (step.done === true) return this.#outcomeOf(step.value);
        this.#note(step.value);
        report.shadow(step.value);
      }
    } catch (reason) {
      return this.#outcomeOfError(OtaError.from(reason));
    } finally {
      await this.#takeBack(signal);
    }
  }

  #note(event: ShadowEvent): void {
    if (event.step === 'wanted') {
      this.#wanted = event.url;
      this.#from = event.runs?.version ?? null;
    }
    if (event.step === 'taken') this.#hasTaken = true;
    if (event.step === 'progress') this.#percent = Math.round(event.percent ?? this.#percent);
  }

  #outcomeOf(ending: ShadowEnding): PushOutcome {
    const { bundle, report } = this.#options;
    report.shadow({ step: 'ended', ...ending });
    const runs = ending.firmware !== null;
    const kept = ending.committed === true ? 'committed' : 'uncommitted';
    return this.#outcome(runs ? kept : 'unknown', bundle.manifest.version);
  }

  #outcomeOfError(error: OtaError): PushOutcome {
    const isLeft = hasCode(error, 'cancelled') && this.#hasTaken;
    this.failure = isLeft ? OtaError.from(goesOn(this.#percent)) : error;
    if (isLeft) return this.#outcome('unknown', null);
    if (hasCode(error, 'update/rolled-back')) return this.#outcome('reverted', error.facts.from);
    return this.#outcome('failed', null);
  }

  #outcome(result: PushOutcome['result'], to: string | null): PushOutcome {
    const seconds = Math.round(realClock.now() - this.#startedAt) / 1000;
    const failure = this.failure === null ? null : toFailure(this.failure);
    return { ...outcomeWithoutDevice(result, failure), from: this.#from, to, seconds };
  }

  /** One that nobody serves any more, or that was given up before a device had it. */
  async #takeBack(signal: AbortSignal): Promise<void> {
    const { source, shadow, report } = this.#options;
    const isServed = source.servedBytes === null;
    if (this.#wanted === null || (isServed && !(signal.aborted && !this.#hasTaken))) return;
    const failure = await forget(shadow, this.#wanted, realClock);
    if (failure !== null) report.note(toFailure(failure));
  }
}

const goesOn = (percent: number): OtaError<'update/goes-on'> =>
  new OtaError('update/goes-on', { percent });
