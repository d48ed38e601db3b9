import { describe, expect, it } from 'vitest';
import { filesOfImage } from '../../../../src/bundle/compare/compare-bundles.ts';
import { slotPartBytes } from '../../../../src/bundle/part-bytes.ts';
import { OtaError } from '../../../../src/contracts/failure.ts';
import type { TransferProgress } from '../../../../src/contracts/managed-device.ts';
import {
  compareContents,
  compareWithChosen,
  compareWithFile,
  createContents,
} from '../../../../src/workers/updater/compare-kept.ts';
import { FILE_PIECE_BYTES } from '../../../../src/manage/files.ts';
import { putFile } from '../../../../src/workers/updater/manage-device.ts';
import { readFixture } from '../../../support/bundle/fixture.ts';
import { open } from '../../../support/bundle/refusal.ts';
import { never } from '../../../support/emulator/test-emulator.ts';
import { askedDevice } from '../../../support/workers/asked-device.ts';

const NAME = 'demo-esp32-1.1.0.zip';
const kept = await open(readFixture(NAME), NAME);
type Shipped = readonly [name: string, bytes: Uint8Array];
// Three and more are in the fixture.
const shipped = [
  ...(filesOfImage(slotPartBytes(kept, 'fs') ?? new Uint8Array(0)) ?? []),
] as unknown as readonly [Shipped, Shipped, Shipped];
const second = (fixture: string) =>
  compareWithFile(kept, new Blob([readFixture(fixture).slice()]), {
    fileName: fixture,
    signal: never,
  });

describe('the kept bundle beside a second file', () => {
  it('is the same file, the same content, or another, whatever was mended to read it', async () => {
    const verdict = async (fixture: string) => {
      const { compared, mended } = await second(fixture);
      return [compared.isSameFile, compared.isSame, mended.length > 0];
    };
    expect(await verdict(NAME)).toEqual([true, true, false]);
    expect(await verdict('demo-esp32-1.1.0-compressed.zip')).toEqual([false, true, true]);
    expect(await verdict('demo-esp32-1.0.0.zip')).toEqual([false, false, false]);
  });

  it('names both files', async () => {
    const { compared } = await second('demo-esp32-1.0.0.zip');
    expect([compared.left.label, compared.right.label]).toEqual([NAME, 'demo-esp32-1.0.0.zip']);
  });

  it('is not compared with a file that is refused', async () => {
    const comparing = second('bad-truncated.zip');
    await expect(comparing).rejects.toBeInstanceOf(OtaError);
    await expect(comparing).rejects.toMatchObject({ facts: { file: 'bad-truncated.zip' } });
  });
});

describe('the kept bundle beside the device', () => {
  it('is compared with what the device says it runs and which files it lists', async () => {
    const { clock, options } = askedDevice();
    const compared = await clock.run(compareWithChosen(kept, options));
    expect(compared).toMatchObject({ kind: 'device', isSame: false, left: { label: NAME } });
    expect(compared.fields.map(({ field }) => field)).toContain('version');
    expect(compared.files?.length).toBeGreaterThan(0);
  });

  it('is compared with what its files hold, those that were read before a loss only once', async () => {
    const [first, second, third] = shipped;
    const reads: string[] = [];
    let left = Infinity;
    const { clock, options } = askedDevice((client) => ({
      ...client,
      call: (method, params, asked) => {
        if (method === 'FS.Get') {
          reads.push(JSON.stringify(params));
          left -= 1;
          if (left < 0) throw new OtaError('link/lost', { kind: 'tcp', detail: '' });
        }
        return client.call(method, params, asked);
      },
    }));
    const put = (name: string, bytes: Uint8Array) =>
      putFile({ name, bytes: new Blob([bytes.slice()]) }, { ...options, tell: () => undefined });
    await clock.run(put(first[0], first[1]));
    await clock.run(
      put(
        second[0],
        second[1].map((byte) => 255 - byte),
      ),
    );
    await clock.run(put(third[0], third[1]));
    reads.length = 0;
    left = Math.ceil(first[1].length / FILE_PIECE_BYTES);
    const told: TransferProgress[] = [];
    const deps = {
      ...options,
      contents: createContents(),
      tell: (progress: TransferProgress): void => void told.push(progress),
    };
    await expect(clock.run(compareContents(kept, deps))).rejects.toMatchObject({
      code: 'link/lost',
    });
    left = Infinity;
    const compared = await clock.run(compareContents(kept, deps));
    const found = new Map(compared.files?.map(({ name, standing }) => [name, standing]));
    expect([first, second, third].map(([name]) => found.get(name))).toEqual([
      ...['same', 'changed', 'same'],
    ]);
    // The file that was lost on the way was asked for twice, and no other.
    expect(reads.length).toBe(new Set(reads).size + 1);
    expect(told.at(-1)?.doneBytes).toBe(told.at(-1)?.totalBytes);
  });
});
