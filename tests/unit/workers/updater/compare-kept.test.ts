import { describe, expect, it } from 'vitest';
import { OtaError } from '../../../../src/contracts/failure.ts';
import {
  compareWithChosen,
  compareWithFile,
} from '../../../../src/workers/updater/compare-kept.ts';
import { readFixture } from '../../../support/bundle/fixture.ts';
import { open } from '../../../support/bundle/refusal.ts';
import { never } from '../../../support/emulator/test-emulator.ts';
import { askedDevice } from '../../../support/workers/asked-device.ts';

const NAME = 'demo-esp32-1.1.0.zip';
const kept = await open(readFixture(NAME), NAME);
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
});
