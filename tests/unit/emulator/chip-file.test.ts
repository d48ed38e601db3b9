import { unzipSync, zipSync, type Zippable } from 'fflate';
import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import { packChip, parseChip, type ChipContent } from '../../../src/emulator/chip-file.ts';
import { nobleDigests } from '../../../src/ota-core/primitives/digest.ts';

const SIZE = 64 * 1024;
const flash = new Uint8Array(SIZE).fill(0xff);
flash.set([1, 2, 3], 0x1000);
const content: ChipContent = {
  profile: 'esp32',
  deviceId: 'esp32_0A1B2C',
  firmwares: [
    {
      name: 'demo',
      version: '1.0.0',
      buildId: '20261120-143108',
      sizeBytes: 3,
      sha256: 'ab'.repeat(32),
      behaviour: 'works',
    },
  ],
  flash,
};
const limits = {
  sizeOf: (profile: string) => (profile === 'esp32' ? SIZE : null),
  digests: nobleDigests,
};
const saved = packChip(content, nobleDigests);

/** The saved file with one of its entries put in another way. */
function changed(change: (files: Record<string, Uint8Array>) => unknown): Uint8Array {
  const files: Record<string, Uint8Array> = unzipSync(saved);
  change(files);
  return zipSync(files satisfies Zippable);
}
const withAbout = (edit: (about: Record<string, unknown>) => void): Uint8Array =>
  changed((files) => {
    const about = JSON.parse(new TextDecoder().decode(files['chip.json'])) as Record<
      string,
      unknown
    >;
    edit(about);
    files['chip.json'] = new TextEncoder().encode(JSON.stringify(about));
  });
const FILE = 'chip.zip';
const noChip = (reason: string) => ({ code: 'file/no-chip', facts: { file: FILE, reason } });
const refusal = (bytes: Uint8Array): unknown => {
  try {
    parseChip(bytes, FILE, limits);
    return 'taken';
  } catch (error) {
    return toFailure(OtaError.from(error));
  }
};

describe('a chip file', () => {
  it('gives back every byte and everything kept beside the flash', () => {
    expect(parseChip(saved, FILE, limits)).toEqual(content);
  });

  it('is far smaller than a chip that is mostly erased', () => {
    expect(saved.length).toBeLessThan(SIZE / 20);
  });

  it.each<[string, Uint8Array, object]>([
    ['bytes that are no archive', new Uint8Array(100), noChip('no-archive')],
    ['a file cut off in the middle', saved.subarray(0, saved.length / 2), noChip('no-archive')],
    ['an archive without the flash', changed((f) => delete f['flash.bin']), noChip('no-archive')],
    [
      'a flash in which one bit differs',
      changed((f) => void f['flash.bin']!.fill(0xfe, 5, 6)),
      noChip('digest'),
    ],
    [
      'a flash of another size',
      changed((f) => void (f['flash.bin'] = new Uint8Array(SIZE - 4096))),
      { code: 'file/other-size', facts: { file: FILE, found: SIZE - 4096, expected: SIZE } },
    ],
    [
      'a profile nobody knows',
      withAbout((a) => void (a['profile'] = 'z80')),
      { code: 'file/unknown-profile', facts: { file: FILE, name: 'z80' } },
    ],
    ['another version', withAbout((a) => void (a['version'] = 2)), noChip('no-facts')],
    [
      'a firmware with a digest that is none',
      withAbout((a) => void (a['firmwares'] = [{ ...content.firmwares[0], sha256: 'xyz' }])),
      noChip('no-facts'),
    ],
    [
      'a firmware that behaves in no known way',
      withAbout((a) => void (a['firmwares'] = [{ ...content.firmwares[0], behaviour: 'sings' }])),
      noChip('no-facts'),
    ],
    [
      'a name with control characters',
      withAbout((a) => void (a['deviceId'] = 'esp32\u0000')),
      noChip('no-facts'),
    ],
    [
      'text that is not JSON',
      changed((f) => void (f['chip.json'] = new Uint8Array([0x7b]))),
      noChip('no-facts'),
    ],
  ])('is refused as a whole: %s', (_, bytes, expected) => {
    expect(refusal(bytes)).toMatchObject(expected);
  });

  it('does not unpack an entry that is larger than any flash', () => {
    const bomb = changed((files) => {
      files['chip.json'] = new Uint8Array(300 * 1024);
    });
    expect(refusal(bomb)).toMatchObject(noChip('no-archive'));
  });
});
