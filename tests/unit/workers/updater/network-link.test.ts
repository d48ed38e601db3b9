import { describe, expect, it } from 'vitest';
import { OtaError } from '../../../../src/contracts/failure.ts';
import { NETWORK_SCHEMES } from '../../../../src/contracts/transport.ts';
import { NETWORK_TRANSPORTS } from '../../../../src/transports/browser.ts';
import { explainRefusal, openNetworkLink } from '../../../../src/workers/updater/network-link.ts';

const ADDRESS = 'ws://10.0.0.7/rpc';
const never = new AbortController().signal;
const refused = (address = ADDRESS, cause?: unknown): OtaError =>
  new OtaError('link/refused', { address, detail: 'close 1006' }, { cause });

/** A server that answers requests of each mode with a status; null = the browser says no more than that it failed. */
interface Server {
  readonly 'no-cors': number | null;
  readonly cors: number | null;
}

async function explained(
  server: Server,
  { error = refused(), isSecurePage = false }: { error?: OtaError; isSecurePage?: boolean } = {},
) {
  const asked: string[] = [];
  const told = await explainRefusal(error, {
    isSecurePage,
    signal: never,
    fetch: (url, { mode, credentials }) => {
      asked.push(`${mode ?? ''} ${url} ${credentials ?? ''}`);
      const status = mode === 'cors' ? server.cors : server['no-cors'];
      return status === null
        ? Promise.reject(new TypeError('Failed to fetch'))
        : Promise.resolve({ status });
    },
  });
  return { code: told.code, facts: told.facts, asked };
}

const NOBODY_SIGNS_IN = { broker: null, device: undefined };

const NOBODY: Server = { 'no-cors': null, cors: null };

describe('an address of the network', () => {
  it.each(NETWORK_SCHEMES)('with the scheme %s has a transport', (scheme) => {
    const { place } = NETWORK_TRANSPORTS[scheme](new URL(`${scheme}//10.0.0.7/rpc`)) ?? {};
    expect(place).toMatchObject({ address: `${scheme}//10.0.0.7/rpc` });
  });

  it.each(['serial://ttyUSB0', 'file:///etc/passwd'])(
    'is none with another: %s',
    async (address) => {
      const opening = openNetworkLink({ address }, { signal: never, signIns: NOBODY_SIGNS_IN });
      await expect(opening).rejects.toMatchObject({ code: 'link/refused', facts: { address } });
    },
  );

  it('is not opened for somebody who no longer waits', async () => {
    const signal = AbortSignal.abort(new OtaError('cancelled', { by: 'user' }));
    const opening = Promise.resolve().then(() =>
      openNetworkLink({ address: ADDRESS }, { signal, signIns: NOBODY_SIGNS_IN }),
    );
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a refusal', () => {
  it('is nothing there where a plain request is not answered either', async () => {
    const { code, facts, asked } = await explained(NOBODY);
    expect([code, facts]).toEqual(['link/no-host', { address: ADDRESS, detail: 'close 1006' }]);
    expect(asked).toEqual(['no-cors http://10.0.0.7/rpc omit']);
  });

  it('is another service where a request is answered, readable or not', async () => {
    for (const cors of [null, 200, 404])
      expect((await explained({ 'no-cors': 0, cors })).code).toBe('link/other-service');
  });

  it('is a password that is wanted where the answer says so', async () => {
    expect((await explained({ 'no-cors': 0, cors: 401 })).code).toBe('link/password');
  });

  it('stays what it is where the browser may have kept an answer back', async () => {
    const wss = refused('wss://10.0.0.7/rpc'); // a certificate that is not trusted
    const { code, asked } = await explained(NOBODY, { error: wss });
    expect([code, asked]).toEqual(['link/refused', ['no-cors https://10.0.0.7/rpc omit']]);
    expect((await explained(NOBODY, { isSecurePage: true })).code).toBe('link/refused');
  });

  it('of the browser itself is told without asking anybody', async () => {
    const cause = new DOMException('An insecure WebSocket connection', 'SecurityError');
    const error = refused(ADDRESS, cause);
    const { code, asked } = await explained(NOBODY, { error, isSecurePage: true });
    expect([code, asked]).toEqual(['link/mixed-content', []]);
  });

  it('is not looked into where it is none', async () => {
    const error = new OtaError('rpc/timeout', { method: 'Sys.GetInfo', timeoutMs: 1 });
    expect(await explained(NOBODY, { error })).toMatchObject({ code: 'rpc/timeout', asked: [] });
  });

  it('asks no broker by HTTP: its own link says what is known', async () => {
    const address = 'mqtt+ws://broker.local/pump-7';
    const error = new OtaError('link/refused', { address, detail: 'closed' });
    expect(await explained(NOBODY, { error })).toMatchObject({ code: 'link/refused', asked: [] });
  });
});
