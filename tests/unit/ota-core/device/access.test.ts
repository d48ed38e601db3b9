import { chipFilesystems } from '../../../../src/ota-core/fs/open-filesystem.ts';
import { describe, expect, it } from 'vitest';
import { createDevice, type DeviceBuild } from '../../../../src/ota-core/device/create-device.ts';
import { answerOfFrame, passwordLine } from '../../../../src/ota-core/device/digest-auth.ts';
import { hashText } from '../../../../src/ota-core/primitives/text-hash.ts';
import type { CallOrigin, Reply } from '../../../../src/ota-core/device/device.ts';
import {
  identity,
  nativeDigests,
  profileNamed,
  startDevice,
} from '../../../support/ota-core/device/test-device.ts';

const error = (code: number, message: string) => ({ kind: 'error', code, message });
const UNAUTHORIZED = error(403, 'unauthorized');
/** The worked example of the reference, at its time. */
const NOW = 1_700_000_000_000;
const CNONCE = 3_735_928_559;

type Settings = Readonly<Record<string, string>>;
const ADMIN_ONLY = '[{"acl":"+admin,-*"}]';
const SECURED: Settings = { 'rpc.acl': ADMIN_ONLY, 'rpc.auth_file': 'users.txt' };

function start(settings: Settings, { users = ['admin'] } = {}) {
  const algorithm = settings['rpc.auth_algo'] === '1' ? 'SHA-256' : 'MD5';
  const realm = settings['rpc.auth_domain'] ?? 'RPC';
  const lines = users.map((username) =>
    passwordLine({ username, realm, password: 'secret' }, algorithm),
  );
  const build: DeviceBuild = {
    settings: Object.entries(settings).map(([key, text]) => ({ key, text })),
    files: new Map(
      users.length === 0 ? [] : [['users.txt', ['admin:Other:0', ...lines].join('\n')]],
    ),
  };
  const { flash, registry } = startDevice();
  const ports = {
    flash,
    firmware: registry,
    filesystems: chipFilesystems,
    digest: nativeDigests,
    log: () => undefined,
  };
  const device = createDevice({ profile: profileNamed('esp32'), identity, build, ports });
  device.powerOn(NOW);
  const call = (origin: Partial<CallOrigin> = {}, method = 'RPC.Ping', now = NOW): Reply =>
    device.handle(method, null, now, { channel: 'WS_in', ...origin });
  return { device, call };
}

const answer = (over: Readonly<Record<string, unknown>> = {}) => ({
  realm: 'RPC',
  username: 'admin',
  nonce: NOW / 1000,
  cnonce: CNONCE,
  response: '02638d4692c66f3f8883393d810a0e3a',
  ...over,
});
const SHA256 = {
  algorithm: 'SHA-256',
  response: 'dc03a9ea26df034517450dc898085cb77e6ec3a76d45ba10d91cde8968e55b47',
};
const challenge = (algorithm: string, nonce = NOW / 1000) =>
  error(
    401,
    `{"auth_type": "digest", "nonce": ${nonce}, "nc": 1, "realm": "RPC", "algorithm": "${algorithm}"}`,
  );

describe('digest authentication in the frame', () => {
  it('challenges whoever says nothing, and lets the worked example of the reference in', () => {
    const md5 = start(SECURED);
    expect(md5.call()).toEqual(challenge('MD5'));
    expect(md5.call({ auth: answer() })).toMatchObject({ kind: 'result' });
    expect(md5.call({ auth: answer({ algorithm: 'MD5' }) })).toMatchObject({ kind: 'result' });
    const sha = start({ ...SECURED, 'rpc.auth_algo': '1' });
    expect(sha.call()).toEqual(challenge('SHA-256'));
    expect(sha.call({ auth: answer(SHA256) })).toMatchObject({ kind: 'result' });
  });

  it.each([
    ['nothing', {}],
    ['no object', 5],
    ['no realm', answer({ realm: undefined })],
    ['no user', answer({ username: undefined })],
    ['no nonce', answer({ nonce: undefined })],
    ['no number for a nonce', answer({ nonce: 'x' })],
    ['no cnonce', answer({ cnonce: undefined })],
    ['no response', answer({ response: undefined })],
    ['another realm', answer({ realm: 'rpc' })],
    ['an unknown algorithm', answer({ algorithm: 'SHA-1' })],
    ['another algorithm than its own', answer(SHA256)],
    ['an algorithm that is no text', answer({ algorithm: 1 })],
  ])('calls %s a bad request, before it looks at the passwords', (_, auth) => {
    const { call } = start(SECURED, { users: [] });
    expect(call({ auth })).toEqual(error(400, 'bad request'));
  });

  it('cannot check without its password file', () => {
    const { call } = start(SECURED, { users: [] });
    expect(call({ auth: answer() })).toEqual(error(500, 'failed to open password file'));
  });

  it.each([
    ['a wrong response', answer({ response: '0'.repeat(32) }), NOW],
    ['an unknown user', answer({ username: 'other' }), NOW],
    ['the beginning of a user', answer({ username: 'adm' }), NOW],
    ['a nonce of the future', answer(), NOW - 1000],
    ['a nonce of an hour ago', answer(), NOW + 3_600_000],
  ])('challenges %s again', (_, auth, now) => {
    const { call } = start(SECURED);
    expect(call({ auth }, 'RPC.Ping', now)).toEqual(challenge('MD5', now / 1000));
  });

  it('takes an answer again for an hour, for any method', () => {
    const { call } = start(SECURED);
    const auth = answer();
    expect(call({ auth }, 'Sys.GetInfo', NOW + 3_599_999)).toMatchObject({ kind: 'result' });
  });

  it('refuses a user that the list does not name, once it is known who that is', () => {
    const { call } = start({ ...SECURED, 'rpc.acl': '[{"acl":"+root,-*"}]' });
    expect(call()).toMatchObject({ code: 401 });
    expect(call({ auth: answer() })).toEqual(UNAUTHORIZED);
  });

  it('comes after the search for the method and the lock before a restart', () => {
    const { call, device } = start(SECURED);
    expect(call({}, 'Nope')).toEqual(error(404, 'No handler for Nope'));
    device.handle('Sys.Reboot', null, NOW, { channel: 'WS_in', auth: answer() });
    expect(call({}, 'RPC.Ping', NOW + 1)).toEqual(error(418, 'shutting down in 99 ms'));
  });
});

