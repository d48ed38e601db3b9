import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { bundleNamed, setUpUpdate } from '../../support/update/update-harness.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

const after = (requires: string): Bundle => ({ ...tiny, manifest: { ...tiny.manifest, requires } });

describe('a firmware that may only follow certain versions', () => {
  it.each([
    ['>= 1.4', 'bundle/needs-version', { version: '1.1.0', requires: '>= 1.4', before: '1.0.0' }],
    ['newest', 'bundle/bad-requires', { requires: 'newest' }],
  ])('is refused on 1.0.0 by "%s", before anything is sent', async (rule, code, facts) => {
    const { update, calls } = setUpUpdate();
    const force = ['same-version', 'downgrade', 'other-app'] as const;
    const { result } = await update(after(rule), { force });
    expect(result).toMatchObject({ result: 'refused', failure: { code, facts } });
    expect(calls).not.toContain('OTA.Begin');
  });

  it('is sent where the version before fits', async () => {
    const { update } = setUpUpdate();
    const { result } = await update(after('>= 1.0 <1.1'));
    expect(result.result).toBe('committed');
  });
});
