import { describe, expect, it } from 'vitest';
import type { FileSurvey } from '../../../src/bundle/predict-merge.ts';
import type { DeviceView } from '../../../src/update/ask-device.ts';
import { preflight } from '../../../src/update/preflight.ts';
import { bundleNamed } from '../../support/update/update-harness.ts';

const device: DeviceView = {
  info: {
    id: 'esp32_0A1B2C',
    app: 'demo',
    fw_version: '1.0.0',
    fw_id: 'b1',
    mac: '30AEA40A1B2C',
    arch: 'esp32',
    uptime: 1,
  },
  status: {
    state: 0,
    message: '',
    is_committed: true,
    progress_percent: 0,
    commit_timeout: 0,
  },
  boot: null,
};

const findings = async (files: FileSurvey | null) => {
  const bundle = await bundleNamed('demo-esp32-1.1.0.zip');
  const known = { needs: [], foreseen: null, isPractice: false };
  return preflight({ bundle, device, methods: null, files, ...known }).map(
    ({ failure, force }) => ({
      code: failure.code,
      facts: failure.facts,
      force,
    }),
  );
};
const shipping = (...names: readonly string[]): FileSurvey => ({
  image: names.map((name) => ({ name, size: 10 })),
  merge: null,
});

describe('what preflight says of files', () => {
  it('says nothing of a firmware that ships its defaults, or no filesystem', async () => {
    expect(await findings(shipping('conf0.json', 'index.html', 'conf10.json'))).toEqual([]);
    expect(await findings(null)).toEqual([]);
  });

  it('asks before it replaces the settings of a device, conf1 to conf9 and updater.dat', async () => {
    expect(await findings(shipping('conf1.json', 'conf9.json', 'updater.dat', 'a'))).toEqual([
      {
        code: 'bundle/user-files',
        facts: { names: ['conf1.json', 'conf9.json', 'updater.dat'] },
        force: 'user-files',
      },
    ]);
  });

  it('asks before a merge that would send the device back', async () => {
    const merge = {
      keeps: [],
      overwrites: [],
      adds: [],
      freeBytes: null,
      lackingMarginBytes: null,
    };
    const failure = { name: 'log_0.txt', reason: 'full' } as const;
    expect(await findings({ image: [], merge: { ...merge, failure } })).toEqual([
      {
        code: 'bundle/merge-fails',
        facts: { file: 'log_0.txt', reason: 'full' },
        force: 'merge-fails',
      },
    ]);
  });

  it('asks before a merge that leaves a SPIFFS less than the margin', async () => {
    const merge = {
      keeps: ['log_0.txt'],
      overwrites: [],
      adds: [],
      freeBytes: 3000,
      lackingMarginBytes: 7530,
      failure: null,
    };
    expect(await findings({ image: [], merge })).toEqual([
      { code: 'bundle/merge-tight', facts: { marginBytes: 7530 }, force: 'merge-fails' },
    ]);
  });
});
