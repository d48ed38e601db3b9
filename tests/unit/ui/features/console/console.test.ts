import { describe, expect, it } from 'vitest';
import type { LinkLine } from '../../../../../src/contracts/link-log.ts';
import { isReading } from '../../../../../src/contracts/link-log.ts';
import { boundWords } from '../../../../../src/messages/panels-words.ts';
import {
  countsOf,
  shownLines,
  HandCall,
} from '../../../../../src/ui/features/console/console-state.svelte.ts';

const log = (seq: number, text: string): LinkLine => ({
  ...{ seq, atMs: seq, kind: 'log', text, delays: false },
});
const sent = (seq: number, method: string, isAgain = false): LinkLine => ({
  ...{ seq, atMs: seq, kind: 'sent', id: seq, method, bytes: 60, isAgain },
  carries: { kind: 'nothing' },
});

const record = [log(1, 'mgos_wifi up'), sent(2, 'OTA.Write'), sent(3, 'OTA.Write', true)];
const everything = { which: 'both', find: '', heldAt: null } as const;
const seqs = (rows: readonly LinkLine[]): readonly number[] => rows.map(({ seq }) => seq);

describe('the view of the record', () => {
  it('shows both kinds, or one of them', () => {
    expect(seqs(shownLines(record, everything).rows)).toEqual([1, 2, 3]);
    expect(seqs(shownLines(record, { ...everything, which: 'log' }).rows)).toEqual([1]);
    expect(seqs(shownLines(record, { ...everything, which: 'frames' }).rows)).toEqual([2, 3]);
  });

  it('finds in both kinds, whatever the case', () => {
    expect(seqs(shownLines(record, { ...everything, find: 'WIFI' }).rows)).toEqual([1]);
    expect(seqs(shownLines(record, { ...everything, find: '#3' }).rows)).toEqual([3]);
  });

  it('stands still while it is held, and counts what came meanwhile', () => {
    const { rows, fresh } = shownLines(record, { ...everything, heldAt: 1 });
    expect({ rows: seqs(rows), fresh }).toEqual({ rows: [1], fresh: 2 });
  });

  it('of a long record shows the end, and says how much is before it', () => {
    const long = Array.from({ length: 1_000 }, (_, index) => log(index + 1, 'line'));
    const { rows, older } = shownLines(long, everything);
    expect(rows.at(-1)?.seq).toBe(1_000);
    expect(rows.length + older).toBe(1_000);
    expect(rows.length).toBeLessThan(500);
  });

  it('counts lines of the log, calls, and what was sent again', () => {
    expect(countsOf(record)).toEqual({ log: 1, calls: 2, again: 1 });
  });
});

describe('a call by hand', () => {
  const call = new HandCall(() => new Promise(() => undefined));

  it('waits for a method, and for arguments that are JSON', () => {
    call.method = ' ';
    expect(call.obstacle(false)).toBe('no-method');
    call.method = 'Config.Get';
    for (const args of ['{', '{"key": ', 'nope']) {
      call.args = args;
      expect(call.obstacle(false), args).toBe('not-json');
    }
    for (const args of ['', '{}', '{"key":"wifi"}', '[1]']) {
      call.args = args;
      expect(call.obstacle(false), args).toBeNull();
    }
  });

  it.each(['Sys.Reboot', 'Config.Set', 'FS.Put', 'OTA.Begin', 'OTA.End', 'Relay.Toggle'])(
    'to %s waits until an update is over, because it may write or restart',
    (method) => {
      call.method = method;
      expect(call.obstacle(true)).toBe('update-runs');
      expect(call.obstacle(false)).toBeNull();
    },
  );

  it('that reads is on while an update runs, in any case of its letters', () => {
    for (const method of ['Sys.GetInfo', 'sys.getinfo', 'OTA.Status', 'Config.Get'])
      expect(isReading(method), method).toBe(true);
  });
});

describe('the words of a bound', () => {
  it('say the sentence, the measured numbers, and that nothing is wrong or what would help', () => {
    const line = { cause: 'line', baudRate: 115_200, mostBytesPerSecond: 8_370 } as const;
    expect(Object.values(boundWords(line, 7_600)).join(' ')).toBe(
      'The line is the limit. At 115,200 baud it carries at most 8.37 kB/s; you get 7.6 kB/s. Nothing is wrong. A firmware with a faster console baud rate would help.',
    );
    const far = { cause: 'network', eachWayMs: 60 } as const;
    expect(Object.values(boundWords(far, null)).join(' ')).toBe(
      'The network is far away. 60 ms each way, for every block. A computer nearer to the device would help.',
    );
  });
});
