import { describe, expect, it } from 'vitest';
import {
  paperOf,
  receiptFacts,
  receiptOutcome,
  receiptOverrides,
  receiptStages,
} from '../../../../../src/ui/features/receipt/receipt-paper.ts';
import { paperName } from '../../../../../src/ui/widgets/paper.ts';
import { beginRun } from '../../../../../src/ui/state/run-view.ts';
import type { FinishedRun } from '../../../../../src/ui/state/run-view.ts';
import type { BundleReport, UpdateResult } from '../../../../../src/workers/api.ts';
import { HOSTILE } from '../../../../support/hostile-text.ts';
import { bundle, deviceOn, order } from '../../../../support/ui/fixtures.ts';

const device = deviceOn('1.1.0');

const figures = { from: '1.0.0', to: '1.1.0', bytes: 900_000, seconds: 95, writeSeconds: 60 };
const lost = { code: 'worker/died', facts: { worker: 'updater' }, trace: '' } as const;

function finished(result: UpdateResult): FinishedRun {
  const run = beginRun(order, 1_000);
  const stages = [
    { startedAt: 1_000, endedAt: 3_000 },
    { startedAt: 3_000, endedAt: 9_500 },
    { startedAt: 9_500, endedAt: null },
    ...run.stages.slice(3),
  ];
  return { run: { ...run, stages }, result, endedAt: 70_500, endedWallMs: Date.UTC(2026, 10, 20) };
}
const done = finished({ ...figures, result: 'committed' });
const source = {
  finished: done,
  bundle,
  info: device.info,
  allowed: [],
  appBuild: { version: '0.1.0', commit: 'abc1234', build: '1a2b3c4d' },
} as const;

describe('the receipt', () => {
  it('says in its headline what the device runs, or that it was not updated', () => {
    const headlineOf = (result: UpdateResult) => receiptOutcome(finished(result)).headline;
    expect(headlineOf({ ...figures, result: 'committed' })).toBe('The practice device runs 1.1.0');
    const running = { name: 'demo', version: '1.0.0', buildId: 'b1', slot: 0, committed: true };
    const back = { ...figures, failure: lost, running };
    expect(headlineOf({ ...back, result: 'reverted', cause: 'restarted' })).toBe(
      'The practice device is back on 1.0.0',
    );
    const third = { ...running, version: '1.1.0', buildId: 'b3' };
    expect(headlineOf({ ...back, result: 'other', running: third })).toBe(
      'The practice device runs 1.1.0, build b3',
    );
    const failed = receiptOutcome(finished({ ...figures, result: 'failed', failure: lost }));
    expect(failed.headline).toBe('The practice device was not updated');
    expect(failed.why).toMatch(/Slipway had to restart/);
    expect(failed.tag.mark).toBe('stop');
  });

  it('names device, file, digest and app, and says when the device did not report', () => {
    const text = JSON.stringify(receiptFacts(source));
    for (const part of [device.info.id, device.info.mac, bundle.fileName, bundle.id])
      expect(text).toContain(part);
    expect(receiptFacts(source).at(-1)).toMatchObject({
      text: 'Slipway 0.1.0',
      code: 'commit abc1234, build 1a2b3c4d',
    });
    expect(receiptFacts({ ...source, info: null })[0]?.code).toBe('not reported');
  });

  it('isolates a version that has a direction of its own, once', () => {
    const version = '1.0-\u05d0';
    const hostile = { ...order, from: version };
    const run = { ...done.run, order: hostile };
    const told = {
      ...done,
      run,
      result: { ...figures, from: version, result: 'committed' },
    } as const;
    const facts = receiptFacts({ ...source, finished: told });
    expect(facts.find(({ name }) => name === 'From')?.text).toBe(
      `${bundle.name} \u20681.0-\u05d0\u2069`,
    );
    const reported = { ...told, run: done.run };
    expect(
      receiptFacts({ ...source, finished: reported }).find(({ name }) => name === 'From')?.text,
    ).toBe(`${bundle.name} \u20681.0-\u05d0\u2069`);
  });

  it('names the place in the network where the device was reached', () => {
    const place = 'ws://192.168.1.7';
    expect(receiptFacts({ ...source, place })).toContainEqual({ name: 'Reached at', text: place });
    expect(JSON.stringify(receiptFacts(source))).not.toContain('Reached at');
  });

  it('names where the device answered in the end, which may be another than was asked for', () => {
    const report = { ...device, place: 'http://192.168.1.7/rpc' };
    const choice = { firmware: { kind: 'none' }, report, allowed: [] } as const;
    const other = { place: 'http://192.168.1.7', note: '' };
    const placeOf = (method: Parameters<typeof paperOf>[1]['method']) =>
      paperOf(done, { choice, method, seal: null }).facts.find(({ name }) => name === 'Reached at')
        ?.text;
    const place = 'ws://192.168.1.7';
    expect([placeOf({}), placeOf({ place })]).toEqual([undefined, place]);
    expect(placeOf({ place, otherReach: () => other })).toBe(other.place);
  });

  it('prints who signed the firmware, and that a missing signature was overridden as it was typed', () => {
    const signatureOf = (signature: BundleReport['signature']) =>
      receiptFacts({ ...source, bundle: { ...bundle, signature } }).find(
        ({ name }) => name === 'Signature',
      )?.text;
    expect(signatureOf({ kind: 'unsigned' })).toBe('Not signed');
    expect(signatureOf({ kind: 'good', by: ['Plant'] })).toBe('Signature good. Signed by Plant.');
    expect(signatureOf({ kind: 'broken', why: 'no-match' })).toMatch(/^Signature not valid\. /);
    const [override] = receiptOverrides({ ...source, allowed: ['unsigned'] });
    expect(override).toContain('“unsigned”');
  });

  it('prints an override as it was typed, and one that was ticked as ticked', () => {
    const overrides = receiptOverrides({ ...source, allowed: ['downgrade', 'same-version'] });
    expect(overrides[0]).toContain(`“${bundle.version}”`);
    expect(overrides[1]).toContain('Ticked');
    expect(receiptOverrides(source)).toEqual([]);
  });

  it('gives every stage its time, and none to a stage that was not reached', () => {
    expect(receiptStages(done).map(({ value }) => value)).toEqual([
      '0:02',
      '0:06',
      '1:01',
      '–',
      '–',
      '–',
      '–',
    ]);
  });

  it('is a file of that device and minute', () => {
    const at = new Date(2026, 10, 20, 14, 31, 8).getTime();
    expect(paperName('Boiler room 2', at)).toBe('slipway-boiler-room-2-2026-11-20-1431');
    expect(paperName('Kühl/Raum №3', new Date(2026, 0, 2, 3, 4).getTime())).toBe(
      'slipway-kühl-raum-3-2026-01-02-0304',
    );
  });

  it('is a name that any system takes, whatever the device is called', () => {
    const names = [
      ...Object.values(HOSTILE),
      '../../etc/passwd',
      'a:b*c?"<>|',
      '',
      '.',
      'CON',
      '💡',
    ];
    for (const name of names) {
      const file = paperName(name, new Date(2026, 0, 2, 3, 4).getTime());
      expect(file).toMatch(/^slipway-([\p{L}\p{N}]+-)*2026-01-02-0304$/u);
      expect(new TextEncoder().encode(`${file}.json`).length).toBeLessThan(255);
    }
  });
});
