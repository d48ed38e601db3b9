import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import type { FailureCode, FailureFacts } from '../../../../../src/contracts/failure.ts';
import { networkCause } from '../../../../../src/messages/network-words.ts';
import {
  networkPage,
  isMixedContent,
  localAccess,
} from '../../../../../src/ui/features/network/network-pages.ts';
import type {
  NetworkTry,
  LocalAccess,
} from '../../../../../src/ui/features/network/network-pages.ts';

const ADDRESS = 'ws://192.168.1.7/rpc';
const SECURE = { protocol: 'https:', hostname: 'slipway.example' };
const COPY = { protocol: 'http:', hostname: 'localhost' };
const access = (state: PermissionState, coversSockets = true): LocalAccess => ({
  state,
  coversSockets,
});

describe('a page that came over https', () => {
  it.each([
    [ADDRESS, null, true],
    [ADDRESS, access('prompt', false), true],
    [ADDRESS, access('denied'), false],
    [ADDRESS, access('prompt'), false],
    ['ws://pump.local/rpc', access('granted'), false],
    ['ws://pump.example/rpc', access('granted'), true],
    ['wss://192.168.1.7/rpc', null, false],
    ['http://192.168.1.7/rpc', null, true],
    ['http://192.168.1.7/rpc', access('prompt', false), false],
    ['http://192.168.1.7/rpc', access('denied'), false],
    ['http://pump.example/rpc', access('granted'), true],
    ['https://192.168.1.7/rpc', null, false],
    ['ws://127.0.0.1:8910/rpc', null, false],
  ])('is kept from %s with the permission %j: %s', (address, given, isKept) => {
    expect(isMixedContent(address, SECURE, given)).toBe(isKept);
    expect(isMixedContent(address, COPY, given)).toBe(false);
  });
});

describe('the permission for the local network', () => {
  it.each<[string, Readonly<Record<string, PermissionState>>, LocalAccess | null]>([
    [ADDRESS, { 'local-network': 'prompt', 'loopback-network': 'denied' }, access('prompt')],
    [
      'ws://127.0.0.1/rpc',
      { 'local-network': 'prompt', 'loopback-network': 'denied' },
      access('denied'),
    ],
    [ADDRESS, { 'local-network-access': 'granted' }, access('granted', false)],
    [ADDRESS, {}, null],
  ])('to %s is read by the names that %j has', async (address, known, expected) => {
    const query = (name: string): Promise<PermissionState> =>
      known[name] === undefined
        ? Promise.reject(new TypeError(`'${name}' is not a valid enum value`))
        : Promise.resolve(known[name]);
    expect(await localAccess(query, address)).toEqual(expected);
  });
});

const page = <C extends FailureCode>(
  code: C,
  facts: FailureFacts[C],
  tried: Partial<NetworkTry> = {},
) =>
  networkPage(toFailure(new OtaError(code, facts)), {
    ...{ address: ADDRESS, page: COPY, access: null },
    ...tried,
  });

describe('each thing that goes wrong over the network', () => {
  it('has the one press that helps, and its likely cause first', () => {
    const address = ADDRESS;
    const told = {
      nobody: page('link/no-host', { address, detail: '' }),
      other: page('link/other-service', { address }),
      password: page('link/password', { address }),
      mixed: page('link/mixed-content', { address }),
      lost: page('link/lost', { kind: 'websocket', detail: '' }),
      silent: page('rpc/timeout', { method: 'Sys.GetInfo', timeoutMs: 1 }),
      certificate: page('link/refused', { address, detail: '' }, { address: 'wss://a/rpc' }),
    };
    const firsts = Object.entries(told).map(([name, { press, causes }]) => [
      name,
      press,
      causes[0],
    ]);
    expect(firsts).toEqual([
      ['nobody', 'again', 'is-off'],
      ['other', 'change', 'other-path'],
      ['password', 'change', 'password'],
      ['mixed', 'change', 'encrypted'],
      ['lost', 'again', 'too-many'],
      ['silent', 'again', 'not-mongoose'],
      ['certificate', 'again', 'certificate'],
    ]);
  });

  it('names the permission only where its state says so, and this page needs it', () => {
    const causes = (state: PermissionState | null, from = SECURE) =>
      page(
        'link/refused',
        { address: ADDRESS, detail: '' },
        {
          page: from,
          access: state === null ? null : access(state),
        },
      ).causes.filter((name) => name.startsWith('access-'));
    expect(causes('denied')).toEqual(['access-denied']);
    expect(causes('prompt')).toEqual(['access-asked']);
    for (const state of ['granted', null] as const) expect(causes(state)).toEqual([]);
    for (const state of ['denied', 'prompt'] as const) expect(causes(state, COPY)).toEqual([]);
  });

  it('has the words of HTTP at an address of HTTP, and nothing of a WebSocket', () => {
    const of = (address: string) => [
      ...page('link/other-service', { address }, { address }).causes,
      ...page('link/mixed-content', { address }, { address }).causes,
      ...page('link/refused', { address, detail: '' }, { address }).causes,
    ];
    const [plain, secure] = [of('http://192.168.1.7/rpc'), of('https://192.168.1.7/rpc')];
    expect([plain.includes('encrypted-http'), secure.includes('certificate-http')]).toEqual([
      ...[true, true],
    ]);
    const words = [...plain, ...secure].map((name) => networkCause(name, 'http://a/rpc'));
    expect(JSON.stringify(words)).not.toMatch(/websocket|wss?:/i);
  });

  it('can be done from the command line, with the very address', () => {
    const [step] = networkCause('command-line', ADDRESS).steps;
    expect(step?.command).toBe(`npm run push -- fw.zip --port '${ADDRESS}'`);
    const [hostile] = networkCause('command-line', "ws://a/rpc?';reboot'").steps;
    expect(hostile?.command).toBe("npm run push -- fw.zip --port 'ws://a/rpc?%27;reboot%27'");
  });
});
