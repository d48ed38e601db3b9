import { describe, expect, it } from 'vitest';
import { firmwareNames } from '../../../src/messages/firmware-names.ts';

const of = (version: string, buildId: string) => ({ version, buildId });

describe('two firmwares', () => {
  it('are called by their versions', () => {
    expect(firmwareNames(of('1.0.0', 'a'), of('1.1.0', 'b'))).toEqual({
      from: '1.0.0',
      to: '1.1.0',
    });
  });

  it('of one version are called by their builds, as short as tells them apart', () => {
    expect(
      firmwareNames(
        of('1.1.0', '20261101-120000/v1.1.0-3-g1234567'),
        of('1.1.0', '20261102-080000/v1.1.0-4-g89abcde'),
      ),
    ).toEqual({ from: '1.1.0 (build 20261101-120000)', to: '1.1.0 (build 20261102-080000)' });
    expect(firmwareNames(of('1.1.0', 'x/one'), of('1.1.0', 'x/two'))).toEqual({
      from: '1.1.0 (build x/one)',
      to: '1.1.0 (build x/two)',
    });
    expect(firmwareNames(of('1.1.0', ''), of('1.1.0', 'x')).to).toBe('1.1.0 (build x)');
  });

  it('of one build are told apart as well', () => {
    const { from, to } = firmwareNames(of('1.1.0', 'x'), of('1.1.0', 'x'));
    expect(from).not.toBe(to);
  });
});
