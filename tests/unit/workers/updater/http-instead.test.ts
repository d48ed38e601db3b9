import { describe, expect, it } from 'vitest';
import { OtaError } from '../../../../src/contracts/failure.ts';
import type { Link } from '../../../../src/contracts/link.ts';
import { HTTP, WEBSOCKET } from '../../../../src/contracts/link.ts';
import { createLinkPair } from '../../../../src/transports/loopback/link-pair.ts';
import { ANSWERS_WITHIN_MS, openOverEither } from '../../../../src/workers/updater/network-link.ts';
import type { NetworkPlace, TryAddress } from '../../../../src/workers/updater/network-link.ts';

const WS = 'ws://10.0.0.7/rpc';
const BY_HTTP = 'http://10.0.0.7/rpc';
const never = new AbortController().signal;
const refused = (address: string): OtaError =>
  new OtaError('link/refused', { address, detail: 'close 1006' });

/** What the tries at the WebSocket and by HTTP come to, one after the other; the last holds for all that follow. */
interface Server {
  readonly ws: readonly ('opens' | OtaError)[];
  readonly http: readonly ('opens' | OtaError)[];
}

/** A place at a server, what was tried there, and which links are open. */
function placeAt({ ws, http }: Server, address = WS) {
  const tried: string[] = [];
  const open = new Set<string>();
  const turns = { ws: [...ws], http: [...http] };
  const tryAddress: TryAddress = (at, { ms, refusesDenied = false }) => {
    tried.push([at, ms ?? 'long', ...(refusesDenied ? ['no password'] : [])].join(' '));
    const isHttp = at.startsWith('http');
    const turn = isHttp ? turns.http : turns.ws;
    const end = (turn.length > 1 ? turn.shift() : turn[0]) ?? refused(at);
    if (end !== 'opens') return Promise.reject(end);
    const { near } = createLinkPair({ label: at });
    open.add(at);
    void near.ended.then(() => open.delete(at));
    return Promise.resolve({ ...near, ...(isHttp ? HTTP : WEBSOCKET) });
  };
  const place: NetworkPlace = { address };
  const connect = (signal = never, isSignedIn = false): Promise<Link> =>
    openOverEither(place, { signal, tryAddress, isSignedIn });
  return { place, tried, open, connect };
}

const NOBODY = refused(WS);

describe('a place of the network', () => {
  it('is reached by its WebSocket, and nothing else is asked, where that opens', async () => {
    const { connect, tried } = placeAt({ ws: ['opens'], http: ['opens'] });
    expect(await connect()).toMatchObject({ kind: 'websocket', label: WS });
    expect(tried).toEqual([`${WS} long`]);
  });

  it('is reached over HTTP where the WebSocket is refused twice and HTTP answers between', async () => {
    const { connect, tried, place } = placeAt({ ws: [NOBODY], http: ['opens'] });
    expect(await connect()).toMatchObject({ kind: 'http', label: BY_HTTP });
    expect(tried).toEqual([
      `${WS} long`,
      `${BY_HTTP} ${ANSWERS_WITHIN_MS} no password`,
      `${WS} ${ANSWERS_WITHIN_MS}`,
    ]);
    expect(place.address).toBe(BY_HTTP);
  });

  it('is reached over HTTP that asks for a password, too, by somebody who signs in', async () => {
    const { connect, tried } = placeAt({ ws: [NOBODY], http: ['opens'] });
    expect(await connect(never, true)).toMatchObject({ kind: 'http' });
    expect(tried[1]).toBe(`${BY_HTTP} ${ANSWERS_WITHIN_MS}`);
  });

  it('stays with HTTP once that took over, also while nothing answers for a while', async () => {
    const { connect, tried } = placeAt({ ws: [NOBODY], http: ['opens', NOBODY, 'opens'] });
    await connect();
    tried.length = 0;
    await expect(connect()).rejects.toBe(NOBODY);
    expect(await connect()).toMatchObject({ kind: 'http' });
    expect(tried).toEqual([`${BY_HTTP} long`, `${BY_HTTP} long`]);
  });

  it('keeps its WebSocket where a device that is starting refuses only the first', async () => {
    const { connect, open, place } = placeAt({ ws: [NOBODY, 'opens'], http: ['opens'] });
    expect(await connect()).toMatchObject({ kind: 'websocket' });
    expect([...open]).toEqual([WS]);
    expect(place.address).toBe(WS);
  });

  it('costs one short question by HTTP where nobody is there, and the failure is that of the WebSocket', async () => {
    const { connect, tried, place } = placeAt({ ws: [NOBODY], http: [refused(BY_HTTP)] });
    await expect(connect()).rejects.toBe(NOBODY);
    expect(tried).toEqual([`${WS} long`, `${BY_HTTP} ${ANSWERS_WITHIN_MS} no password`]);
    expect(place.address).toBe(WS);
  });

  it('has its encrypted WebSocket replaced by encrypted HTTP, query and all', async () => {
    const at = placeAt({ ws: [NOBODY], http: ['opens'] }, 'wss://pump.example:8443/rpc?token=1');
    await at.connect();
    expect(at.place.address).toBe('https://pump.example:8443/rpc?token=1');
  });

  it('of HTTP has nothing that could take over', async () => {
    const { connect, tried } = placeAt({ ws: ['opens'], http: [NOBODY] }, BY_HTTP);
    await expect(connect()).rejects.toBe(NOBODY);
    expect(tried).toEqual([`${BY_HTTP} long`]);
  });

  it('is not asked otherwise for what is no refusal', async () => {
    const reason = new OtaError('bug/unexpected', { message: 'no chunk' });
    const { connect, tried } = placeAt({ ws: [reason], http: ['opens'] });
    await expect(connect()).rejects.toBe(reason);
    expect(tried).toHaveLength(1);
  });
});

describe('a connection that nobody waits for any more', () => {
  const gone = new OtaError('cancelled', { by: 'user' });

  it.each([1, 2, 3])('is given up in its try %i, and leaves nothing open', async (last) => {
    const stop = new AbortController();
    const { tryAddress, open, tried } = stoppedAt(last, stop);
    const opening = openOverEither(
      { address: WS },
      { signal: stop.signal, tryAddress, isSignedIn: false },
    );
    await expect(opening).rejects.toBe(gone);
    expect([tried.count, open.size]).toEqual([last, 0]);
  });

  /** The signal aborts in this try. */
  function stoppedAt(last: number, stop: AbortController) {
    const tried = { count: 0 };
    const open = new Set<Link>();
    const tryAddress: TryAddress = (at) => {
      tried.count += 1;
      if (tried.count === last) stop.abort(gone);
      if (stop.signal.aborted) return Promise.reject(gone);
      if (at === WS) return Promise.reject(NOBODY);
      const { near } = createLinkPair({ label: at });
      open.add(near);
      void near.ended.then(() => open.delete(near));
      return Promise.resolve(near);
    };
    return { tryAddress, open, tried };
  }
});
