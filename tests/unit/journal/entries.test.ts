import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJournal, encodeEntry } from '../../../src/journal/entries.ts';
import type { JournalEntry } from '../../../src/journal/entries.ts';
import { compacted, journaledUpdate } from '../../../src/journal/journaled-update.ts';
import { seedFor } from '../../support/sample.ts';
import { sessionEntry } from '../../support/journal/journals.ts';

const ENTRIES: readonly JournalEntry[] = [
  sessionEntry({ device: { mac: '3C71BF0E70AB', id: 'pumpe-größe', arch: 'esp32', app: 'demo' } }),
  { type: 'stage', atMs: 2, stage: 'preparing' },
  { type: 'stage', atMs: 3, stage: 'writing' },
  { type: 'acknowledged', atMs: 4, bytes: 640 },
  { type: 'stage', atMs: 5, stage: 'rebooting' },
  { type: 'trial', atMs: 6, dueAtMs: 300_006 },
];

const text = ENTRIES.map(encodeEntry).join('');

describe('a journal', () => {
  it('says again what was written, and how far the update was', () => {
    const decoded = decodeJournal(text);
    expect(decoded).toEqual({
      ...{ entries: ENTRIES, tail: 'whole', damagedLine: null },
      soundLength: text.length,
    });
    expect(journaledUpdate(decoded.entries)).toMatchObject({
      ...{ sessionId: 'session-1', stage: 'rebooting', acknowledgedBytes: 640, end: null },
      ...{ trial: { dueAtMs: 300_006 }, startedAtMs: 1, stageAtMs: 5, lastAtMs: 6 },
    });
  });

  it('loses nothing but the line that was being written, wherever its process ended', () => {
    for (let length = 0; length <= text.length; length += 1) {
      const decoded = decodeJournal(text.slice(0, length));
      const whole = text.slice(0, length).split('\n').length - 1;
      expect(decoded.entries).toEqual(ENTRIES.slice(0, whole));
      expect(decoded.tail).toBe(length === decoded.soundLength ? 'whole' : 'torn');
      expect(text.startsWith(text.slice(0, decoded.soundLength))).toBe(true);
    }
  });

  it('is believed up to the line that is damaged, and says which one that is', () => {
    const lineOf = (at: number): number => text.slice(0, at).split('\n').length;
    fc.assert(
      fc.property(fc.nat(text.length - 2), fc.integer({ min: 33, max: 126 }), (at, code) => {
        const other = String.fromCharCode(code);
        fc.pre(text[at] !== '\n' && text[at] !== other);
        const decoded = decodeJournal(text.slice(0, at) + other + text.slice(at + 1));
        const damaged = lineOf(at);
        expect(decoded).toMatchObject({ tail: 'damaged', damagedLine: damaged });
        expect(decoded.entries).toEqual(ENTRIES.slice(0, damaged - 1));
      }),
      { seed: seedFor('journal damage') },
    );
  });

  it('is none without the entry that names its device', () => {
    expect(journaledUpdate(decodeJournal('').entries)).toBeNull();
    expect(journaledUpdate([{ type: 'stage', atMs: 2, stage: 'writing' }])).toBeNull();
  });

  it('begins anew where the update does', () => {
    const again = sessionEntry({ atMs: 9 });
    expect(journaledUpdate([...ENTRIES, again])).toMatchObject({
      ...{ startedAtMs: 9, stage: null, acknowledgedBytes: 0, trial: null },
    });
  });

  it('means the same when it is made short to go on in it', () => {
    const long = [
      ...ENTRIES,
      sessionEntry({ atMs: 9 }),
      ...ENTRIES.slice(1, 4),
      ...ENTRIES.slice(3),
    ];
    const short = compacted(long);
    expect(short).toHaveLength(6);
    expect(journaledUpdate(short)).toEqual(journaledUpdate(long));
  });

  it('takes no entry of another shape, however sound its sum', () => {
    const strange = { type: 'acknowledged', atMs: 4, bytes: -1 } as JournalEntry;
    expect(decodeJournal(encodeEntry(strange))).toMatchObject({ entries: [], tail: 'damaged' });
  });
});
