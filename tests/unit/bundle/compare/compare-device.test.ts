import { describe, expect, it } from 'vitest';
import { filesOfImage } from '../../../../src/bundle/compare/compare-bundles.ts';
import { compareWithDevice } from '../../../../src/bundle/compare/compare-device.ts';
import { slotPartBytes } from '../../../../src/bundle/part-bytes.ts';
import { MOST_CONTENTS_BYTES, unreadFiles } from '../../../../src/contracts/compared.ts';
import type { Standing } from '../../../../src/contracts/compared.ts';
import type { FileContent } from '../../../../src/contracts/managed-device.ts';
import { readFixture } from '../../../support/bundle/fixture.ts';
import { open } from '../../../support/bundle/refusal.ts';

const NAME = 'demo-esp32-1.1.0.zip';
const now = await open(readFixture(NAME), NAME);
const image = slotPartBytes(now, 'fs');
if (image === null) throw new Error('the fixture has no filesystem');
type Shipped = readonly [name: string, bytes: Uint8Array];
// The fixture has more than four.
const shipped = [...(filesOfImage(image) ?? [])] as unknown as readonly [
  Shipped,
  Shipped,
  Shipped,
  Shipped,
  ...Shipped[],
];

describe('a bundle and a device', () => {
  const device = {
    id: 'esp32_0A1B2C',
    app: 'demo',
    version: '1.1.0',
    buildId: now.manifest.buildId,
    platform: 'esp32',
    files: null,
  };

  it('are the same build where name, platform, version and build id are', () => {
    expect(compareWithDevice(now, device)).toMatchObject({ isSame: true, fields: [], files: null });
    for (const [key, field] of [
      ['app', 'name'],
      ['platform', 'platform'],
      ['version', 'version'],
      ['buildId', 'build_id'],
    ] as const) {
      const { isSame, fields } = compareWithDevice(now, { ...device, [key]: 'x' });
      expect({ isSame, fields: fields.map((f) => f.field) }).toEqual({
        isSame: false,
        fields: [field],
      });
    }
  });

  it('have files told by their content where it was read, and by the refusal where it was not given', () => {
    const [first, second, third, fourth, ...rest] = shipped;
    const listed = [first, second, third, fourth].map(([name, { length: size }]) => ({
      name,
      size,
    }));
    const other = third[1].map((byte) => 255 - byte);
    const contents = new Map<string, FileContent>([
      [first[0], { kind: 'read', bytes: first[1].slice() }],
      [second[0], { kind: 'not-given' }],
      [third[0], { kind: 'read', bytes: other }],
      [fourth[0], { kind: 'other-size', sizeBytes: 1 }],
    ]);
    const compared = compareWithDevice(now, { ...device, files: listed }, contents);
    expect(compared.hasContents).toBe(true);
    expect(
      compared.files!.map(({ name, standing, rightBytes }) => [name, standing, rightBytes]),
    ).toEqual([
      [first[0], 'same', first[1].length],
      [second[0], 'not-given', second[1].length],
      [third[0], 'changed', third[1].length],
      [fourth[0], 'changed', 1],
      ...rest.map(([name]) => [name, 'left-only', null]),
    ]);
    expect(unreadFiles(compared.files)).toEqual([]);
  });

  it('have files to read that only their content can tell apart, as many as are read at once', () => {
    const item = (name: string, standing: Standing, bytes: number | null) => ({
      ...{ name, standing, leftBytes: bytes, rightBytes: bytes },
    });
    const half = MOST_CONTENTS_BYTES / 2;
    const files = [
      item('a', 'same-size', half),
      item('b', 'changed', 5),
      item('c', 'same-size', half),
      item('d', 'same-size', 1),
    ];
    expect(unreadFiles(files)).toEqual([
      { name: 'a', sizeBytes: half },
      { name: 'c', sizeBytes: half },
    ]);
    expect(unreadFiles(null)).toEqual([]);
  });

  it('have files of the same size told as that, never as the same', () => {
    const [first, second, ...rest] = shipped;
    const listed = [
      { name: first[0], size: first[1].length },
      { name: second[0], size: second[1].length + 1 },
      { name: 'conf9.json', size: 7 },
    ];
    const compared = compareWithDevice(now, { ...device, files: listed });
    expect(
      Object.fromEntries(compared.files!.map(({ name, standing }) => [name, standing])),
    ).toEqual({
      [first[0]]: 'same-size',
      [second[0]]: 'changed',
      ...Object.fromEntries(rest.map(([name]) => [name, 'left-only'])),
      'conf9.json': 'right-only',
    });
  });
});
