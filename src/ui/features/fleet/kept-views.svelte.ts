import { StoredChoice } from '../../state/remembered.svelte.ts';
import { BUCKETS, COLUMNS, FIRST_VIEW, FIXED_COLUMNS } from './fleet-rows.ts';
import type { FleetView } from './fleet-rows.ts';

export interface NamedView extends FleetView {
  readonly name: string;
}

const MOST_VIEWS = 20;
/** Characters. */
export const LONGEST_VIEW_NAME = 40;
const LONGEST_FIND = 200;

/** How the table is looked at, kept in this browser: the last way, and those that people named. */
export class KeptViews {
  readonly #last = new StoredChoice('slipway-fleet-view');
  readonly #stored = new StoredChoice('slipway-fleet-views');
  #views = $state.raw<readonly NamedView[]>([]);

  constructor() {
    const kept = parsed(this.#stored.value);
    this.#views = (Array.isArray(kept) ? kept : []).flatMap(namedIn).slice(0, MOST_VIEWS);
  }

  /** In their order. */
  get all(): readonly NamedView[] {
    return this.#views;
  }

  /** Columns and order of the last visit: what was searched for then is not wanted now. */
  restore(): FleetView {
    const { sort, columns } = viewIn(parsed(this.#last.value)) ?? FIRST_VIEW;
    return { ...FIRST_VIEW, sort, columns };
  }

  remember(view: FleetView): void {
    this.#last.keep(JSON.stringify(view));
  }

  /** In place of one of that name. */
  save(name: string, view: FleetView): void {
    const clean = name.trim().slice(0, LONGEST_VIEW_NAME);
    if (clean === '') return;
    const others = this.#views.filter((one) => one.name !== clean);
    this.#keep([...others, { ...view, name: clean }].slice(-MOST_VIEWS));
  }

  remove(name: string): void {
    this.#keep(this.#views.filter((one) => one.name !== name));
  }

  #keep(views: readonly NamedView[]): void {
    this.#views = views;
    this.#stored.keep(JSON.stringify(views));
  }
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null; // written by another hand
  }
}

function namedIn(value: unknown): readonly NamedView[] {
  const view = viewIn(value);
  const name = isObject(value) ? value['name'] : null;
  if (view === null || typeof name !== 'string' || name === '') return [];
  return [{ ...view, name: name.slice(0, LONGEST_VIEW_NAME) }];
}

/** null: it is none. */
function viewIn(value: unknown): FleetView | null {
  if (!isObject(value) || !isObject(value['sort']) || !Array.isArray(value['columns'])) return null;
  const named: readonly unknown[] = value['columns'];
  const column = COLUMNS.find((one) => one === (value['sort'] as { column?: unknown }).column);
  if (column === undefined) return null;
  const { find } = value;
  return {
    find: typeof find === 'string' ? find.slice(0, LONGEST_FIND) : '',
    bucket: BUCKETS.find((one) => one === value['bucket']) ?? null,
    sort: { column, isDown: (value['sort'] as { isDown?: unknown }).isDown === true },
    columns: COLUMNS.filter((one) => FIXED_COLUMNS.includes(one) || named.includes(one)),
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
