import type { CheckReport } from '../contracts/product-check.ts';
import type { UpdateEvent, UpdateResult } from '../update/events.ts';
import type { RecordedState } from './recording.ts';

/** Of those that are kept, so many from the beginning and the rest from the end. */
const MOST_STATES = 4_000;
const FIRST_STATES = 1_000;

/**
 * The states of an update, each with its time and what was acknowledged: one of a kind that repeats itself as long as it lasts is kept
 * once, and of the acknowledged bytes each percent. The same update gives the same list, however fast it ran.
 */
export class StateList {
  readonly #totalBytes: number;
  readonly #first: RecordedState[] = [];
  #last: RecordedState[] = [];
  #leftOut = 0;
  #before = '';
  #percent = -1;

  constructor(totalBytes: number) {
    this.#totalBytes = Math.max(1, totalBytes);
  }

  get states(): readonly RecordedState[] {
    return [...this.#first, ...this.#last];
  }

  get count(): number {
    return this.#first.length + this.#last.length;
  }

  get last(): RecordedState | undefined {
    return this.#last.at(-1) ?? this.#first.at(-1);
  }

  get leftOut(): number {
    return this.#leftOut;
  }

  /** True: it is another one than the last. `at`: milliseconds since the update began. */
  hear(event: UpdateEvent, at: number): boolean {
    const { acknowledgedBytes: bytes } = event;
    if (event.type === 'progress') {
      const percent = Math.floor((bytes * 100) / this.#totalBytes);
      if (percent === this.#percent) return false;
      this.#percent = percent;
      return this.#add({ at, state: 'progress', bytes });
    }
    if (event.type === 'reading') return false; // for the host, beside the update
    const state = stateOf(event);
    if (state === this.#before && repeats(event)) return false;
    return this.#add({ at, state, bytes });
  }

  end(result: UpdateResult, at: number): void {
    const code = 'failure' in result ? ` ${result.failure.code}` : '';
    this.#add({ at, state: `end ${result.result}${code}`.trimEnd(), bytes: result.bytes });
  }

  #add(state: RecordedState): true {
    this.#before = state.state;
    if (this.#first.length < FIRST_STATES) this.#first.push(state);
    else this.#last.push(state);
    const room = MOST_STATES - FIRST_STATES;
    // Dropped in bulk: cheaper than one for one.
    if (this.#last.length > 1.25 * room) {
      this.#leftOut += this.#last.length - room;
      this.#last = this.#last.slice(-room);
    }
    return true;
  }
}

/** What comes again and again while nothing changes. */
const repeats = (event: UpdateEvent): boolean =>
  event.type === 'looking' ||
  event.type === 'checks' ||
  (event.type === 'device' && event.check !== undefined);

/** All that a screen tells apart, and nothing of how long it took. */
function stateOf(event: Exclude<UpdateEvent, { type: 'progress' | 'reading' }>): string {
  switch (event.type) {
    case 'phase':
      return `phase ${event.phase}`;
    case 'device': {
      const { fw_version: version, fw_id: build } = event.info;
      const restarted = event.check?.restarted === true ? ' restarted' : '';
      return `device ${event.when} ${version} ${build} ${event.boot?.active_slot ?? '?'}${restarted}`;
    }
    case 'findings':
      return `findings ${event.findings.map(({ failure }) => failure.code).join(' ')}`.trimEnd();
    case 'retry':
      return `retry ${event.attempt} ${event.why}`;
    case 'paused':
      return `paused ${event.why} ${event.failure?.code ?? ''}`.trimEnd();
    case 'looking':
      return `looking ${event.failure.code}`;
    case 'went-on':
      return `went-on ${event.offset}`;
    case 'started-over':
      return `started-over ${event.why}`;
    case 'smaller-blocks':
      return `smaller-blocks ${event.offset} ${event.bytes}`;
    case 'rebooting':
      return `rebooting ${event.why}`;
    case 'trial':
      return `trial ${event.version}`;
    case 'checks':
      return `checks ${event.checks.map(standOf).join(' ')} ${event.ifNobodyActs}`;
    case 'contact':
      return `contact ${event.contact}`;
    case 'committed':
      return `committed ${event.version}`;
    case 'left-behind':
      return `left-behind ${event.failure.code}`;
  }
}

const standOf = ({ kind, state }: CheckReport): string => `${kind}:${state}`;
