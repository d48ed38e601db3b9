import { afterEach, describe, expect, it, beforeEach, vi } from 'vitest';
import { OtaError, toFailure } from '../../../../src/contracts/failure.ts';
import type { Failure, Outcome } from '../../../../src/contracts/failure.ts';
import {
  offerApi,
  ok,
  outcomeOf,
  useApi,
  valueOf,
  withOwn,
  diesWith,
  holdLife,
  takeAlone,
  whileAlone,
} from '../../../../src/workers/comlink/calls.ts';
import { heldOf } from '../../../support/held-objects.ts';

interface Api {
  double(value: number): Promise<Outcome<number>>;
  fail(): Promise<Outcome<number>>;
  hang(): Promise<Outcome<number>>;
  take(value: unknown): Promise<Outcome<null>>;
}

const open: MessagePort[] = [];

function connect() {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  let die: (failure: Failure) => void = () => undefined;
  const died = new Promise<Failure>((resolve) => {
    die = resolve;
  });
  const api: Api = {
    double: (value) => outcomeOf(() => value * 2),
    fail: () =>
      outcomeOf((): number => {
        throw new OtaError('bundle/cut-off', { file: 'fw.zip', sizeBytes: 7 });
      }),
    hang: () => new Promise(() => undefined),
    take: () => Promise.resolve(ok(null)),
  };
  offerApi(api, port2);
  return { remote: useApi<Api>(port1, died), die };
}

afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

const death = toFailure(new OtaError('worker/died', { worker: 'updater' }));

describe('calls between threads', () => {
  it('carry a value', async () => {
    expect(await connect().remote.double(21)).toEqual({ ok: true, value: 42 });
  });

  it('carry a failure with its code and facts', async () => {
    const outcome = await connect().remote.fail();
    expect(outcome).toMatchObject({
      ok: false,
      failure: { code: 'bundle/cut-off', facts: { file: 'fw.zip', sizeBytes: 7 } },
    });
    expect(() => valueOf(outcome)).toThrow(OtaError);
  });

  it('settle with worker/died when the worker dies under them', async () => {
    const { remote, die } = connect();
    const pending = remote.hang();
    die(death);
    expect(await pending).toEqual({ ok: false, failure: death });
  });

  it('settle with worker/died when they are made after the death', async () => {
    const { remote, die } = connect();
    die(death);
    await Promise.resolve();
    expect(await remote.hang()).toEqual({ ok: false, failure: death });
  });

  it('leave nothing behind when they are over, however many there were', async () => {
    const { remote, die } = connect();
    expect(await heldOf(50, (index) => remote.double(index))).toBeLessThan(3);
    // The other side lives until here: what waits for its death is not what was collected.
    const pending = remote.hang();
    die(death);
    expect(await pending).toEqual({ ok: false, failure: death });
  });

  it('turn an argument that cannot be cloned into a failure', async () => {
    const outcome = await connect().remote.take(() => undefined);
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'bug/unexpected' } });
  });

  it('may stand beside others that go before them, and be those of another side later', async () => {
    const sides = [connect().remote, connect().remote] as const;
    let at = 0;
    const own = { double: () => Promise.resolve(ok(at)), name: 'own' };
    const both = withOwn<Api, typeof own>(() => sides[at === 0 ? 0 : 1], own);
    expect([both.name, await both.double()]).toEqual(['own', ok(0)]);
    expect(await both.fail()).toMatchObject({ failure: { code: 'bundle/cut-off' } });
    at = 1;
    expect(await both.take(1)).toEqual(ok(null));
    // No promise either.
    expect((await Promise.resolve(both)).name).toBe('own');
  });

  it('may be returned from an async function: the API is no promise', async () => {
    const { remote } = connect();
    const same = await Promise.resolve(remote);
    expect(await same.double(1)).toEqual({ ok: true, value: 2 });
  });
});

const refusal = () => new DOMException('Access to the Locks API is denied', 'SecurityError');

describe('a page that may use no locks', () => {
  const request = vi.fn(() => Promise.reject(refusal()));

  beforeEach(() => {
    vi.stubGlobal('navigator', { locks: { request } });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('has its threads and its practice device all the same', async () => {
    expect(await holdLife('life')).toBeNull();
    expect(await takeAlone('chip', { wait: false })).toBe(true);
    expect(await takeAlone('chip', { wait: true })).toBe(true);
    expect(request).toHaveBeenCalledTimes(3);
  });

  it('does its work once, without the lock', async () => {
    const work = vi.fn(() => Promise.resolve('done'));
    expect(await whileAlone('session', work)).toBe('done');
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('does not take a thread for dead', async () => {
    const died = diesWith('life', 'emulator').then(() => 'died');
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(await Promise.race([died, Promise.resolve('lives')])).toBe('lives');
  });
});

describe('work under a lock', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('is done once and fails as it failed', async () => {
    const request = (_name: string, _how: unknown, run: (lock: object) => Promise<unknown>) =>
      run({});
    vi.stubGlobal('navigator', { locks: { request } });
    const work = vi.fn(() => Promise.reject(new Error('broken')));
    await expect(whileAlone('session', work)).rejects.toThrow('broken');
    expect(work).toHaveBeenCalledTimes(1);
  });
});

describe('work that only one page does', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });
  const locksWith = (lock: object | null) => {
    const request = (_name: string, _options: object, run: (lock: object | null) => unknown) =>
      Promise.resolve(run(lock));
    vi.stubGlobal('navigator', { locks: { request } });
  };

  it('is done under the lock, and not at all where another page holds it', async () => {
    const work = vi.fn(() => Promise.resolve('done'));
    locksWith({});
    expect(await whileAlone('lead', work)).toBe('done');
    locksWith(null);
    expect(await whileAlone('lead', work)).toBeNull();
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('is done where a page may use no locks', async () => {
    const request = () => Promise.reject(refusal());
    vi.stubGlobal('navigator', { locks: { request } });
    expect(await whileAlone('lead', () => Promise.resolve('done'))).toBe('done');
  });
});
