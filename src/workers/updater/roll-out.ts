/** Leads a roll-out from this thread: keeps its firmwares, decides as fleet/ does, and tells the window how it stands. */
import type { Bundle } from '../../bundle/bundle.ts';
import { openOrRepair } from '../../bundle/repair/open-or-repair.ts';
import { judgeSignature } from '../../bundle/verify-signature.ts';
import { realClock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import type { SignatureTrust } from '../../contracts/signature.ts';
import { ASSUMED_UPDATE_MS, expectedDuration } from '../../fleet/expected-duration.ts';
import { summaryOf } from '../../fleet/plan-summary.ts';
import type { KnownFirmware } from '../../fleet/plan-summary.ts';
import { RollOut } from '../../fleet/roll-out.ts';
import type { RollOutControl, RollOutState, RollOutStep } from '../../fleet/roll-out.ts';
import { runRollOut } from '../../fleet/run-roll-out.ts';
import type { FleetHost, RollOutEvent } from '../../fleet/run-roll-out.ts';
import { sharedFirmwareOf } from '../../fleet/shared/documents.ts';
import type { SharedFirmware, SharedPlan } from '../../fleet/shared/documents.ts';
import { checksInBundle } from '../../update/checks/parse-checks.ts';
import { requireSignature } from '../../update/signature-findings.ts';
import { seenDevices } from '../../store/device-records.ts';
import { usualUpdateSeconds } from '../../store/usual-update.ts';
import { wentBackFrom } from '../../store/went-back.ts';
import { SESSION_LOCK } from '../api.ts';
import { whileAlone } from '../comlink/calls.ts';
import type {
  JoinAnswer,
  KeptPlace,
  KeptRole,
  RollOutEnd,
  RollOutFile,
  RollOutNews,
  RollOutOrder,
  RollOutSummary,
} from '../roll-out-api.ts';
import { bundleReportOf } from './bundle-report.ts';
import { BrokerRollOut } from './broker-roll-out.ts';
import type { HistoryService } from './history-service.ts';
import type { KnownDevices } from './known-devices.ts';
import { RollOutAccess } from './roll-out-access.ts';
import { createRollOutHost } from './roll-out-host.ts';
import { RollOutReport } from './roll-out-report.ts';
import type { RollOutSource } from './roll-out-report.ts';
import type { SignedFirmware } from './update-run.ts';

/** A file for each chip and application; more are a mistake. */
const MOST_FILES = 16;

export interface RollOutDeps {
  readonly known: KnownDevices;
  readonly history: HistoryService;
  readonly trusted: () => SignatureTrust;
  /** What others are told who leads it: which browser. */
  readonly browser: string;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

interface Leading {
  readonly tell: (news: RollOutNews) => void;
  readonly signal: AbortSignal;
}

interface Keeping {
  readonly keptAt: KeptPlace;
  readonly plan: SharedPlan | null;
  readonly skipsWentBack: boolean;
}

export class RollOutLead {
  readonly #deps: RollOutDeps;
  readonly access: RollOutAccess;
  /** In the order in which they were added. */
  #firmwares: readonly SignedFirmware[] = [];
  #running: Pick<BrokerRollOut, 'wish' | 'join'> | null = null;
  #left = new AbortController();
  #isBusy = false;

  constructor(deps: RollOutDeps) {
    this.#deps = deps;
    this.access = new RollOutAccess(deps.known);
  }

  /** Throws file/…, bundle/…. */
  async addFile(file: Blob, fileName: string): Promise<RollOutFile> {
    const { signal } = new AbortController();
    const opened = await openOrRepair(file, { fileName, signal });
    const signature = await judgeSignature(opened, this.#deps.trusted());
    requireSignature(signature);
    const { bundle, mended } = opened;
    const { platform, name } = bundle.manifest;
    const others = this.#firmwares.filter(
      ({ bundle: { manifest } }) => manifest.platform !== platform || manifest.name !== name,
    );
    this.#firmwares = [...others.slice(-(MOST_FILES - 1)), { bundle, signature }];
    const report = bundleReportOf(bundle, { mended, signature: signature.verdict });
    return { ...report, brings: checksOf(bundle) };
  }

  dropFile(id: string): void {
    this.#firmwares = this.#firmwares.filter(({ bundle }) => bundle.sha256 !== id);
  }

  async summarize(
    { plan, skipsWentBack }: RollOutOrder,
    known: Readonly<Record<string, KnownFirmware>>,
  ): Promise<RollOutSummary> {
    const byId = new Map(Object.entries(known));
    const summary = summaryOf(plan, {
      firmwares: this.#firmwares.map(({ bundle }) => bundle.manifest),
      known: (id) => byId.get(id) ?? null,
      wentBack: skipsWentBack ? await this.#idsThatWentBack() : new Set(),
    });
    const seen = await this.#deps.known.inStore(usualUpdateSeconds);
    const seconds = seen.ok ? seen.value : null;
    const ms = seconds === null ? ASSUMED_UPDATE_MS : seconds * 1000;
    const of = { waves: summary.waves, updateMs: ms, nowMs: this.#deps.wall() };
    const update = { ms, isMeasured: seconds !== null };
    return { ...summary, durationMs: expectedDuration(plan, of), update };
  }

  /** One at a time; null: one is led or watched already, here or in another page. */
  async run(order: RollOutOrder, tell: (news: RollOutNews) => void): Promise<RollOutEnd> {
    const { keptAt } = order;
    if (keptAt === null)
      return this.#asOnly((signal) => this.#whileAlone(() => this.#lead(order, { tell, signal })));
    const plan = this.#sharedPlanOf(order);
    const { skipsWentBack } = order;
    return this.#asOnly((signal) => this.#keep({ keptAt, plan, skipsWentBack }, { tell, signal }));
  }

  /** One that a broker keeps. */
  watch(keptAt: KeptPlace, tell: (news: RollOutNews) => void): Promise<RollOutEnd> {
    const own = { keptAt, plan: null, skipsWentBack: true };
    return this.#asOnly((signal) => this.#keep(own, { tell, signal }));
  }

  join(role: KeptRole): Promise<JoinAnswer> {
    return this.#running?.join(role) ?? Promise.resolve('led-elsewhere');
  }

  async control(wishes: Partial<RollOutControl>): Promise<void> {
    await this.#running?.wish(wishes);
  }

  leave(): void {
    this.#left.abort(new OtaError('cancelled', { by: 'user' }));
  }

  async #asOnly(work: (signal: AbortSignal) => Promise<RollOutEnd>): Promise<RollOutEnd> {
    if (this.#isBusy) return null; // where pages may use no locks
    this.#isBusy = true;
    this.#left = new AbortController();
    try {
      return await work(this.#left.signal);
    } finally {
      this.#isBusy = false;
      this.#running = null;
    }
  }

  readonly #whileAlone = <T>(work: () => Promise<T>): Promise<T | null> =>
    whileAlone(`${SESSION_LOCK}:roll-out`, work);

  #reportOf(source: () => RollOutSource, tell: (news: RollOutNews) => void): RollOutReport {
    const named = this.#firmwares.map(
      ({ bundle: { sha256, manifest } }) => [sha256, manifest.version] as const,
    );
    const { wall } = this.#deps;
    return new RollOutReport(source, { clock: realClock, wall, versions: new Map(named), tell });
  }

  async #hostFor(
    order: Pick<RollOutOrder, 'plan' | 'commitTimeoutMs' | 'skipsWentBack'>,
  ): Promise<FleetHost> {
    const wentBack = order.skipsWentBack ? await this.#devicesThatWentBack() : new Set<string>();
    const { known, history, wall } = this.#deps;
    const { access } = this;
    return createRollOutHost({
      ...{ order, wentBack, access, known, history, wall },
      firmwares: this.#firmwares,
    });
  }

  async #lead(order: RollOutOrder, { tell, signal }: Leading): Promise<RollOutState> {
    const rollOut = new RollOut(order.plan);
    const report = this.#reportOf(() => ({ rollOut, kept: null, isFollowed: false }), tell);
    let wake = (): void => undefined;
    let resume = (): void => undefined;
    this.#running = {
      wish(wishes) {
        rollOut.control = { ...rollOut.control, ...wishes };
        wake();
        resume();
        report.changed();
        return Promise.resolve();
      },
      join: () => Promise.resolve('led-elsewhere'),
    };
    const host = await this.#hostFor(order);
    for (;;) {
      const steps = runRollOut(rollOut, host, { signal, onChange: (tell) => (wake = tell) });
      const step = await heardBy(report, steps);
      if (step.state !== 'halted' || signal.aborted) {
        report.end(step);
        return step.state;
      }
      // Halted by the plan, it is over when people say so: they may let it go on.
      await new Promise<void>((resolve) => {
        resume = resolve;
        signal.addEventListener('abort', () => resolve());
      });
    }
  }

  /** `plan`: to begin it; null: to watch it. */
  async #keep(
    { keptAt, plan, skipsWentBack }: Keeping,
    { tell, signal }: Leading,
  ): Promise<RollOutEnd> {
    const { wall, browser } = this.#deps;
    const kept = new BrokerRollOut({
      ...{ place: keptAt, wall, name: browser, whileAlone: this.#whileAlone },
      who: () => this.access.atBroker(keptAt.broker),
      hostFor: async ({ file, firmware }) =>
        this.#hasAll(firmware) ? this.#hostFor({ ...file, skipsWentBack }) : null,
      hear: (event) => report.hear(event),
      changed: (which) => (which === 'anew' ? report.all() : report.changed()),
    });
    const report = this.#reportOf(() => kept.source, tell);
    this.#running = kept;
    const end = await kept.run(plan, signal);
    if (end === null || end === 'name-taken') return end;
    report.end(end);
    return end.state;
  }

  #hasAll(firmware: readonly SharedFirmware[]): boolean {
    const own = new Set(this.#firmwares.map(({ bundle }) => bundle.sha256));
    return firmware.every(({ sha256 }) => own.has(sha256));
  }

  #sharedPlanOf({ plan, commitTimeoutMs }: RollOutOrder): SharedPlan {
    const bundles = this.#firmwares.map(({ bundle }) => bundle.fileName);
    const firmware = sharedFirmwareOf(this.#firmwares);
    return { file: { plan, commitTimeoutMs, bundles }, firmware };
  }

  /** Keys of devices (store/schema.ts). Nobody where this browser keeps nothing. */
  async #devicesThatWentBack(): Promise<ReadonlySet<string>> {
    const bundles = new Set(this.#firmwares.map(({ bundle }) => bundle.sha256));
    const found = await this.#deps.known.inStore((store, onDamaged) =>
      wentBackFrom(store, bundles, onDamaged),
    );
    return found.ok ? found.value : new Set();
  }

  async #idsThatWentBack(): Promise<ReadonlySet<string>> {
    const keys = await this.#devicesThatWentBack();
    if (keys.size === 0) return keys;
    const seen = await this.#deps.known.inStore(seenDevices);
    if (!seen.ok) return new Set();
    return new Set(seen.value.flatMap(({ key, id }) => (keys.has(key) ? [id] : [])));
  }
}

async function heardBy(
  report: RollOutReport,
  steps: AsyncGenerator<RollOutEvent, RollOutStep, void>,
): Promise<RollOutStep> {
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return step.value;
    report.hear(step.value);
  }
}

/** What cannot be read is none: it is not asked, and the form says that there are none. */
function checksOf(bundle: Bundle): RollOutFile['brings'] {
  try {
    return checksInBundle(bundle, (place) => new Error(place));
  } catch {
    return null;
  }
}
