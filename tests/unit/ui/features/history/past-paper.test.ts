import { describe, expect, it } from 'vitest';
import { receiptOf } from '../../../../../src/history/receipt.ts';
import {
  headlineOf,
  paperOfPast,
  paperOfReceipt,
  wayWords,
  pastFailure,
} from '../../../../../src/ui/features/history/past-paper.ts';
import {
  historyAsCsv,
  historyAsJson,
} from '../../../../../src/ui/features/history/write-history.ts';
import { receiptPage } from '../../../../../src/ui/widgets/receipt-page.ts';
import { pastUpdate } from '../../../../support/history/past-updates.ts';

const lost = { code: 'update/rolled-back', facts: { from: '1.4.2', to: '2', why: 'time-over' } };

describe('the receipt of an update that is over', () => {
  it('has what was done, by whom, with every digest in full', () => {
    const paper = paperOfPast(pastUpdate({ who: 'Ada', allowed: ['downgrade', 'new-one'] }), null);
    expect(paper).toMatchObject({
      outcome: { headline: 'Boiler room 2 runs 2.0.0', why: null, tag: { mark: 'go' } },
      stages: [{ value: '0:02' }, { value: '0:06' }, { value: '2:58' }, {}, {}, {}, {}],
      checks: [{ mark: 'go' }, { mark: 'go' }, { mark: 'go', text: 'Pressure' }],
    });
    expect(paper.name).toMatch(/^slipway-boiler-room-2-2026-11-20-\d{4}$/);
    expect(paper.parts.map(({ digest }) => digest.replace(' ', ''))).toEqual([
      'fd'.repeat(32),
      'fa'.repeat(32),
    ]);
    const text = JSON.stringify(paper);
    for (const told of ['Ada', 'esp32_0A1B2C', '20260902-081500/v1.4.2', 'Older than what ran.'])
      expect(text).toContain(told);
    expect(text).toContain('new-one');
  });

  it('says why it did not end well, by the words of the failure or by its code', () => {
    const back = pastUpdate({ result: 'reverted', failure: lost });
    expect(headlineOf(back)).toBe('Boiler room 2 is back on 1.4.2');
    expect(paperOfPast(back, null).outcome.why).not.toContain('update/rolled-back');
    expect(paperOfReceipt(receiptOf(back)).outcome.why).toContain('update/rolled-back');
  });

  it('names a failure of another version of the app by its code', () => {
    expect(pastFailure({ code: 'update/from-the-future', facts: {} })).toBe(
      'update/from-the-future',
    );
    expect(pastFailure({ code: 'bundle/not-zip', facts: {} })).not.toBe('');
  });

  it('names the link where a connection has several kinds', () => {
    const over = (method: 'network' | 'cable' | 'practice', link: string | null) =>
      wayWords({ method, delivery: 'write', link });
    expect([over('network', 'mqtt'), over('network', 'tcp'), over('cable', 'serial')]).toEqual([
      'Network, MQTT',
      'Network',
      'USB cable',
    ]);
    expect(over('practice', null)).toBe('Practice device');
  });

  it('has its seal on the page that is saved', () => {
    const seal = { algorithm: 'Ed25519', fingerprint: 'ab12 cd34', digest: 'ef'.repeat(32) };
    const drawn = { side: 29, path: 'M0 0h7v1h-7z' };
    const page = receiptPage(paperOfPast(pastUpdate(), { ...seal, drawn }));
    for (const told of ['ab12 cd34', 'ef'.repeat(16), 'M0 0h7v1h-7z', 'Ed25519'])
      expect(page).toContain(told);
    const long = receiptPage(paperOfPast(pastUpdate(), { ...seal, drawn: null }));
    expect(long).toContain('too long for a QR code');
    expect(receiptPage(paperOfPast(pastUpdate(), null))).not.toContain('Fingerprint');
  });
});

describe('files of the history', () => {
  const evil = pastUpdate({
    who: '=HYPERLINK("http://x")',
    failure: { code: 'link/refused', facts: { address: 'ws://user:hunter2@host/' } },
  });

  it('are CSV without formulas, a line for each update', () => {
    const [heads = '', line = ''] = historyAsCsv([evil]).slice(1).split('\r\n');
    expect(heads.split(',').slice(0, 4)).toEqual(['ended_at', 'started_at', 'device', 'device_id']);
    expect(line).toContain('2026-11-20T13:31:36.000Z');
    expect(line).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(line).not.toContain('hunter2');
    // No cell of a line has a comma in it here but the quoted ones.
    const cells = line.match(/"(?:[^"]|"")*"|[^,]+|(?<=,)(?=,|$)/g) ?? [];
    expect(cells).toHaveLength(heads.split(',').length);
  });

  it('are JSON with the code of a failure and none of its facts', () => {
    const text = historyAsJson([evil]);
    expect(JSON.parse(text)).toMatchObject({
      format: { name: 'slipway-history', version: 1 },
      updates: [{ startedAt: '2026-11-20T13:27:01.000Z', failure: 'link/refused' }],
    });
    expect(text).not.toContain('hunter2');
  });
});
