import type { Failure } from '../../../contracts/failure.ts';
import type { LinkBatch, LinkLine, CallAnswer, LinkReport } from '../../../contracts/link-log.ts';
import { lineOfRecord } from '../../../messages/receipt-words.ts';
import type { AskUpdater } from '../../state/restartable-updater.ts';
import { isReading } from '../../../contracts/link-log.ts';
import { lineWords, plainLine } from '../../../messages/panels-words.ts';

const EVERY_MS = 200;
const KEPT_LINES = 4_000;

/** The record of the link as the panels see it: asked for while one of them is open. */
export class LinkWatch {
  readonly #ask: AskUpdater;
  #lines = $state.raw<readonly LinkLine[]>([]);
  #report = $state.raw<LinkReport | null>(null);
  #last = 0;

  constructor(ask: AskUpdater) {
    this.#ask = ask;
  }

  /** Oldest first. */
  get lines(): readonly LinkLine[] {
    return this.#lines;
  }

  get report(): LinkReport | null {
    return this.#report;
  }

  /** Asks now and from time to time, until the result is called. */
  watch(): () => void {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let over = false;
    const ask = async (): Promise<void> => {
      await this.#take();
      if (!over) timer = setTimeout(() => void ask(), EVERY_MS);
    };
    void ask();
    return () => {
      over = true;
      if (timer !== null) clearTimeout(timer);
    };
  }

  /** The whole frame of a line; null = no longer there. */
  async openFrame(seq: number): Promise<string | null> {
    const opened = await this.#ask((updater) => updater.openFrame(seq));
    return opened.ok ? opened.value : null;
  }

  async #take(): Promise<void> {
    const outcome = await this.#ask((updater) => updater.linkLog(this.#last));
    if (outcome.ok) this.#add(outcome.value);
  }

  #add({ lines, last, report }: LinkBatch): void {
    // Another worker, another record: it begins at 1 again.
    const isNew = last < this.#last;
    this.#last = isNew ? 0 : last;
    this.#report = report;
    if (isNew || lines.length === 0) return;
    this.#lines = [...this.#lines, ...lines.map(lineOfRecord)].slice(-KEPT_LINES);
  }
}

export type CallState =
  | { readonly kind: 'none' }
  | { readonly kind: 'calling' }
  | { readonly kind: 'answered'; readonly answer: CallAnswer }
  | { readonly kind: 'failed'; readonly method: string; readonly failure: Failure };

/** Why a call cannot be made now. */
export type CallObstacle = 'no-method' | 'not-json' | 'busy' | 'update-runs';

/** A call that a person makes: what is typed, whether it may be sent, what came back. */
export class HandCall {
  readonly #ask: AskUpdater;
  method = $state('Sys.GetInfo');
  args = $state('');
  #state = $state.raw<CallState>({ kind: 'none' });

  constructor(ask: AskUpdater) {
    this.#ask = ask;
  }

  get state(): CallState {
    return this.#state;
  }

  get argsAreJson(): boolean {
    return paramsOf(this.args) !== undefined;
  }

  /** null = it may be called. */
  obstacle(updateRuns: boolean): CallObstacle | null {
    const method = this.method.trim();
    if (method === '') return 'no-method';
    if (!this.argsAreJson) return 'not-json';
    if (this.#state.kind === 'calling') return 'busy';
    return updateRuns && !isReading(method) ? 'update-runs' : null;
  }

  async call(): Promise<void> {
    const method = this.method.trim();
    const params = paramsOf(this.args);
    if (method === '' || params === undefined || this.#state.kind === 'calling') return;
    this.#state = { kind: 'calling' };
    const outcome = await this.#ask((updater) => updater.callDevice(method, params));
    this.#state = outcome.ok
      ? { kind: 'answered', answer: outcome.value }
      : { kind: 'failed', method, failure: outcome.failure };
  }
}

/** null = none were typed; undefined = what was typed is no JSON yet. */
function paramsOf(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // somebody is still typing
  }
}

export type Which = 'log' | 'frames' | 'both';

export interface View {
  readonly which: Which;
  /** What a line must hold; empty = anything. */
  readonly find: string;
  /** The last line before the view was held; null = it goes on. */
  readonly heldAt: number | null;
}

/** More lines than a person scrolls through make a page slow: these are the last ones. */
const MOST_ROWS = 300;

export interface ShownLines {
  readonly rows: readonly LinkLine[];
  /** Lines that match and stand before these. */
  readonly older: number;
  /** Arrived since the view was held. */
  readonly fresh: number;
}

/** What of the record is on the screen. */
export function shownLines(lines: readonly LinkLine[], view: View): ShownLines {
  const { which, heldAt } = view;
  const wanted = view.find.trim().toLowerCase();
  const seen = heldAt === null ? lines : lines.filter(({ seq }) => seq <= heldAt);
  const matching = seen.filter(
    (line) =>
      (which === 'both' || lineWords(line).column === which) &&
      (wanted === '' || plainLine(line).toLowerCase().includes(wanted)),
  );
  const rows = matching.slice(-MOST_ROWS);
  return { rows, older: matching.length - rows.length, fresh: lines.length - seen.length };
}

/** How many of each, for the head of the panel. */
export function countsOf(lines: readonly LinkLine[]): {
  readonly log: number;
  readonly calls: number;
  readonly again: number;
} {
  let [log, calls, again] = [0, 0, 0];
  for (const line of lines) {
    if (line.kind === 'log') log += 1;
    if (line.kind !== 'sent') continue;
    calls += 1;
    if (line.isAgain) again += 1;
  }
  return { log, calls, again };
}
