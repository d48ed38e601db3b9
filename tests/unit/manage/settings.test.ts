import { describe, expect, it } from 'vitest';
import { OtaError } from '../../../src/contracts/failure.ts';
import { readSettings, saveSettings } from '../../../src/manage/settings.ts';
import { clientOfAnswers } from '../../support/rpc/answering-device.ts';

const { signal } = new AbortController();

const CONFIG = {
  update: { timeout: 600, commit_timeout: 0, url: '' },
  wifi: { sta: { enable: true, ssid: 'hall', pass: 'secret' } },
};

function configAt(params: unknown): unknown {
  const { key } = params as { readonly key?: string };
  if (key === undefined) return CONFIG;
  if (key in CONFIG) return CONFIG[key as keyof typeof CONFIG];
  throw new OtaError('rpc/remote', {
    method: 'Config.Get',
    remoteCode: 404,
    remoteMessage: 'invalid config key',
  });
}

describe('the settings of a device', () => {
  it('are a list of values with their paths, of the groups that it has', async () => {
    const { client, asked } = clientOfAnswers((_, params) => configAt(params));
    expect(await readSettings(client, ['update', 'bt', 'wifi'], { signal })).toEqual([
      { path: 'update.timeout', value: 600 },
      { path: 'update.commit_timeout', value: 0 },
      { path: 'update.url', value: '' },
      { path: 'wifi.sta.enable', value: true },
      { path: 'wifi.sta.ssid', value: 'hall' },
      { path: 'wifi.sta.pass', value: 'secret' },
    ]);
    expect(asked.map(([, params]) => params)).toEqual([
      { key: 'update' },
      { key: 'bt' },
      { key: 'wifi' },
    ]);
    expect(await readSettings(client, 'all', { signal })).toHaveLength(6);
  });

  it('that are refused for another reason fail', async () => {
    const { client } = clientOfAnswers((method) => {
      throw new OtaError('rpc/remote', { method, remoteCode: 401, remoteMessage: '' });
    });
    const read = readSettings(client, ['wifi'], { signal });
    await expect(read).rejects.toMatchObject({ facts: { remoteCode: 401 } });
  });

  it.each([
    ['a list', [1, 2]],
    ['a text in place of all', 'none'],
    ['a name that is none', { 'a b': 1 }],
    ['a list inside', { a: [1] }],
    ['no end of them', Object.fromEntries(Array.from({ length: 3000 }, (_, n) => [`k${n}`, n]))],
  ])('are not believed: %s', async (_, answer) => {
    const { client } = clientOfAnswers(() => answer);
    const read = readSettings(client, 'all', { signal });
    await expect(read).rejects.toMatchObject({ code: 'rpc/bad-reply' });
  });

  it('are set as one tree of what was changed, and saved in the same call', async () => {
    const { client, asked } = clientOfAnswers(() => ({ saved: true }));
    const changes = [
      { path: 'wifi.sta.ssid', value: 'yard' },
      { path: 'update.timeout', value: 900 },
      { path: 'wifi.sta.enable', value: false },
    ];
    await saveSettings(client, changes, { signal, restart: true });
    const config = { wifi: { sta: { ssid: 'yard', enable: false } }, update: { timeout: 900 } };
    expect(asked).toEqual([['Config.Set', { config, save: true, reboot: true }]]);
  });

  it.each([null, undefined, {}, { saved: false }])(
    'are saved by another call where the first one did not: %j',
    async (answer) => {
      const { client, asked } = clientOfAnswers((method) =>
        method === 'Config.Set' ? answer : null,
      );
      const changes = [{ path: 'update.timeout', value: 900 }];
      await saveSettings(client, changes, { signal, restart: false });
      expect(asked.at(-1)).toEqual(['Config.Save', { reboot: false }]);
    },
  );

  it('may be called as what every object has', async () => {
    const { client, asked } = clientOfAnswers(() => ({ saved: true }));
    await saveSettings(client, [{ path: '__proto__.x', value: 1 }], { signal, restart: false });
    const [[, params] = ['', null]] = asked;
    expect(JSON.stringify(params)).toContain('{"__proto__":{"x":1}}');
  });
});
