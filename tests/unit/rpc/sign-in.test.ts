import { describe, expect, it } from 'vitest';
import { createSignIn } from '../../../src/rpc/sign-in.ts';
import type { SignIn } from '../../../src/rpc/sign-in.ts';

const NOW_MS = 1_700_000_100_000;
const create = (password = 'secret'): SignIn =>
  createSignIn({ user: 'admin', password }, { wallClock: () => NOW_MS, random: () => 3735928559 });
const challenge = (algorithm: string, nonce = 1_700_000_000): string =>
  `{"auth_type": "digest", "nonce": ${nonce}, "nc": 1, "realm": "RPC", "algorithm": "${algorithm}"}`;

describe('signing in', () => {
  // The worked example of the protocol's description (docs/reference/rpc-frames.md#digest-authentication).
  it.each([
    ['MD5', '02638d4692c66f3f8883393d810a0e3a'],
    ['SHA-256', 'dc03a9ea26df034517450dc898085cb77e6ec3a76d45ba10d91cde8968e55b47'],
  ])('answers a challenge of %s as the worked example does', (algorithm, response) => {
    const signIn = create();
    expect(signIn.auth()).toBeNull();
    expect(signIn.retries(401, challenge(algorithm), 0)).toBe(true);
    expect(signIn.auth()).toEqual({
      ...{ realm: 'RPC', username: 'admin', nonce: 1_700_000_000, cnonce: 3735928559 },
      ...{ algorithm, response },
    });
  });

  it('takes a challenge without an algorithm for MD5, and does not answer one of another', () => {
    const signIn = create();
    signIn.retries(401, '{"nonce":5,"realm":"R"}', 0);
    expect(signIn.auth()).toMatchObject({ realm: 'R', nonce: 5, algorithm: 'MD5' });
    const other = create();
    other.retries(401, '{"nonce":5,"realm":"R","algorithm":"SHA-512"}', 0);
    expect(other.auth()?.nonce).not.toBe(5);
  });

  it('answers anew where an old proof is refused, and stops where the answer is', () => {
    const signIn = create();
    signIn.retries(401, challenge('MD5', 1), 0);
    expect(signIn.retries(401, challenge('MD5', 9000), 0)).toBe(true);
    expect(signIn.auth()?.nonce).toBe(9000);
    expect(signIn.isRefused).toBe(false);
    expect(signIn.retries(401, challenge('MD5', 9001), 1)).toBe(false);
    expect([signIn.isRefused, signIn.auth()]).toEqual([true, null]);
  });

  it('leaves every other answer alone', () => {
    const signIn = create();
    for (const code of [400, 403, 404, 500]) expect(signIn.retries(code, 'no', 0)).toBe(false);
    expect(signIn.isRefused).toBe(false);
  });

  it('guesses both algorithms where a page may not read the challenge, then stops', () => {
    const signIn = create();
    expect(signIn.retries(401, 'HTTP 401', 0)).toBe(true);
    const nonce = 1_700_000_040;
    expect(signIn.auth()).toMatchObject({ realm: 'RPC', algorithm: 'MD5', nonce });
    expect(signIn.retries(400, 'bad request', 1)).toBe(true);
    expect(signIn.auth()).toMatchObject({ algorithm: 'SHA-256', nonce });
    expect(signIn.retries(401, 'HTTP 401', 2)).toBe(true);
    expect(signIn.auth()).toMatchObject({ algorithm: 'SHA-256', nonce: 0 });
    expect(signIn.retries(401, 'HTTP 401', 3)).toBe(false);
    expect(signIn.isRefused).toBe(true);
  });

  it('guesses anew when the hour of a guess that was right is over', () => {
    let now = 1_700_000_100_000;
    const signIn = createSignIn(
      { user: 'admin', password: 'secret' },
      { wallClock: () => now, random: () => 1 },
    );
    signIn.retries(401, 'HTTP 401', 0);
    now += 3_600_000;
    expect(signIn.retries(401, 'HTTP 401', 0)).toBe(true);
    expect(signIn.auth()).toMatchObject({ algorithm: 'MD5', nonce: 1_700_003_640 });
    expect(signIn.retries(401, 'HTTP 401', 1)).toBe(true);
    expect(signIn.auth()).toMatchObject({ algorithm: 'MD5', nonce: 0 });
    expect(signIn.retries(401, 'HTTP 401', 2)).toBe(false);
  });

  it('leaves room for a proof also before it was asked for one', () => {
    const signIn = create();
    const room = JSON.stringify(signIn.longestAuth()).length;
    for (const algorithm of ['MD5', 'SHA-256']) {
      signIn.retries(401, challenge(algorithm, 4_294_967_295), 0);
      expect(JSON.stringify(signIn.auth()).length).toBeLessThanOrEqual(room);
    }
    const known = JSON.stringify(signIn.longestAuth());
    expect(known.length).toBe(JSON.stringify(signIn.auth()).length);
  });
});
