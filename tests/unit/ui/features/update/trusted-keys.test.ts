import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseTrust } from '../../../../../src/contracts/signature-trust.ts';
import { TrustedKeys } from '../../../../../src/ui/features/update/trusted-keys.svelte.ts';
import { TRUST_KEY } from '../../../../../src/ui/state/restartable-updater.ts';

const kept = new Map<string, string>();
const read = { spki: 'AAAA', fingerprint: '0011' };
const given = { name: ' Plant ', read, app: null };

beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

function start() {
  const changed = vi.fn(() => Promise.resolve());
  return { trusted: new TrustedKeys(changed), changed };
}
const stored = () => parseTrust(kept.get(TRUST_KEY) ?? null);

describe('the keys that people trust', () => {
  it('are kept before what is chosen is judged anew, and are there the next time', async () => {
    let seen = 0;
    const trusted = new TrustedKeys(() => {
      seen = stored().keys.length;
      return Promise.resolve();
    });
    expect(await trusted.add(given)).toBeNull();
    expect(seen).toBe(1);
    expect(start().trusted.keys).toEqual([{ name: 'Plant', app: null, ...read }]);
  });

  it('are taken once, with a name, and only where they are keys', async () => {
    const { trusted, changed } = start();
    expect(await trusted.add({ ...given, read: null })).toBe('no-key');
    expect(await trusted.add({ ...given, name: '  ' })).toBe('no-name');
    expect(changed).not.toHaveBeenCalled();
    await trusted.add(given);
    expect(await trusted.add({ ...given, name: 'other' })).toBe('known');
    expect(trusted.keys).toHaveLength(1);
  });

  it('are taken away by themselves, and rules stay', async () => {
    const { trusted, changed } = start();
    await trusted.add(given);
    await trusted.add({ ...given, read: { ...read, spki: 'BBBB' } });
    await trusted.setRule('demo', 'require');
    await trusted.remove(trusted.keys[0]!);
    expect(stored().keys.map(({ spki }) => spki)).toEqual(['BBBB']);
    expect([trusted.ruleOf('demo'), trusted.ruleOf('lamp'), trusted.ruleOf(null)]).toEqual([
      ...['require', 'show', 'show'],
    ]);
    expect(changed).toHaveBeenCalledTimes(4);
  });

  it('have one rule for an application: the last one', async () => {
    const { trusted } = start();
    await trusted.setRule('demo', 'require');
    await trusted.setRule('demo', 'warn');
    expect(stored().rules).toEqual([{ app: 'demo', rule: 'warn' }]);
  });

  it('are not said to be trusted where the browser keeps nothing', async () => {
    vi.stubGlobal('localStorage', undefined);
    const { trusted, changed } = start();
    expect(await trusted.add(given)).toBe('not-kept');
    expect([trusted.keys, changed.mock.calls]).toEqual([[], []]);
  });
});
