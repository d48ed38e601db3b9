/** What the window is told of a roll-out: at most one message in ROLL_OUT_NEWS_MS, with the rows that have changed. */
import type { Clock } from '../../contracts/clock.ts';
import type { RollOut, RollOutState, RollOutStep } from '../../fleet/roll-out.ts';
import type { RollOutEvent } from '../../fleet/run-roll-out.ts';
import type { UpdateEvent } from '../../update/events.ts';
import { ROLL_OUT_NEWS_MS } from '../roll-out-api.ts';
import type { RollOutNews, RollOutRow } from '../roll-out-api.ts';

export interface ReportDeps {
  readonly clock: Clock;
  /** Of the firmwares, by the SHA-256 of their files. */
  readonly versions: ReadonlyMap<string, string>;
  readonly tell: (news: RollOutNews) => void;
}

type Told = Omit<RollOutRow, 'id' | 'record'>;

const NOTHING: Told = {
  ...{ from: null, to: null, phase: null, percent: null, isOnTrial: false, waits: false },
};

export class RollOutReport {
  readonly #rollOut: RollOut;
  readonly #deps: ReportDeps;
  readonly #told = new Map<string, Told>();
  readonly #changed = new Set<string>();
  readonly #over = new AbortController();
  #step: { readonly state: RollOutState; readonly wakeAtMs: number | null };
  #hasLapsed = false;
  #isTelling = false;

  constructor(rollOut: RollOut, deps: ReportDeps) {
    this.#rollOut = rollOut;
    this.#deps = deps;
    this.#step = { state: 'running', wakeAtMs: null };
    for (const id of rollOut.records.keys()) this.#changed.add(id);
  }

  hear(event: RollOutEvent): void {
    switch (event.type) {
      case 'step':
        this.#step = event.step;
        break;
      case 'record':
        this.#note(event.device.id, { phase: null, percent: null, isOnTrial: false });
        break;
      case 'update':
        this.#note(event.device.id, this.#toldBy(event.event));
        break;
      case 'gate':
        this.#note(event.device.id, { waits: event.waits });
        break;
      case 'lapsed':
        this.#hasLapsed = true;
    }
    this.changed();
  }

  /** Now, or a little later with what comes until then. */
  changed(): void {
    if (this.#isTelling || this.#over.signal.aborted) return;
    this.#isTelling = true;
    this.#deps.clock.sleep(ROLL_OUT_NEWS_MS, this.#over.signal).then(
      () => {
        this.#isTelling = false;
        this.#tell();
      },
      () => undefined, // told by `end`
    );
  }

  end(step: RollOutStep): void {
    this.#step = step;
    this.#over.abort();
    this.#tell();
  }

  #note(id: string, news: Partial<Told> | null): void {
    if (news === null) return;
    this.#told.set(id, { ...(this.#told.get(id) ?? NOTHING), ...news });
    this.#changed.add(id);
  }

  /** null: nothing that a row shows. */
  #toldBy(event: UpdateEvent): Partial<Told> | null {
    if (event.type === 'phase') {
      const { phase, bundleSha256 } = event;
      const to = this.#deps.versions.get(bundleSha256) ?? null;
      return { phase, to, ...(phase !== 'writing' && { percent: null }) };
    }
    if (event.type === 'device')
      return event.when === 'before' ? { from: event.info.fw_version } : null;
    if (event.type === 'trial') return { isOnTrial: true };
    if (event.type !== 'progress') return null;
    const percent = Math.floor((event.acknowledgedBytes * 100) / event.totalBytes);
    return { percent: Math.min(100, percent) };
  }

  #tell(): void {
    const { control, failures, failureLimit, haltReason, waves } = this.#rollOut;
    if (!control.paused) this.#hasLapsed = false;
    // What comes out of the next step is told when it comes; what people wish holds at once.
    const { state, wave } = this.#present();
    const rows = [...this.#changed].flatMap((id) => this.#rowOf(id));
    this.#changed.clear();
    this.#deps.tell({
      ...{ state, wave, failures, failureLimit, haltReason, control, rows },
      waves: waves.map(({ planned }) => planned),
      wakeAtMs: this.#step.wakeAtMs,
      hasLapsed: this.#hasLapsed,
    });
  }

  #present(): { readonly state: RollOutState; readonly wave: number } {
    const wave = this.#rollOut.wave;
    const { control } = this.#rollOut;
    const isOpen = this.#step.state !== 'completed' && this.#step.state !== 'halted';
    if (control.stopped && isOpen) return { state: 'stopped', wave };
    return { state: this.#step.state, wave };
  }

  #rowOf(id: string): readonly RollOutRow[] {
    const record = this.#rollOut.records.get(id);
    if (record === undefined) return [];
    return [{ id, record: withoutTrace(record), ...(this.#told.get(id) ?? NOTHING) }];
  }
}

/** It is for us, and long. */
function withoutTrace(record: RollOutRow['record']): RollOutRow['record'] {
  if (!('failure' in record) || record.failure === null) return record;
  return { ...record, failure: { ...record.failure, trace: '' } };
}
