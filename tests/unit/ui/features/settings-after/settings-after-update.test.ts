import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import type { Failure, Outcome } from '../../../../../src/contracts/failure.ts';
import type { ComparedSettings } from '../../../../../src/contracts/settings-snapshot.ts';
import { SettingsAfterUpdate } from '../../../../../src/ui/features/settings-after/settings-after-update.svelte.ts';
import type { UpdaterClient } from '../../../../../src/workers/client/updater-client.ts';
import { recordingUpdater } from '../../../../support/ui/recording-updater.ts';

const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
const failed = (failure: Failure): Outcome<never> => ({ ok: false, failure });
const GONE = toFailure(new OtaError('link/lost', { kind: 'serial', detail: 'unplugged' }));
const CANCELLED = toFailure(new OtaError('cancelled', { by: 'user' }));

const compared = (...names: readonly string[]): ComparedSettings => ({
  ...{ takenAtMs: 1, version: '1.0.0', same: 3 },
  files: names.map((name) => ({
    ...{ name, fate: 'lost', isBrought: false, canBePutBack: true, settings: [], moreSettings: 0 },
  })),
});

/** The device lacks these files, until they are put back; `answers`: other outcomes. */
function settingsWith(lost: readonly string[], answers: Partial<UpdaterClient> = {}) {
  const asked: string[] = [];
  let left = [...lost];
  const { updater } = recordingUpdater();
  const client: UpdaterClient = {
    ...updater,
    settingsAfter: () => {
      asked.push('compare');
      return Promise.resolve(ok(compared(...left)));
    },
    putBack: (names) => {
      asked.push(`put back ${names.join(' ')}`);
      left = left.filter((name) => !names.includes(name));
      return Promise.resolve(ok(compared(...left)));
    },
    revealSetting: (file, path) => {
      asked.push(`reveal ${file} ${path}`);
      return Promise.resolve(ok({ before: '"a"', after: null }));
    },
    forgetSettings: () => Promise.resolve(ok(null)),
    ...answers,
  };
  const settings = new SettingsAfterUpdate((question) => question(client));
  return { settings, asked };
}

const namesOf = ({ compared: found }: SettingsAfterUpdate) =>
  found?.files?.map(({ name }) => name) ?? null;

describe('settings and files after an update, on the screen', () => {
  it('are compared once for each update', async () => {
    const { settings, asked } = settingsWith(['a']);
    await settings.follow(100);
    await settings.follow(100);
    expect(asked).toEqual(['compare']);
    expect(namesOf(settings)).toEqual(['a']);
    await settings.follow(200);
    expect(asked).toEqual(['compare', 'compare']);
  });

  it('are put back, and then a restart is due', async () => {
    const { settings, asked } = settingsWith(['a', 'b']);
    await settings.follow(100);
    await settings.putBack([{ name: 'a' }]);
    expect(asked.at(-1)).toBe('put back a');
    expect(settings.step).toEqual({ kind: 'put-back', names: ['a'] });
    expect(namesOf(settings)).toEqual(['b']);
    expect(settings.needsRestart).toBe(true);
    await settings.follow(200);
    expect(settings.needsRestart).toBe(false);
  });

  it('stay as they were shown where the device is lost, and say why', async () => {
    const { settings } = settingsWith(['a'], { putBack: () => Promise.resolve(failed(GONE)) });
    await settings.follow(100);
    await settings.putBack([{ name: 'a' }]);
    expect(settings.step).toMatchObject({ kind: 'failed', what: 'writing', failure: GONE });
    expect(namesOf(settings)).toEqual(['a']);
    expect(settings.needsRestart).toBe(false);
  });

  it('tell a cancel from a failure', async () => {
    const { settings } = settingsWith(['a'], {
      settingsAfter: () => Promise.resolve(failed(CANCELLED)),
    });
    await settings.follow(100);
    expect(settings.step).toEqual({ kind: 'stopped' });
    expect(settings.compared).toBeNull();
  });

  it('show a secret while somebody wants to see it, and no longer', async () => {
    const { settings } = settingsWith(['a']);
    await settings.follow(100);
    await settings.reveal({ name: 'a' }, 'wifi.sta.pass');
    expect(settings.shown({ name: 'a' }, 'wifi.sta.pass')).toEqual({ before: '"a"', after: null });
    await settings.reveal({ name: 'a' }, 'wifi.sta.pass');
    expect(settings.shown({ name: 'a' }, 'wifi.sta.pass')).toBeNull();
    await settings.reveal({ name: 'a' }, 'wifi.sta.pass');
    await settings.putBack([{ name: 'a' }]);
    expect(settings.shown({ name: 'a' }, 'wifi.sta.pass')).toBeNull();
  });

  it('are not there any more once they are deleted', async () => {
    const { settings } = settingsWith(['a']);
    await settings.follow(100);
    await settings.forget();
    expect(settings.compared).toBeNull();
    expect(settings.step).toEqual({ kind: 'forgotten' });
  });
});
