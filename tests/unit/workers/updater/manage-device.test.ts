import { describe, expect, it } from 'vitest';
import type { SettingChange } from '../../../../src/contracts/managed-device.ts';
import { createLinkPair } from '../../../../src/transports/loopback/link-pair.ts';
import type { RpcClient } from '../../../../src/rpc/client.ts';
import {
  changeSettings,
  filesOf,
  fileOf,
  putFile,
  settingsOf,
} from '../../../../src/workers/updater/manage-device.ts';
import type { ManageOptions } from '../../../../src/workers/updater/manage-device.ts';
import { clientOf, never, setUpEmulator } from '../../../support/emulator/test-emulator.ts';

/** A device that runs, each question over a link of its own; `wrap` lies for it. */
function managed(wrap: (client: RpcClient) => RpcClient = (client) => client) {
  const { emulator, clock } = setUpEmulator();
  emulator.powerOn();
  const device: ManageOptions['device'] = {
    async withAsked(_, work) {
      const pair = createLinkPair({ framing: 'message' });
      emulator.attach(pair.far, { channel: 'TCP' });
      const client = wrap(clientOf(pair.near, clock, 3_000));
      try {
        return await work(client);
      } finally {
        await client.close();
      }
    },
  };
  return { emulator, clock, options: { device, signal: never } };
}

/** As a client that alters what is asked. */
const asking = (client: RpcClient, ask: RpcClient['ask']): RpcClient => ({
  ask,
  call: (method, params, options) => client.call(method, params, options),
  close: () => client.close(),
});

const TIMEOUT: SettingChange = { path: 'update.timeout', value: 900 };

describe('settings and files in the worker', () => {
  it('keeps secrets: of a password only whether there is one', async () => {
    const { clock, options } = managed();
    const change = { path: 'wifi.sta.pass', value: 'hidden-one' };
    await clock.run(changeSettings([change], { ...options, restart: false, clock }));
    const settings = await clock.run(settingsOf('usual', options));
    expect(settings).toContainEqual({
      path: 'wifi.sta.pass',
      value: '',
      isSecret: true,
      isSet: true,
    });
    expect(JSON.stringify(settings)).not.toContain('hidden-one');
  });

  it('reads the groups of an update and of Wi-Fi, or all', async () => {
    const { clock, options } = managed();
    const groups = (settings: readonly { readonly path: string }[]) =>
      new Set(settings.map(({ path }) => path.split('.')[0]));
    expect(groups(await clock.run(settingsOf('usual', options)))).toEqual(
      new Set(['update', 'wifi']),
    );
    expect(groups(await clock.run(settingsOf('all', options))).size).toBeGreaterThan(2);
  });

  it.each([2_000, 20_000])(
    'sees the restart of a device that was up for %i ms also when nobody looks for 10 s',
    async (upMs) => {
      let late = 0;
      const { clock, options } = managed((client) => ({
        ...asking(client, (method, params, asked) => client.ask(method, params, asked)),
        async call(method, params, asked) {
          // The first look after the change comes late, as on a busy computer.
          if ((late += 1) === 2) await clock.sleep(10_000, never);
          return client.call(method, params, asked);
        },
      }));
      await clock.run(clock.sleep(upMs, never));
      const saved = await clock.run(
        changeSettings([TIMEOUT], { ...options, restart: true, clock }),
      );
      expect(saved.restart).toBe('seen');
    },
  );

  it('saves, sees the restart, and finds what was saved afterwards', async () => {
    const { emulator, clock, options } = managed();
    await clock.run(clock.sleep(20_000, never));
    const saved = await clock.run(changeSettings([TIMEOUT], { ...options, restart: true, clock }));
    expect(saved.restart).toBe('seen');
    expect(saved.settings).toContainEqual(expect.objectContaining(TIMEOUT));
    expect(emulator.snapshot().running).not.toBeNull();
  });

  it('says which settings are not what they were set to', async () => {
    const { clock, options } = managed((client) =>
      asking(client, (method, params, asked) =>
        method === 'Config.Set'
          ? Promise.resolve({ saved: true })
          : client.ask(method, params, asked),
      ),
    );
    const changing = clock.run(changeSettings([TIMEOUT], { ...options, restart: false, clock }));
    await expect(changing).rejects.toMatchObject({
      code: 'device/settings-differ',
      facts: { paths: ['update.timeout'] },
    });
  });

  it('says that no restart was seen, after a minute', async () => {
    const { clock, options } = managed((client) =>
      asking(client, (method, params, asked) => {
        const quiet = { ...(params as object), reboot: false };
        return client.ask(method, method === 'Config.Set' ? quiet : params, asked);
      }),
    );
    await clock.run(clock.sleep(5_000, never));
    const began = clock.now();
    const changing = clock.run(changeSettings([TIMEOUT], { ...options, restart: true, clock }));
    await expect(changing).rejects.toMatchObject({ code: 'device/not-restarted' });
    expect(clock.now() - began).toBeGreaterThanOrEqual(60_000);
    expect(clock.now() - began).toBeLessThan(70_000);
  });

  it('puts a file, lists it and reads it', async () => {
    const { clock, options } = managed();
    const tell = () => undefined;
    const file = { name: 'hall.json', bytes: new Blob(['{"hall":7}']) };
    await clock.run(putFile(file, { ...options, tell }));
    const { files } = await clock.run(filesOf(options));
    expect(files).toContainEqual({ name: 'hall.json', sizeBytes: 10 });
    const bytes = await clock.run(fileOf('hall.json', { ...options, tell }));
    expect(await bytes.text()).toBe('{"hall":7}');
  });
});
