import { describe, expect, it } from 'vitest';
import { formatTrust, parseTrust } from '../../../src/contracts/signature-trust.ts';

const key = { name: 'Plant', spki: 'AAAA', app: null, fingerprint: '0011' };
const trust = { keys: [key], rules: [{ app: 'demo', rule: 'require' }] } as const;

describe('whom people trust', () => {
  it('is read as it was kept, and is nobody where nothing was', () => {
    expect(parseTrust(formatTrust(trust))).toEqual(trust);
    expect(parseTrust(null)).toEqual({ keys: [], rules: [] });
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"keys":[],"rules":{}}',
    '{"keys":[{"name":"x"}],"rules":[]}',
    '{"keys":[],"rules":[{"app":"demo","rule":"never"}]}',
    '{"keys":[],"rules":[{"rule":"warn"}]}',
    '{"keys":[null],"rules":[]}',
    `${formatTrust(trust)}x`,
  ])('is nobody where it is damaged, and then each signature is asked about: %s', (text) => {
    expect(parseTrust(text)).toEqual({ keys: [], rules: [{ app: null, rule: 'warn' }] });
  });
});
