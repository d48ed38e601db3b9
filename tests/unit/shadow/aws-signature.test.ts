import { describe, expect, it } from 'vitest';
import { signBroker } from '../../../src/shadow/aws-signature.ts';
import { isSigned } from '../../support/shadows/aws-endpoint.ts';

const NOW = Date.UTC(2026, 10, 29, 12, 0, 0);
const KEYS = {
  region: 'eu-west-1',
  keyId: 'AKIDEXAMPLE',
  secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: '',
};
const ENDPOINT = 'wss://a1b2c3-ats.iot.eu-west-1.amazonaws.com/mqtt';

async function accepted(keys: typeof KEYS, now = NOW): Promise<boolean> {
  const url = new URL(await signBroker(ENDPOINT, keys, NOW));
  expect(url.origin + url.pathname).toBe(new URL(ENDPOINT).origin + '/mqtt');
  expect(url.href).not.toContain('wJalr');
  const request = { url: url.pathname + url.search, headers: { host: url.host } };
  return isSigned(request, { ...KEYS, sessionToken: keys.sessionToken }, now);
}

describe('the signed address of an AWS endpoint', () => {
  it('is accepted by who knows the key, with the token of a session beside the signature', async () => {
    expect(await accepted(KEYS)).toBe(true);
    expect(await accepted({ ...KEYS, sessionToken: 'a/token+with=signs' })).toBe(true);
  });

  it('is not with another key, for another region, or at another time', async () => {
    expect(await accepted({ ...KEYS, secret: `${KEYS.secret}x` })).toBe(false);
    expect(await accepted({ ...KEYS, region: 'us-east-1' })).toBe(false);
    expect(await accepted(KEYS, NOW + 3_600_000)).toBe(false);
  });
});
