import { afterEach, describe, expect, it } from 'vitest';
import late from '../../../../../src/messages/de/late.ts';
import { locale } from '../../../../../src/messages/locale.ts';
import { durationText } from '../../../../../src/ui/features/roll-out/draft-words.ts';
import type { RollOutSummary } from '../../../../../src/workers/api.ts';
import { german } from '../../../../support/messages/german.ts';

afterEach(() => locale.speak('en', null));

const HOUR_MS = 3_600_000;
const summaryOf = (
  durationMs: number | null,
  update = { ms: 120_000, isMeasured: false },
): RollOutSummary => ({
  ...{ devices: 2, waves: [1, 1], failureLimit: 3, gets: [2], unknown: 0 },
  ...{ skipped: [], offline: [], durationMs, update },
});
const said = (...of: Parameters<typeof summaryOf>): string =>
  durationText(summaryOf(...of), { soakMs: 0 });

describe('how long a roll-out takes', () => {
  it('is said roughly, with what it is counted by', () => {
    expect(said(7_000_000)).toBe(
      'Takes about 117 minutes where nothing goes wrong, if a device takes 2 minutes.',
    );
    expect(said(40 * HOUR_MS, { ms: 20_000, isMeasured: true })).toBe(
      'Takes about 40 hours where nothing goes wrong, at 1 minute a device, as this browser has seen it.',
    );
    expect(said(7_680_000)).toMatch(/^Takes about 2 h 8 min where/);
    expect(said(50 * HOUR_MS)).toMatch(/about 2 days/);
    expect(said(null)).toBe('It never ends: there is no hour that is not quiet.');
  });

  it('names how much of it is waiting', () => {
    const waits = (soakMs: number, more: Partial<RollOutSummary> = {}): string =>
      durationText({ ...summaryOf(7_680_000), waves: [1, 1, 3, 5], ...more }, { soakMs });
    expect(waits(1_800_000)).toMatch(
      /\. 2 hours of it is waiting time: 30 min after each of the 4 waves\.$/,
    );
    expect(waits(300_000, { waves: [2] })).toMatch(
      /\. 5 minutes of it is waiting time, after which each device is asked again\.$/,
    );
    expect(waits(0)).not.toMatch(/waiting/);
  });

  it('is said in German, too', () => {
    locale.speak('de', { ...german, ...late });
    const summary = { ...summaryOf(7_680_000), waves: [1, 1, 3, 5] };
    const rules = { soakMs: 1_800_000 };
    expect(durationText(summary, rules)).toBe(
      'Dauert etwa 2 Std. 8 Min., wenn nichts schiefgeht und ein Gerät 2 Minuten braucht. ' +
        'Darin enthalten: 2 Stunden Wartezeit, 30 Min. nach jeder der 4 Wellen.',
    );
    expect(durationText({ ...summary, waves: [10] }, rules)).toMatch(
      /enthalten: 30 Minuten Wartezeit, nach der jedes Gerät noch einmal gefragt wird\.$/,
    );
  });
});
