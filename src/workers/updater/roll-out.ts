/** Leads a roll-out from this thread: keeps its firmwares, decides as fleet/ does, and tells the window how it stands. */
import { openOrRepair } from '../../bundle/repair/open-or-repair.ts';
import { judgeSignature } from '../../bundle/verify-signature.ts';
import { realClock } from '../../contracts/clock.ts';
import { OtaError, fromFailure } from '../../contracts/failure.ts';
import type { SignatureTrust } from '../../contracts/signature.ts';
import { summaryOf } from '../../fleet/plan-summary.ts';
import type { KnownFirmware, PlanSummary } from '../../fleet/plan-summary.ts';
import { RollOut } from '../../fleet/roll-out.ts';
import type { RollOutControl, RollOutState, RollOutStep } from '../../fleet/roll-out.ts';
import { runRollOut } from '../../fleet/run-roll-out.ts';
import type { RollOutEvent } from '../../fleet/run-roll-out.ts';
import { signatureFindings } from '../../update/signature-findings.ts';
import { seenDevices } from '../../store/device-records.ts';
import { wentBackFrom } from '../../store/went-back.ts';
import type { BundleReport } from '../api.ts';
import { SESSION_LOCK } from '../api.ts';
import { whileAlone } from '../comlink/calls.ts';
import type { RollOutNews, RollOutOrder } from '../roll-out-api.ts';
import { bundleReportOf } from './bundle-report.ts';
import type { KnownDevices } from './known-devices.ts';
import { createRollOutHost } from './roll-out-host.ts';
import { RollOutReport } from './roll-out-report.ts';
import type { SignedFirmware } from './update-run.ts';

/** A file for each chip and application; more are a mistake. */
const MOST_FILES = 16;

export interface RollOutDeps {
  readonly known: KnownDevices;
  readonly trusted: () => SignatureTrust;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

export class RollOutLead {
  readonly #deps: RollOutDeps;
  /** In the order in which they were added. */
  #firmwares: readonly SignedFirmware[] = [];
  #running: { readonly rollOut: RollOut; readonly changed: () => void } | null = null;
  #left = new AbortController();
  #isLeading = false;

  constructor(deps: RollOutDeps) {
    this.#deps = deps;
  }

  /** Throws file/…, bundle/…. */
  async addFile(file: Blob, fileName: string): Promise<BundleReport> {
    const { signal } = new AbortController();
    const opened = await openOrRepair(file, { fileName, signal });
    const signature = await judgeSignature(opened, this.#deps.trusted());
    const unsigned = signatureFindings(signature, []).find(({ force }) => force === null);
    if (unsigned !== undefined) throw fromFailure(unsigned.failure);
    const { bundle, mended } = opened;
    const { platform, name } = bundle.manifest;
    const others = this.#firmwares.filter(
      ({ bundle: { manifest } }) => manifest.platform !== platform || manifest.name !== name,
    );
    this.#firmwares = [...others.slice(-(MOST_FILES - 1)), { bundle, signature }];
    return bundleReportOf(bundle, { mended, signature: signature.verdict });
  }

  dropFile(id: string): void {
    this.#firmwares = this.#firmwares.filter(({ bundle }) => bundle.sha256 !== id);
  }

  async summarize(
    { plan, skipsWentBack }: RollOutOrder,
    known: Readonly<Record<string, KnownFirmware>>,
  ): Promise<PlanSummary> {
    const byId = new Map(Object.entries(known));
    return summaryOf(plan, {
      firmwares: this.#firmwares.map(({ bundle }) => bundle.manifest),
      known: (id) => byId.get(id) ?? null,
      wentBack: skipsWentBack ? await this.#idsThatWentBack() : new Set(),
    });
  }

  /** Settles with the state it ended in; null: one is led already, here or in another page. */
  async run(order: RollOutOrder, tell: (news: RollOutNews) => void): Promise<RollOutState | null> {
    if (this.#isLeading) return null; // where pages may use no locks
    this.#isLeading = true;
    try {
      return await whileAlone(`${SESSION_LOCK}:roll-out`, () => this.#lead(order, tell));
    } finally {
      this.#isLeading = false;
    }
  }

  control(control: RollOutControl): void {
    if (this.#running === null) return;
    this.#running.rollOut.control = control;
    this.#running.changed();
  }

  leave(): void {
    this.#left.abort(new OtaError('cancelled', { by: 'user' }));
  }

  async #lead(order: RollOutOrder, tell: (news: RollOutNews) => void): Promise<RollOutState> {
    const rollOut = new RollOut(order.plan);
    const report = new RollOutReport(rollOut, {
      clock: realClock,
      versions: new Map(
        this.#firmwares.map(({ bundle: { sha256, manifest } }) => [sha256, manifest.version]),
      ),
      tell,
    });
    this.#left = new AbortController();
    const { signal } = this.#left;
    let wake = (): void => undefined;
    let resume = (): void => undefined;
    const changed = (): void => {
      wake();
      resume();
      report.changed();
    };
    this.#running = { rollOut, changed };
    const wentBack = order.skipsWentBack ? await this.#devicesThatWentBack() : new Set<string>();
    const host = createRollOutHost({
      ...{ order, wentBack, known: this.#deps.known, wall: this.#deps.wall },
      firmwares: this.#firmwares,
    });
    try {
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
    } finally {
      this.#running = null;
    }
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
