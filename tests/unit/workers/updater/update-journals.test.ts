import { beforeEach, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../../src/bundle/bundle.ts';
import { decodeJournal, encodeEntry } from '../../../../src/journal/entries.ts';
import type { JournalStore } from '../../../../src/store/journal-store.ts';
import type { UpdateEventBody, UpdateResult } from '../../../../src/update/events.ts';
import { UpdateJournals } from '../../../../src/workers/updater/update-journals.ts';
import { sessionEntry } from '../../../support/journal/journals.ts';
import { MemoryJournals } from '../../../support/workers/memory-journals.ts';

const NOW = 1_764_000_000_000;
const { firmware, reach, delivery, commitTimeoutMs, force } = sessionEntry();
const info = {
  ...{ id: 'esp32_0E70AB', mac: '3C71BF0E70AB', arch: 'esp32', app: 'demo' },
  ...{ fw_version: '1.0.0', fw_id: 'old', uptime: 10 },
};
const END: UpdateResult = {
  ...{ result: 'committed', from: '1.0.0', to: '1.1.0', bytes: 0, seconds: 1, writeSeconds: 1 },
};

let store: MemoryJournals;
let running: Set<string>;

beforeEach(() => {
  store = new MemoryJournals();
  running = new Set();
});

/** The thread of a page: a later one has nothing but the storage. */
const thread = (kept: JournalStore | null = store) =>
  new UpdateJournals({
    store: () => Promise.resolve(kept),
    wall: () => NOW,
    running: () => Promise.resolve(running),
  });

const bundleOf = (byte: number, length = 1_000) => {
  const sha256 = byte.toString(16).padStart(2, '0').repeat(32);
  return { sha256, bytes: new Uint8Array(length).fill(byte) } as unknown as Bundle;
};

function follow(journals: UpdateJournals, sessionId: string, bundle: Bundle, isCarriedOn = false) {
  const { sha256, bytes } = bundle;
  const plan = {
    ...{ sessionId, reach, delivery, commitTimeoutMs, force },
    firmware: { ...firmware, sha256, sizeBytes: bytes.length },
  };
  const note = journals.follow(plan, bundle, { isCarriedOn });
  const hear = (body: UpdateEventBody, acknowledgedBytes = 0): void =>
    note.hear({
      ...{ sessionId, deviceId: null, bundleSha256: sha256, callId: null, at: 0 },
      ...body,
      acknowledgedBytes,
    });
  const begin = (mac = info.mac): void => {
    hear({ type: 'device', when: 'before', info: { ...info, mac }, boot: null });
    hear({ type: 'phase', phase: 'writing' });
  };
  return { ...note, hear, begin };
}

describe('the journals of a browser', () => {
  it('have what was under way when its page was gone, with its firmware', async () => {
    const bundle = bundleOf(1);
    const note = follow(thread(), 'a1', bundle);
    note.begin();
    expect(await note.keeping).toBe('kept');
    note.hear({ type: 'progress', totalBytes: 1_000, part: null }, 640);
    const later = thread();
    expect(await later.interrupted()).toMatchObject([
      { sessionId: 'a1', stage: 'writing', acknowledgedBytes: 640, startedAtMs: NOW },
    ]);
    const kept = await later.firmware(bundle.sha256);
    expect(new Uint8Array((await kept?.arrayBuffer()) ?? [])).toEqual(bundle.bytes);
  });

  it('have nothing of an update with an end, nor of one that runs in another tab', async () => {
    const ended = follow(thread(), 'a1', bundleOf(1));
    ended.begin();
    await ended.end(END);
    expect(store.texts.size).toBe(0);
    const other = follow(thread(), 'b2', bundleOf(1));
    other.begin();
    await other.keeping;
    running.add('b2');
    expect(await thread().interrupted()).toEqual([]);
    expect(store.texts.has('b2')).toBe(true);
  });

  it('tell of those that run in another tab apart, until it is gone', async () => {
    for (const id of ['a1', 'b2']) {
      const note = follow(thread(), id, bundleOf(1));
      note.begin(`3C71BF0000${id}`);
      await note.keeping;
    }
    running.add('b2');
    const idsOf = (found: readonly { readonly sessionId: string }[]) =>
      found.map(({ sessionId }) => sessionId);
    expect(idsOf(await thread().elsewhere())).toEqual(['b2']);
    running.delete('b2');
    expect(await thread().elsewhere()).toEqual([]);
    expect(idsOf(await thread().interrupted()).sort()).toEqual(['a1', 'b2']);
  });

  it('lose what the next update of the same device makes void, and no other', async () => {
    for (const [id, mac] of [
      ['a1', info.mac],
      ['b2', '3C71BF000002'],
    ] as const) {
      const note = follow(thread(), id, bundleOf(1));
      note.begin(mac);
      await note.keeping;
    }
    const next = follow(thread(), 'c3', bundleOf(2));
    running.add('c3');
    next.begin();
    await next.keeping;
    await expect.poll(() => [...store.texts.keys()]).toEqual(['b2', 'c3']);
  });

  it('go on where a journal ended, without its torn last line', async () => {
    const whole = [sessionEntry({ sessionId: 'a1' }), { type: 'trial', atMs: 2, dueAtMs: null }];
    store.texts.set('a1', `${whole.map((entry) => encodeEntry(entry as never)).join('')}1c291c`);
    const note = follow(thread(), 'a1', bundleOf(1), true);
    note.hear({ type: 'phase', phase: 'committing' });
    await note.keeping;
    const { entries, tail } = decodeJournal(store.texts.get('a1') ?? '');
    expect([tail, entries.map(({ type }) => type)]).toEqual([
      'whole',
      ['session', 'trial', 'stage'],
    ]);
  });

  it('clear away what is no journal', async () => {
    store.texts.set('a1', 'nonsense\n');
    expect(await thread().interrupted()).toEqual([]);
    expect(store.texts.size).toBe(0);
  });

  it('make room for a firmware by the oldest one, and never by that of an update without end', async () => {
    const open = follow(thread(), 'a1', bundleOf(1));
    open.begin();
    await open.keeping;
    for (let byte = 2; byte <= 12; byte += 1) {
      const note = follow(thread(), `${byte}`, bundleOf(byte));
      note.begin(`3C71BF0000${byte}`);
      await note.end(END);
    }
    const kept = [...store.files.keys()].map((sha256) => Number.parseInt(sha256.slice(0, 2), 16));
    expect(kept).toEqual([1, 6, 7, 8, 9, 10, 11, 12]);
  });
});

describe('an update in a browser that does not keep it', () => {
  it('goes on, and says that a reload needs the file where there is no room for that', async () => {
    store.roomBytes = 5_000;
    const note = follow(thread(), 'a1', bundleOf(1, 10_000));
    note.begin();
    expect(await note.keeping).toBe('without-firmware');
    expect(await thread().interrupted()).toHaveLength(1);
  });

  it('goes on where its lines are refused, from then on without', async () => {
    const note = follow(thread(), 'a1', bundleOf(1, 100));
    note.begin();
    await note.keeping;
    store.roomBytes = 0;
    note.hear({ type: 'phase', phase: 'finalizing' });
    store.roomBytes = 100_000;
    note.hear({ type: 'phase', phase: 'rebooting' });
    const { entries } = decodeJournal(store.texts.get('a1') ?? '');
    expect(entries.map(({ type }) => type)).toEqual(['session', 'stage']);
    await note.end(END);
  });

  it('goes on without any storage', async () => {
    const note = follow(thread(null), 'a1', bundleOf(1));
    note.begin();
    expect(await note.keeping).toBe('not-kept');
    await note.end(END);
    expect(await thread(null).interrupted()).toEqual([]);
  });
});
