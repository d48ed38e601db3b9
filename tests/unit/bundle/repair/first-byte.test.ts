/** What is refused by its end or its first records is not read any further: counted in looks, not in seconds. */
import { describe, expect, it } from 'vitest';
import { readLenientArchive } from '../../../../src/bundle/repair/lenient-archive.ts';
import { refusalOf } from '../../../support/bundle/refusal.ts';
import { recordZip } from '../../../support/ota-core/update/zip-recorder.ts';
import { forgeZip } from '../../../support/bundle/zip-forge.ts';

const SIZE = 64 * 1024 * 1024;

/** `looks`: how often something was read in it by a view. */
function counted(bytes: Uint8Array) {
  let looks = 0;
  const archive = new Proxy(bytes, {
    get(target, key) {
      if (key === 'buffer') looks += 1;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
  return { archive, looks: () => looks };
}

/** Central records to the last byte, and an end that counts so many of them. */
function headersOnly(entries: number): Uint8Array {
  const directorySize = Math.floor((SIZE - 22) / 46) * 46;
  const end = { entries, diskEntries: entries, directorySize, directoryOffset: 0 };
  const bytes = new Uint8Array(directorySize + 22);
  for (let at = 0; at < directorySize; at += 46) {
    bytes.set([0x50, 0x4b, 1, 2], at);
    bytes[at + 28] = 0;
  }
  bytes.set(forgeZip([], end), directorySize);
  return bytes;
}

describe('64 MiB of headers', () => {
  it.each([
    ['more than are listed', 4_097, 50],
    ['as many as are listed', 4_096, 20_000],
    ['two', 2, 50],
  ])(
    'are refused by the repair without reading on, where the end counts %s',
    (_, entries, most) => {
      const { archive, looks } = counted(headersOnly(entries));
      expect(refusalOf(() => readLenientArchive(archive, 'fw.zip'))?.code).toMatch(/^bundle\//);
      expect(looks()).toBeLessThan(most);
    },
  );

  it('are refused by a device at the fourth byte', () => {
    expect(recordZip([headersOnly(2).subarray(0, 4)]).state.phase).toBe('failed');
  });
});