describe('digest authentication of a web request', () => {
  it('is the one of HTTP, as the worked example of the reference has it', () => {
    const { call } = start(SECURED);
    const http = {
      method: 'POST',
      uri: '/rpc',
      username: 'admin',
      realm: 'RPC',
      nonce: '6553f100',
      nc: '00000001',
      cnonce: '3735928559',
      qop: 'auth',
      algorithm: 'MD5',
      response: '6bf2599aa0420db806d19a702ceb21d1',
    };
    expect(call({ channel: 'HTTP', http })).toMatchObject({ kind: 'result' });
    expect(call({ channel: 'HTTP', http: { ...http, uri: '/rpc/' } })).toMatchObject({ code: 401 });
    expect(call({ channel: 'HTTP', http: { ...http, nonce: 'zz' } })).toMatchObject({ code: 401 });
    expect(call({ channel: 'HTTP', auth: answer() })).toMatchObject({ kind: 'result' });
  });
});

describe('the access list', () => {
  it.each([
    ['', 'WS_in', 'result'],
    ['[{"acl":"*"}]', 'WS_in', 'result'],
    ['[{"acl":"+*"}]', 'WS_in', 'result'],
    ['[{"acl":"-*"}]', 'WS_in', 403],
    ['[]', 'WS_in', 403],
    ['[{"method":"OTA.*","acl":"*"}]', 'WS_in', 403],
    ['[{"method":"rpc.*","acl":"*"}]', 'WS_in', 'result'],
    ['[{"method":"RPC.Pin","acl":"*"}]', 'WS_in', 403],
    ['[{"method":"*.Ping","acl":"-*"},{"acl":"*"}]', 'WS_in', 403],
    ['[{"ch_type":"UART","acl":"*"},{"acl":"-*"}]', 'UART0', 'result'],
    ['[{"ch_type":"UART","acl":"*"},{"acl":"-*"}]', 'WS_in', 403],
    ['[{"method":"RPC.Ping","acl":"+admin"}]', 'WS_in', 401],
    ['[{"acl":"-admin,*"}]', 'WS_in', 401],
    ['no list', 'WS_in', 'none'],
    ['{"acl":"*"}', 'WS_in', 'none'],
    ['@none.json', 'WS_in', 'none'],
  ])('%s on %s', (acl, channel, expected) => {
    const reply = start({ 'rpc.acl': acl }).call({ channel });
    expect(reply.kind === 'error' ? reply.code : reply.kind).toBe(expected);
  });

  it('is read from a file, and nobody is answered where two are named', () => {
    const { device } = start({});
    const put = (filename: string, data: string) =>
      device.handle('FS.Put', { filename, data: btoa(data) }, NOW, { channel: 'WS_in' });
    put('acl.json', '[{"method":"RPC.*","acl":"*"}]');
    const set = (key: string, value: string) =>
      device.handle('Config.Set', { key, value }, NOW, { channel: 'WS_in' });
    set('rpc.acl_file', 'acl.json');
    const ask = (method: string) => device.handle(method, null, NOW, { channel: 'WS_in' });
    expect(ask('RPC.List')).toMatchObject({ kind: 'result' });
    expect(ask('Sys.GetInfo')).toEqual(UNAUTHORIZED);
    expect(set('rpc.acl', '@acl.json')).toEqual(UNAUTHORIZED);
  });
});

describe('the hashes', () => {
  it.each([
    ['MD5', '2f7f442370c8966c848f4e2e2c3f7ae5'],
    ['SHA-256', '6370ec69915103833b5222b368555393393f098bfbfbb59f47e0590af135f062'],
  ] as const)('of %s are those of the reference', (algorithm, ha2) => {
    expect(hashText(answerOfFrame(answer())?.target ?? '', algorithm)).toBe(ha2);
  });
});
