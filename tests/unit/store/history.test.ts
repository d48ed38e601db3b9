import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { parsePastUpdate } from '../../../src/history/past-update.ts';
import {
  dropPast,
  keepPast,
  keepReceiptKey,
  keepWho,
  keptWho,
  pastUpdates,
  receiptKeyIn,
} from '../../../src/store/history.ts';
import type { PastKind } from '../../../src/store/history.ts';
import { openStore } from '../../../src/store/schema.ts';
import type { DamagedRecord, SlipwayStore } from '../../../src/store/schema.ts';
import { pastUpdate } from '../../support/history/past-updates.ts';

const KIND: PastKind = { kind: 'history', parse: parsePastUpdate, keyed: ['id'] };

let store: SlipwayStore;
let damaged: DamagedRecord[];

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  store = await openStore('slipway');
  damaged = [];
});

const idsOf = async (): Promise<readonly string[]> =>
  (await pastUpdates(store, KIND, (record) => damaged.push(record))).map(({ id }) => id);

const at = (id: string, endedAtMs: number) => pastUpdate({ id, endedAtMs });

describe('past updates', () => {
  it('are kept by their ids, the last one first', async () => {
    await keepPast(store, [at('a', 1), at('b', 3)]);
    await keepPast(store, [at('c', 2), at('a', 4)]);
    expect(await idsOf()).toEqual(['a', 'b', 'c']);
    await dropPast(store, ['b', 'none']);
    expect(await idsOf()).toEqual(['a', 'c']);
  });

  it('make room, the oldest first', async () => {
    await keepPast(store, [at('old', 1), at('mid', 2), at('new', 3)], 3);
    await keepPast(store, [at('next', 4), at('newest', 5)], 3);
    expect(await idsOf()).toEqual(['newest', 'next', 'new']);
  });

  it('leave out what is none, tell of it, and let it go first', async () => {
    await keepPast(store, [at('good', 1)]);
    await store.put('history', { ...at('bad', 9), result: 'won' } as never);
    await store.put('history', { id: 'lost', endedAtMs: true } as never);
    await store.put('history', at('a/b', 5));
    expect(await idsOf()).toEqual(['good']);
    expect(damaged).toEqual([
      { kind: 'history', key: 'a/b' },
      { kind: 'history', key: 'bad' },
      { kind: 'history', key: 'lost' },
    ]);
    await dropPast(store, ['a/b']);
    await keepPast(store, [at('next', 2)], 3);
    expect(await store.getAllKeys('history')).toEqual(['bad', 'good', 'next']);
  });
});

describe('what people are called', () => {
  it('is kept until it is taken away', async () => {
    expect(await keptWho(store)).toBeNull();
    await keepWho(store, 'Ada');
    expect(await keptWho(store)).toBe('Ada');
    await keepWho(store, null);
    expect(await keptWho(store)).toBeNull();
    await store.put('names', { id: 'who', name: 7 } as never);
    expect(await keptWho(store)).toBeNull();
  });
});

describe('the key of receipts', () => {
  const make = async () => {
    const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
    if (!('privateKey' in pair)) throw new TypeError('no pair');
    const { privateKey } = pair;
    const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
    return { id: 'receipt', algorithm: 'Ed25519', privateKey, publicKey } as const;
  };

  it('is the first one that was kept, and is never given away', async () => {
    const [one, other] = [await make(), await make()];
    expect(await receiptKeyIn(store)).toBeNull();
    const kept = await keepReceiptKey(store, one);
    expect(kept.publicKey).toEqual(one.publicKey);
    expect((await keepReceiptKey(store, other)).publicKey).toEqual(one.publicKey);
    const read = await receiptKeyIn(store);
    expect(read?.privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('pkcs8', one.privateKey)).rejects.toThrow();
  });

  it('is made anew where what is kept is none', async () => {
    await store.put('receiptKeys', { id: 'receipt', algorithm: 'RSA' } as never);
    expect(await receiptKeyIn(store)).toBeNull();
    const one = await make();
    expect((await keepReceiptKey(store, one)).publicKey).toEqual(one.publicKey);
  });
});
