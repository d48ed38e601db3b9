import { describe, expect, it } from 'vitest';
import {
  deviceTextOfFault,
  headerFaults,
  MAX_EXTRA_BYTES,
  MAX_FULL_NAME_BYTES,
} from '../../../../src/ota-core/update/header-faults.ts';
import type { LocalHeader } from '../../../../src/ota-core/update/zip-format.ts';

const plain: LocalHeader = {
  ...{ version: 20, flags: 0, method: 0, time: 0, date: 0, crc: 7, packedSize: 5, size: 5 },
  ...{ nameLength: 13, extraLength: 0 },
};
const faults = (changed: Partial<LocalHeader>) => headerFaults({ ...plain, ...changed });

describe('headerFaults', () => {
  it('finds nothing in what the official packers write, nor at the limits', () => {
    expect(faults({})).toEqual([]);
    const atMost = { nameLength: MAX_FULL_NAME_BYTES, extraLength: MAX_EXTRA_BYTES, flags: 0x806 };
    expect(faults(atMost)).toEqual([]);
  });

  it.each<readonly [Partial<LocalHeader>, readonly string[], string]>([
    [{ method: 8, packedSize: 3 }, ['method'], 'Cannot handle compressed .zip'],
    [{ flags: 8 }, ['descriptor'], 'Archived file size is unknown'],
    [{ nameLength: 256 }, ['long-full-name'], 'Too long file name'],
    [{ size: 0xffffffff, packedSize: 0xffffffff }, ['zip64'], 'Malformed archive'],
    [{ packedSize: 6 }, ['sizes-differ'], 'Malformed archive'],
    [{ flags: 1 }, ['encrypted'], 'Malformed archive'],
    [{ flags: 0x40 }, ['flags'], 'Malformed archive'],
    [{ version: 45 }, ['version'], 'Malformed archive'],
    [{ extraLength: 2049 }, ['long-extra'], 'Malformed archive'],
  ])('finds %j to be %j, which the device calls %s', (changed, expected, text) => {
    const found = faults(changed);
    expect(found).toEqual(expected);
    expect(found.map(deviceTextOfFault)).toEqual([text]);
  });

  it('gives several in the order in which the device asks', () => {
    expect(faults({ extraLength: 3000, version: 45, flags: 8, method: 8 })).toEqual([
      ...['method', 'descriptor', 'version', 'long-extra'],
    ]);
  });
});
