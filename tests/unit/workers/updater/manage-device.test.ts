import { describe, expect, it } from 'vitest';
import type { SettingChange } from '../../../../src/contracts/managed-device.ts';
import type { CallOptions, RpcClient } from '../../../../src/rpc/client.ts';
import {
  changeSettings,
  filesOf,
  fileOf,
  putFile,
  settingsOf,
} from '../../../../src/workers/updater/manage-device.ts';
import { never } from '../../../support/emulator/test-emulator.ts';
import { askedDevice } from '../../../support/workers/asked-device.ts';

type AnyCall = (method: string, params: unknown, options: CallOptions) => Promise<unknown>;

/** A client whose calls `alter` passes on, or answers itself. */
function altered(client: RpcClient, alter: (call: AnyCall) => AnyCall): RpcClient {
  const inner = client.call as AnyCall; // the names and parameters are those of the code under test
  return {
    ask: (method, params, options) => client.ask(method, params, options),
    call: alter(inner),
    close: () => client.close(),
  };
}

const TIMEOUT: SettingChange = { path: 'update.timeout', value: 900 };

describe('settings and files in the worker', () => {
  it('keeps secrets: of a password only whether there is one', async () => {
    const { clock, options } = askedDevice();
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
    const { clock, options } = askedDevice();
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
      let isSet = false;
      const { clock, options } = askedDevice((client) =>
        altered(client, (call) => async (method, params, asked) => {
          // The first look after the change comes late, as on a busy computer.
          if (isSet && method === 'Sys.GetInfo') await clock.sleep(10_000, never);
          isSet = method === 'Config.Set';
          return call(method, params, asked);
        }),
      );
      await clock.run(clock.sleep(upMs, never));
      const saved = await clock.run(
        changeSettings([TIMEOUT], { ...options, restart: true, clock }),
      );
      expect(saved.restart).toBe('seen');
    },
  );

  it('saves, sees the restart, and finds what was saved afterwards', async () => {
    const { emulator, clock, options } = askedDevice();
    await clock.run(clock.sleep(20_000, never));
    const saved = await clock.run(changeSettings([TIMEOUT], { ...options, restart: true, clock }));
    expect(saved.restart).toBe('seen');
    expect(saved.settings).toContainEqual(expect.objectContaining(TIMEOUT));
    expect(emulator.snapshot().running).not.toBeNull();
  });

  it('says which settings are not what they were set to', async () => {
    const { clock, options } = askedDevice((client) =>
      altered(
        client,
        (call) => (method, params, asked) =>
          method === 'Config.Set' ? Promise.resolve({ saved: true }) : call(method, params, asked),
      ),
    );
    const changing = clock.run(changeSettings([TIMEOUT], { ...options, restart: false, clock }));
    await expect(changing).rejects.toMatchObject({
      code: 'device/settings-differ',
      facts: { paths: ['update.timeout'] },
    });
  });

  it('says that no restart was seen, after a minute', async () => {
    const { clock, options } = askedDevice((client) =>
      altered(client, (call) => (method, params, asked) => {
        const quiet = { ...(params as object), reboot: false };
        return call(method, method === 'Config.Set' ? quiet : params, asked);
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
    const { clock, options } = askedDevice();
    const tell = () => undefined;
    const file = { name: 'hall.json', bytes: new Blob(['{"hall":7}']) };
    await clock.run(putFile(file, { ...options, tell }));
    const { files } = await clock.run(filesOf(options));
    expect(files).toContainEqual({ name: 'hall.json', sizeBytes: 10 });
    const bytes = await clock.run(fileOf('hall.json', { ...options, tell }));
    expect(await bytes.text()).toBe('{"hall":7}');
  });
});
