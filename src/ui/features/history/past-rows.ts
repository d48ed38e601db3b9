/** What of the history is shown: by words, device, app, outcome and connection, in days. Pure. */
import { historyWords } from '../../../messages/history-words.ts';
import type { PastMethod, PastResult, PastUpdate } from '../../../workers/api.ts';

export interface HistoryView {
  readonly find: string;
  /** null: all. */
  readonly device: string | null;
  readonly app: string | null;
  readonly outcome: OutcomeName | null;
  readonly method: PastMethod | null;
}

export const WHOLE_HISTORY: HistoryView = {
  ...{ find: '', device: null, app: null, outcome: null, method: null },
};

/** As people sort them out: what is kept, what went back, what did not get so far. */
export const OUTCOMES = ['kept', 'back', 'stopped'] as const;
export type OutcomeName = (typeof OUTCOMES)[number];

const OUTCOME_OF: Readonly<Record<PastResult, OutcomeName>> = {
  committed: 'kept',
  uncommitted: 'stopped',
  refused: 'stopped',
  failed: 'stopped',
  cancelled: 'stopped',
  reverted: 'back',
  other: 'stopped',
  unknown: 'stopped',
};

export const pastOutcome = ({ result }: Pick<PastUpdate, 'result'>): OutcomeName =>
  OUTCOME_OF[result];

/** A device by its MAC, as an id may change; one that tells none by its id. */
export const deviceOf = ({ device }: Pick<PastUpdate, 'device'>): string => device.mac || device.id;

/** The name people gave it, else its id; that of the practice device is made up. */
export const namedDevice = ({ device, way }: Pick<PastUpdate, 'device' | 'way'>): string =>
  way.method === 'practice' ? historyWords.ways.practice : (device.name ?? device.id);

/** Every word of the search has to be somewhere in it. */
export function shownUpdates(
  updates: readonly PastUpdate[],
  { find, device, app, outcome, method }: HistoryView,
): readonly PastUpdate[] {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean);
  return updates.filter(
    (one) =>
      (device === null || deviceOf(one) === device) &&
      (app === null || one.firmware.name === app) &&
      (outcome === null || pastOutcome(one) === outcome) &&
      (method === null || one.way.method === method) &&
      hasWords(one, words),
  );
}

function hasWords(update: PastUpdate, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const { device, from, firmware, who, endedAtMs } = update;
  const text = [
    ...[device.name, device.id, device.mac, device.arch, from.version, from.buildId],
    ...[firmware.version, firmware.buildId, firmware.name, firmware.fileName, firmware.sha256],
    ...[who, new Date(endedAtMs).toISOString().slice(0, 10)],
  ]
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

export interface Choice {
  readonly value: string;
  readonly text: string;
}

/** Devices of the history, by the name of the last record of each. */
export function devicesIn(updates: readonly PastUpdate[]): readonly Choice[] {
  const names = new Map<string, string>();
  for (const one of updates)
    if (!names.has(deviceOf(one))) names.set(deviceOf(one), namedDevice(one));
  return sorted([...names].map(([value, text]) => ({ value, text })));
}

export const appsIn = (updates: readonly PastUpdate[]): readonly Choice[] =>
  sorted(
    [...new Set(updates.map(({ firmware }) => firmware.name))].map((name) => ({
      ...{ value: name, text: name },
    })),
  );

export const methodsIn = (updates: readonly PastUpdate[]): readonly PastMethod[] => [
  ...new Set(updates.map(({ way }) => way.method)),
];

const sorted = (choices: readonly Choice[]): readonly Choice[] =>
  [...choices].sort((one, other) => one.text.localeCompare(other.text));

export interface PastDay {
  /** Of its last update. */
  readonly atMs: number;
  readonly updates: readonly PastUpdate[];
}

/** Those that ended on one day of the wall, the last one first. */
export function daysOf(updates: readonly PastUpdate[]): readonly PastDay[] {
  const days = new Map<string, PastUpdate[]>();
  for (const one of updates) {
    const day = new Date(one.endedAtMs).toDateString();
    const known = days.get(day);
    if (known === undefined) days.set(day, [one]);
    else known.push(one);
  }
  return [...days.values()].map((ofDay) => ({
    atMs: ofDay[0]?.endedAtMs ?? 0,
    updates: ofDay,
  }));
}
