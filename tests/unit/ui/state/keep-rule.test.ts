import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeepRule } from '../../../../src/ui/state/keep-rule.svelte.ts';

const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('who keeps a firmware', () => {
  it('is a person, until its application is given to the checks, and again when it is taken back', () => {
    const rule = new KeepRule();
    expect(rule.isByChecks({ name: 'pump' })).toBe(false);
    rule.choose({ name: 'pump' }, true);
    expect([rule.isByChecks({ name: 'pump' }), rule.isByChecks({ name: 'lamp' })]).toEqual([
      true,
      false,
    ]);
    expect(new KeepRule().isByChecks({ name: 'pump' })).toBe(true);
    rule.choose({ name: 'pump' }, false);
    expect(new KeepRule().isByChecks({ name: 'pump' })).toBe(false);
  });

  it('is a person where something else is stored, and lasts for the visit where nothing can be', () => {
    kept.set('kept-by-checks', '{"pump":true}');
    expect(new KeepRule().isByChecks({ name: 'pump' })).toBe(false);
    kept.set('kept-by-checks', '[');
    expect(new KeepRule().isByChecks({ name: 'pump' })).toBe(false);
    vi.stubGlobal('localStorage', undefined);
    const rule = new KeepRule();
    rule.choose({ name: 'pump' }, true);
    expect(rule.isByChecks({ name: 'pump' })).toBe(true);
  });

  it('forgets the application that was chosen first beyond 64', () => {
    const rule = new KeepRule();
    for (let at = 0; at < 65; at += 1) rule.choose({ name: `app ${at}` }, true);
    expect([rule.isByChecks({ name: 'app 0' }), rule.isByChecks({ name: 'app 64' })]).toEqual([
      false,
      true,
    ]);
  });
});
