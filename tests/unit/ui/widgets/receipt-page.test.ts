import { describe, expect, it } from 'vitest';
import { receiptPage } from '../../../../src/ui/widgets/receipt-page.ts';
import { receiptPaper } from '../../../../src/ui/features/receipt/receipt-paper.ts';
import { beginRun } from '../../../../src/ui/state/run-view.ts';
import type { FinishedRun } from '../../../../src/ui/state/run-view.ts';
import { HOSTILE, RAW, withoutIsolates } from '../../../support/hostile-text.ts';
import { bundle, deviceOn, order } from '../../../support/ui/fixtures.ts';

const figures = { from: '1.0.0', to: '1.1.0', bytes: 900_000, seconds: 95, writeSeconds: 60 };
const after = { info: deviceOn('1.1.0').info, boot: null };

const finished: FinishedRun = {
  run: { ...beginRun(order, 1_000), after },
  result: { ...figures, result: 'committed' },
  ...{ endedAt: 70_500, endedWallMs: Date.UTC(2026, 10, 20, 12) },
};
const source = {
  ...{ finished, bundle, info: after.info, allowed: [] },
  appBuild: { version: '0.1.0', commit: 'abc1234', build: '1a2b3c4d' },
} as const;

const pageOf = (more: Partial<typeof source> = {}, told: string | null = null): string => {
  const named =
    told === null ? finished : { ...finished, run: { ...finished.run, order: liar(told) } };
  return receiptPage(receiptPaper({ ...source, finished: named, ...more }, deviceOn('1.1.0')));
};

const liar = (told: string) => ({
  ...{ ...order, device: told, from: told, to: told },
  parts: order.parts.map((part) => ({
    ...part,
    name: told,
    file: part.file === null ? null : told,
  })),
});

describe('a receipt as a file', () => {
  it('has what the printed one has', () => {
    const page = pageOf();
    expect(page).toMatch(/^<!doctype html>/);
    for (const text of ['The practice device runs 1.1.0', 'app11.bin', bundle.id, 'esp32_0A1B2C'])
      expect(page).toContain(text);
    for (const stage of ['Check', 'Prepare', 'Write', 'Finish', 'Restart', 'Verify', 'Commit'])
      expect(page).toContain(`<span>${stage}</span>`);
    expect(page).toContain('No override was used.');
    expect(page).toContain('commit abc1234, build 1a2b3c4d');
  });

  it('fetches nothing and runs nothing', () => {
    const page = pageOf();
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<(script|link|img|iframe|object|form)\b|\b(src|href|on\w+)=|url\(/i);
  });

  it.each(Object.entries({ ...HOSTILE, isMarkup: `<img src=x onerror="alert('1')">&lt;b>` }))(
    'shows names of a device and a file as they are, and none becomes a part of it: %s',
    (_, told) => {
      const page = pageOf(
        { bundle: { ...bundle, name: told, version: told, fileName: told } },
        told,
      );
      expect(withoutIsolates(page.replace(/\n/g, ' '))).not.toMatch(RAW);
      expect(page.match(/<[a-z1-6]+\b/g)?.sort()).toEqual(
        pageOf()
          .match(/<[a-z1-6]+\b/g)
          ?.sort(),
      );
    },
  );
});
