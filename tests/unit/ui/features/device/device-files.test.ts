import { describe, expect, it } from 'vitest';
import type { Failure, Outcome } from '../../../../../src/contracts/failure.ts';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import type { DeviceFiles, TransferProgress } from '../../../../../src/contracts/managed-device.ts';
import {
  DeviceFileList,
  nameProblem,
} from '../../../../../src/ui/features/device/device-files.svelte.ts';
import type { UpdaterClient } from '../../../../../src/workers/client/updater-client.ts';

const LIST: DeviceFiles = {
  files: [{ name: 'conf9.json', sizeBytes: 98 }],
  freeBytes: 4_000,
  totalBytes: 65_536,
};
const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
const failed = (failure: Failure): Outcome<never> => ({ ok: false, failure });
const NO_ROOM = toFailure(new OtaError('device/no-room', { file: 'x', bytes: 9, freeBytes: 1 }));
const CANCELLED = toFailure(new OtaError('cancelled', { by: 'user' }));

/** `put` is answered when the test says so. */
function list() {
  const asked: string[] = [];
  let answerPut: (outcome: Outcome<null>) => void = () => undefined;
  let tell: (progress: TransferProgress) => void = () => undefined;
  const updater = {
    deviceFiles() {
      asked.push('list');
      return Promise.resolve(ok(LIST));
    },
    putDeviceFile(name: string, _: Blob, onProgress: typeof tell) {
      asked.push(`put ${name}`);
      tell = onProgress;
      return new Promise<Outcome<null>>((resolve) => (answerPut = resolve));
    },
    readDeviceFile: (name: string) => Promise.resolve(ok(new Blob([name]))),
    removeDeviceFile(name: string) {
      asked.push(`remove ${name}`);
      return Promise.resolve(ok(null));
    },
    stopManaging() {
      answerPut(failed(CANCELLED));
      return Promise.resolve(ok(null));
    },
  } as unknown as UpdaterClient; // the list asks for nothing else
  const files = new DeviceFileList((question) => question(updater));
  const file = new File(['abc'], 'notes.txt');
  return {
    files,
    file,
    asked,
    answerPut: (outcome: Outcome<null>) => answerPut(outcome),
    tell: (progress: TransferProgress) => tell(progress),
  };
}

describe('the list of files', () => {
  it('tells how far a file is, one at a time, and reads the list again when it is there', async () => {
    const { files, file, asked, answerPut, tell } = list();
    await files.read();
    const put = files.put(file);
    await Promise.resolve();
    tell({ doneBytes: 3, totalBytes: 6 });
    expect(files.step).toEqual({ kind: 'writing', name: 'notes.txt', share: 0.5 });
    expect([files.busy, await files.put(file), await files.get('conf9.json')]).toEqual([
      ...[true, false, null],
    ]);
    answerPut(ok(null));
    expect(await put).toBe(true);
    expect(files.step).toEqual({ kind: 'written', name: 'notes.txt' });
    expect(asked).toEqual(['list', 'put notes.txt', 'list']);
  });

  it('says why a file was not put, and shows what is there all the same', async () => {
    const { files, file, answerPut } = list();
    const put = files.put(file);
    await Promise.resolve();
    answerPut(failed(NO_ROOM));
    expect(await put).toBe(false);
    expect(files.step).toEqual({ kind: 'failed', failure: NO_ROOM });
    expect(files.list).toEqual(LIST);
  });

  it('stops when it is told to, which is no failure', async () => {
    const { files, file } = list();
    const put = files.put(file);
    await Promise.resolve();
    await files.stop();
    expect(await put).toBe(false);
    expect(files.step).toEqual({ kind: 'stopped' });
  });

  it('hands over bytes, and removes', async () => {
    const { files, asked } = list();
    await files.read();
    expect(await (await files.get('conf9.json'))?.text()).toBe('conf9.json');
    expect(files.step).toEqual({ kind: 'read', name: 'conf9.json' });
    expect(await files.remove('conf9.json')).toBe(true);
    expect(asked).toEqual(['list', 'remove conf9.json', 'list']);
    expect([files.has({ name: 'conf9.json' }), files.has({ name: 'x' })]).toEqual([true, false]);
  });

  it.each([
    ['conf9.json', null],
    ['a b.txt', null],
    ['x'.repeat(47), null],
    ['x'.repeat(48), 'too-long'],
    ['', 'not-plain'],
    [' x', 'not-plain'],
    ['größe.txt', 'not-plain'],
    ['a/b', 'not-plain'],
    ['a\u202etxt', 'not-plain'],
  ])('finds of the name %j: %s', (name, problem) => {
    expect(nameProblem({ name })).toBe(problem);
  });
});
