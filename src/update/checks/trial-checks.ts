/** The checks of one firmware on trial, as they stand: asked one after the other, within the time that the device has. */
import { STEADY_S, verdictOfChecks } from '../../contracts/product-check.ts';
import type { CheckReport } from '../../contracts/product-check.ts';
import type { DeviceView } from '../ask-device.ts';
import type { CommitPolicy } from '../commit.ts';
import type { HealthCheck, IfNobodyActs, UpdateEvent } from '../events.ts';
import type { UpdateSession } from '../session.ts';
import { askCheck } from './ask-check.ts';
import { builtInChecks } from './built-in.ts';
import { judgeAnswer, waitingReport } from './judge-answer.ts';

/** One answer that is slow or wrong is asked for once more before a firmware is taken back for it. */
export const DOUBT_MS = 3_000;
/** After a firmware has run for long enough. */
const STEADY_MARGIN_MS = 300;

const UNREAD: CheckReport = {
  ...{ kind: 'product', name: 'checks.json', state: 'not-told', why: 'unreadable' },
  ...{ operator: 'exists', expected: '', found: null },
};

interface TrialChecksOptions {
  readonly signal: AbortSignal;
  readonly before: DeviceView;
  readonly policy: Extract<CommitPolicy, { kind: 'ask' }>;
}

type Seen = Pick<DeviceView, 'info' | 'boot'>;

export class TrialChecks {
  readonly #session: UpdateSession;
  readonly #options: TrialChecksOptions;
  #health: HealthCheck | null = null;
  #restarted = false;
  #built: readonly CheckReport[] = [];
  #own: readonly CheckReport[];
  #upSeconds = 0;
  /** Looks in a row that found something to fail. */
  #reds = 0;
  #asked = false;
  /** Nobody has anything against keeping it. */
  mayKeep: boolean;

  constructor(session: UpdateSession, options: TrialChecksOptions) {
    this.#session = session;
    this.#options = options;
    this.#own = (options.policy.checks ?? []).map(waitingReport);
    this.mayKeep = options.policy.keepsItself === true;
  }

  /** How they stand with what the device said last. */
  standing(now: Seen): UpdateEvent {
    const { bundle } = this.#session.deps;
    const { before } = this.#options;
    this.#upSeconds = now.info.uptime;
    this.#built = builtInChecks({
      target: bundle.manifest,
      before,
      after: now,
      health: this.#health,
    });
    return this.#told();
  }

  /** The device has answered so: its product is asked, unless somebody has decided meanwhile. Throws only cancelled. */
  async *ask(
    now: Seen,
    { health, isDecided }: { readonly health: HealthCheck; readonly isDecided: () => boolean },
  ): AsyncGenerator<UpdateEvent, void, void> {
    const { policy, signal } = this.#options;
    this.#asked = true;
    this.#note(health);
    yield this.standing(now);
    for (const [at, check] of (policy.checks ?? []).entries()) {
      const boundMs = this.#session.trialLeftMs() ?? Infinity;
      if (!this.#session.isOpen || boundMs === 0 || isDecided()) return;
      const answer = await askCheck(this.#session, check, { signal, boundMs });
      const before = this.#session.answersBefore.get(check.name) ?? null;
      const report = judgeAnswer(check, answer, before);
      this.#own = this.#own.map((other, index) => (index === at ? report : other));
      yield this.#told();
    }
    this.#reds = verdictOfChecks(this.#reports) === 'red' ? this.#reds + 1 : 0;
  }

  /** It answers once more after it did not: what was asked before that says nothing any more. */
  again(now: Seen, restarted: boolean): UpdateEvent {
    this.#restarted ||= restarted;
    if (this.#health !== null) this.#note(this.#health);
    this.#own = (this.#options.policy.checks ?? []).map(waitingReport);
    this.#reds = 0;
    this.#asked = false;
    return this.standing(now);
  }

  /** What follows from them and from what people decided; null = nothing yet. */
  get decision(): 'keep' | 'fails' | null {
    const { guard } = this.#options.policy;
    const isGreen = this.#asked && verdictOfChecks(this.#reports) === 'green';
    if (guard === undefined || isGreen) return this.mayKeep ? 'keep' : null;
    return guard === 'go-back' && this.#reds > 1 ? 'fails' : null;
  }

  /** When they want to be asked next, at the latest; null = when their host says so. */
  get dueMs(): number | null {
    const { checks = [], guard } = this.#options.policy;
    if (!this.#asked && (guard !== undefined || checks.length > 0)) return 0;
    if (guard === undefined) return null;
    if (this.#reds === 1) return DOUBT_MS;
    const steadyMs = (STEADY_S - this.#upSeconds) * 1_000;
    return steadyMs > 0 ? steadyMs + STEADY_MARGIN_MS : null;
  }

  get #reports(): readonly CheckReport[] {
    const unread = this.#options.policy.areUnread === true ? [UNREAD] : [];
    return [...this.#built, ...unread, ...this.#own];
  }

  /** A second restart is not forgotten when it answers well afterwards. */
  #note({ answeredInMs, restarted }: HealthCheck): void {
    this.#restarted ||= restarted;
    this.#health = { answeredInMs, restarted: this.#restarted };
  }

  #told(): UpdateEvent {
    return this.#session.event({
      type: 'checks',
      checks: this.#reports,
      ifNobodyActs: this.#ifNobodyActs(),
      leftMs: this.#session.trialLeftMs(),
    });
  }

  #ifNobodyActs(): IfNobodyActs {
    const { guard } = this.#options.policy;
    if (guard === undefined) return 'goes-back';
    if (verdictOfChecks(this.#reports) !== 'red') return this.mayKeep ? 'kept' : 'goes-back';
    return guard === 'go-back' ? 'told-back' : 'goes-back';
  }
}
