/** What the charts of the history draw. Pure. */
import type { PastUpdate } from '../../../workers/api.ts';
import { OUTCOMES, pastOutcome } from './past-rows.ts';
import type { OutcomeName } from './past-rows.ts';

/** Bars in a chart: more are too thin to be seen on a phone. */
const MOST_BARS = 30;
const MOST_MONTHS = 12;

/** The last ones that were kept, in the order of time. One that was carried on has a time of half of it. */
export const keptInTime = (updates: readonly PastUpdate[]): readonly PastUpdate[] =>
  updates
    .filter((one) => one.result === 'committed' && !one.isCarriedOn && one.seconds > 0)
    .slice(0, MOST_BARS)
    .reverse();

export interface MonthOfEnds {
  /** A moment of it. */
  readonly atMs: number;
  readonly counts: Readonly<Record<OutcomeName, number>>;
  readonly all: number;
}

/** In the order of time; a month without an update is left out. */
export function endsByMonth(updates: readonly PastUpdate[]): readonly MonthOfEnds[] {
  const months = new Map<string, PastUpdate[]>();
  for (const one of updates) {
    const at = new Date(one.endedAtMs);
    const month = `${at.getFullYear()}-${at.getMonth()}`;
    months.set(month, [...(months.get(month) ?? []), one]);
  }
  return [...months.values()]
    .slice(0, MOST_MONTHS)
    .reverse()
    .map((ofMonth) => ({
      atMs: ofMonth[0]?.endedAtMs ?? 0,
      counts: countsOf(ofMonth),
      all: ofMonth.length,
    }));
}

function countsOf(updates: readonly PastUpdate[]): MonthOfEnds['counts'] {
  const count = (name: OutcomeName): number =>
    updates.filter((one) => pastOutcome(one) === name).length;
  const [kept, back, stopped] = OUTCOMES.map(count);
  return { kept: kept ?? 0, back: back ?? 0, stopped: stopped ?? 0 };
}

export interface LinkSpeed {
  /** As links are called (messages/failures.ts). */
  readonly link: string;
  /** The median. */
  readonly bytesPerSecond: number;
  readonly count: number;
}

/** The fastest first. Only what was written from here has a speed. */
export function speedByLink(updates: readonly PastUpdate[]): readonly LinkSpeed[] {
  const speeds = new Map<string, number[]>();
  for (const { way, bytes, writeSeconds } of updates)
    if (way.link !== null && way.delivery === 'write' && writeSeconds > 0 && bytes > 0)
      speeds.set(way.link, [...(speeds.get(way.link) ?? []), bytes / writeSeconds]);
  return [...speeds]
    .map(([link, all]) => ({ link, bytesPerSecond: median(all), count: all.length }))
    .sort((one, other) => other.bytesPerSecond - one.bytesPerSecond);
}

/** 0 for none. */
export function median(values: readonly number[]): number {
  const inOrder = [...values].sort((one, other) => one - other);
  const half = Math.floor(inOrder.length / 2);
  const upper = inOrder[half] ?? 0;
  return inOrder.length % 2 === 1 ? upper : ((inOrder[half - 1] ?? 0) + upper) / 2;
}
