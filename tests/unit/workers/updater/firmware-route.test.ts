import { describe, expect, it } from 'vitest';
import { NO_TRUST } from '../../../../src/contracts/signature.ts';
import type { DeviceReport } from '../../../../src/workers/api.ts';
import { firmwareRoute } from '../../../../src/workers/updater/firmware-route.ts';
import { routeFile } from '../../../support/bundle/route-bundle.ts';
import { deviceOn } from '../../../support/ui/fixtures.ts';

const signal = new AbortController().signal;

const planned = (files: readonly File[], device: DeviceReport | null) =>
  firmwareRoute(files, {
    ...{ device, signal, measured: null, trusted: NO_TRUST },
    ...{ isPractice: true, lastLink: null },
  });

const device = (version: string): DeviceReport => {
  const report = deviceOn(version);
  return { ...report, info: { ...report.info, app: 'demo', arch: 'esp32' } };
};

const versions = (steps: readonly { readonly version: string }[]) =>
  steps.map(({ version }) => version);

describe('several files as one route', () => {
  const files = [routeFile('2.0.0', '>= 1.1'), routeFile('1.1.0'), routeFile('0.9.0')];

  it('go from the oldest to the newest, and what is not newer is left out', async () => {
    const route = await planned(files, device('1.0.0'));
    if (route.kind !== 'planned') throw new Error(route.failure.code);
    expect(versions(route.steps)).toEqual(['1.1.0', '2.0.0']);
    expect(versions(route.passedOver)).toEqual(['0.9.0']);
    expect(route.steps.map(({ given }) => files[given]?.name)).toEqual(['1.1.0.zip', '2.0.0.zip']);
    expect(route.steps[1]).toMatchObject({ requires: '>= 1.1', fileName: '2.0.0.zip' });
    expect(route.gap).toBeNull();
  });

  it('name the step before which one is missing, and keep the others in sight', async () => {
    const route = await planned([routeFile('1.1.0'), routeFile('2.0.0', '>=1.4')], device('1.0.0'));
    if (route.kind !== 'planned') throw new Error(route.failure.code);
    expect(versions(route.steps)).toEqual(['1.1.0', '2.0.0']);
    expect(route.gap).toMatchObject({
      at: 1,
      failure: { code: 'bundle/needs-version', facts: { before: '1.1.0' } },
    });
  });

  it('are stopped at their first step by what speaks against the device itself', async () => {
    const other = device('1.0.0');
    const esp8266 = { ...other, info: { ...other.info, arch: 'esp8266' } };
    const route = await planned(files, esp8266);
    expect(route).toMatchObject({ gap: { at: 0, failure: { code: 'bundle/wrong-platform' } } });
  });

  it('are in their order also before a device is chosen, and nothing is left out', async () => {
    const route = await planned(files, null);
    if (route.kind !== 'planned') throw new Error(route.failure.code);
    expect(versions(route.steps)).toEqual(['0.9.0', '1.1.0', '2.0.0']);
    expect([route.running, route.gap]).toEqual([null, null]);
  });

  it('say that none is newer than what runs', async () => {
    const route = await planned(files, device('2.0.0'));
    expect(route).toMatchObject({ steps: [], gap: { failure: { code: 'bundle/nothing-newer' } } });
  });

  it('are refused by the name of the one that cannot be opened', async () => {
    const broken = new File(['no zip'], 'broken.zip');
    expect(await planned([...files, broken], device('1.0.0'))).toMatchObject({
      kind: 'refused',
      fileName: 'broken.zip',
      failure: { code: 'bundle/not-a-zip' },
    });
  });

  it('are refused where two have one version, unless they are the same file twice', async () => {
    const twice = [routeFile('1.1.0'), routeFile('1.1.0')];
    const route = await planned(twice, device('1.0.0'));
    expect(route).toMatchObject({ kind: 'planned', gap: null });
    const two = await planned([routeFile('1.1.0'), routeFile('1.1.0', '>=1')], device('1.0.0'));
    expect(two).toMatchObject({
      ...{ kind: 'refused', fileName: null },
      failure: { code: 'bundle/no-route', facts: { why: 'same-version' } },
    });
  });
});
