/** What the window is told of a roll-out: at most one message in ROLL_OUT_NEWS_MS, with the rows that have changed. */
import type { Clock } from '../../contracts/clock.ts';
import type { RollOut, RollOutState, RollOutStep } from '../../fleet/roll-out.ts';
import type { RollOutEvent } from '../../fleet/run-roll-out.ts';
import type { UpdateEvent } from '../../update/events.ts';
import { ROLL_OUT_NEWS_MS } from '../roll-out-api.ts';
import type { KeptStanding, RollOutNews, RollOutRow } from '../roll-out-api.ts';

/** What is told of. */
export interface RollOutSource {
  /** null = nothing is known of it yet. */
  readonly rollOut: RollOut | null;
  /** null = no broker keeps it. */
  readonly kept: KeptStanding | null;
  /** Nobody here decides what is next: it is read of the records. */
  readonly isFollowed: boolean;
}

export interface ReportDeps {
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  /** Of the firmwares, by the SHA-256 of their files. */
  readonly versions: ReadonlyMap<string, string>;
  readonly tell: (news: RollOutNews) => void;
}

type Told = Omit<RollOutRow, 'id' | 'record'>;

const NOTHING: Told = {
  ...{ from: null, to: null, phase: null, percent: null, isOnTrial: false, waits: false },
};

export class RollOutReport {
  readonly #source: () => RollOutSource;
  readonly #deps: ReportDeps;
  readonly #told = new Map<string, Told>();
  readonly #changed = new Set<string>();
  readonly #over = new AbortController();
  #step: Standing = { state: 'running', wakeAtMs: null };
  #hasLapsed = false;
  #isPlanTold = false;
  #isTelling = false;

  constructor(source: () => RollOutSource, deps: ReportDeps) {
    this.#source = source;
    this.#deps = deps;
    this.all();
  }

  /** Each device is told anew. */
  all(): void {
    for (const id of this.#source().rollOut?.records.keys() ?? []) this.#changed.add(id);
    this.changed();
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
    const { rollOut, kept, isFollowed } = this.#source();
    if (rollOut === null) return; // the next news has it
    const { control, failures, failureLimit, haltReason, waves } = rollOut;
    if (!control.paused) this.#hasLapsed = false;
    if (isFollowed && !this.#over.signal.aborted) this.#step = rollOut.next(this.#deps.wall());
    // What comes out of the next step is told when it comes; what people wish holds at once.
    const isOpen = this.#step.state !== 'completed' && this.#step.state !== 'halted';
    const state = control.stopped && isOpen ? 'stopped' : this.#step.state;
    const rows = [...this.#changed].flatMap((id) => this.#rowOf(rollOut, id));
    this.#changed.clear();
    this.#deps.tell({
      ...{ state, wave: rollOut.wave, failures, failureLimit, haltReason, control, rows },
      waves: waves.map(({ planned }) => planned),
      wakeAtMs: this.#step.wakeAtMs,
      hasLapsed: this.#hasLapsed,
      kept: kept === null || !this.#isPlanTold ? kept : { ...kept, plan: null },
    });
    this.#isPlanTold = true;
  }

  #rowOf(rollOut: RollOut, id: string): readonly RollOutRow[] {
    const record = rollOut.records.get(id);
    if (record === undefined) return [];
    return [{ id, record: withoutTrace(record), ...(this.#told.get(id) ?? NOTHING) }];
  }
}

interface Standing {
  readonly state: RollOutState;
  readonly wakeAtMs: number | null;
}

/** It is for us, and long. */
function withoutTrace(record: RollOutRow['record']): RollOutRow['record'] {
  if (!('failure' in record) || record.failure === null) return record;
  return { ...record, failure: { ...record.failure, trace: '' } };
}
