import { describe, expect, it } from 'vitest';
import { digestFields } from '../../../src/contracts/http-auth.ts';
import { createHttpSignIn } from '../../../src/rpc/http-sign-in.ts';
import { digestResponse, digestSecret } from '../../../src/rpc/sign-in.ts';

const ADMIN = { user: 'admin', password: 'secret' };
const CHALLENGE = 'Digest qop="auth", realm="RPC", nonce="6553f100", algorithm=MD5';

function setUp(random = () => 0xdeadbeef) {
  const signIn = createHttpSignIn(ADMIN, { random });
  const fields = (method = 'POST', uri = '/rpc'): Readonly<Record<string, string>> =>
    Object.fromEntries(digestFields(signIn.authorization(method, uri) ?? '') ?? []);
  return { signIn, fields };
}

describe('the digest of a request', () => {
  // RFC 7616, 3.9.1.
  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ] as const)('is that of the standard, by %s', (algorithm, response) => {
    const user = { user: 'Mufasa', password: 'Circle of Life', realm: 'http-auth@example.org' };
    const proof = {
      secret: digestSecret(user, algorithm),
      nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
      nc: '00000001',
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
      target: 'GET:/dir/index.html',
    };
    expect(digestResponse(proof, algorithm)).toBe(response);
  });

  it('is that of a device (channels.md#http)', () => {
    const secret = digestSecret({ ...ADMIN, realm: 'RPC' }, 'MD5');
    const proof = { secret, nonce: '6553f100', nc: '00000001', cnonce: '3735928559' };
    expect(digestResponse({ ...proof, target: 'POST:/rpc' }, 'MD5')).toBe(
      '6bf2599aa0420db806d19a702ceb21d1',
    );
  });
});

describe('who signs in at a web server', () => {
  it('says nothing before it is asked, then so with each first try, and counts', () => {
    const { signIn, fields } = setUp();
    expect(signIn.authorization('POST', '/update')).toBeNull();
    expect(signIn.retries(CHALLENGE)).toBe(true);
    expect(fields()).toMatchObject({
      ...{ username: 'admin', realm: 'RPC', nonce: '6553f100', uri: '/rpc', algorithm: 'MD5' },
      ...{ qop: 'auth', nc: '00000001', cnonce: 'deadbeef' },
    });
    expect(fields()).toMatchObject({ nc: '00000002' });
    expect(signIn.authorization('POST', '/update')).not.toContain('secret');
  });

  it('tries once more where a nonce got old, and no more where the answer to a new one is refused', () => {
    const { signIn, fields } = setUp();
    signIn.retries(CHALLENGE);
    fields();
    fields();
    expect(signIn.retries(CHALLENGE.replace('6553f100', '6553ffff'))).toBe(true);
    expect(fields()).toMatchObject({ nonce: '6553ffff', nc: '00000001' });
    expect(signIn.retries(CHALLENGE.replace('6553f100', '6553fff0'))).toBe(false);
    expect(signIn.authorization('POST', '/update')).toBeNull();
  });

  it('tries again where the server says that only the nonce was old', () => {
    const { signIn, fields } = setUp();
    signIn.retries(CHALLENGE);
    fields();
    expect(signIn.retries(`${CHALLENGE}, stale=true`)).toBe(true);
  });

  it('takes the first of several challenges that it knows, and none that it does not', () => {
    const { signIn, fields } = setUp();
    const two = `Digest realm="a", nonce="1", qop="auth", algorithm=SHA-512-256, Digest realm="b", nonce="2", qop="auth-int, auth", algorithm=SHA-256, opaque="o"`;
    expect(signIn.retries(two)).toBe(true);
    expect(fields()).toMatchObject({ realm: 'b', algorithm: 'SHA-256', opaque: 'o' });
    for (const header of ['Basic realm="a"', '', 'Digest realm="a", nonce="1", qop="auth-int"'])
      expect(setUp().signIn.retries(header), header).toBe(false);
  });

  it('escapes what a name has of the header’s own signs', () => {
    const signIn = createHttpSignIn({ user: 'a"b', password: 'x' }, { random: () => 1 });
    signIn.retries(CHALLENGE);
    expect(signIn.authorization('GET', '/')).toContain(String.raw`username="a\"b"`);
  });
});
