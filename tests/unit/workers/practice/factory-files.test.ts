import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OtaError } from '../../../../src/contracts/failure.ts';
import { madeUpFirmware } from '../../../../src/emulator/seed-chip.ts';
import { nobleDigests } from '../../../../src/ota-core/primitives/digest.ts';
import { readFactoryFiles } from '../../../../src/workers/practice/factory-files.ts';

const first = madeUpFirmware({ name: 'demo', version: '1.0.0' }, nobleDigests);
const read = (filesystem: File) =>
  readFactoryFiles(
    { profile: 'esp32', firmware: null, filesystem },
    { first, arch: 'esp32', signal: new AbortController().signal },
  );

describe('the filesystem of a fresh practice device', () => {
  it('is the image a person chose', async () => {
    const image = readFileSync('tests/fixtures/filesystems/lfsuser.img');
    const { fs, app } = await read(new File([image], 'lfsuser.img'));
    expect([fs, app]).toEqual([new Uint8Array(image), first.app]);
  });

  it.each([
    ['a picture', new Uint8Array(65_536).map((_, at) => at * 31)],
    ['nothing', new Uint8Array(0)],
    ['erased flash', new Uint8Array(65_536).fill(0xff)],
  ])('is not %s', async (_, bytes) => {
    const failed: unknown = await read(new File([bytes], 'fs.img')).catch(
      (reason: unknown) => reason,
    );
    expect(OtaError.from(failed)).toMatchObject({
      code: 'file/no-filesystem',
      facts: { file: 'fs.img', detail: expect.stringMatching(/./) as string },
    });
  });
});
