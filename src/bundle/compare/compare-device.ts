import type { ComparedDevice, ComparedItem, DifferingField } from '../../contracts/compared.ts';
import type { FileEntry } from '../../ota-core/fs/filesystem.ts';
import type { Bundle } from '../bundle.ts';
import { slotPartBytes } from '../part-bytes.ts';
import { filesOfImage, sideOf } from './compare-bundles.ts';
import { pairByName, standingOf } from './compare-items.ts';

/** What a device says of itself (rpc-methods.md#sys), with its files where it tells them. */
export interface DeviceSide {
  readonly id: string;
  readonly app: string;
  readonly version: string;
  readonly buildId: string;
  readonly platform: string;
  /** Names and sizes; null: it does not tell. */
  readonly files: readonly FileEntry[] | null;
}

/** A bundle, and what a device reports: what it runs, and the names and sizes of its files. Pure. */
export function compareWithDevice(bundle: Bundle, device: DeviceSide): ComparedDevice {
  const left = sideOf(bundle);
  const { id, files, ...running } = device;
  const right = { label: id, ...running };
  const fields: readonly DifferingField[] = (
    [
      ['name', 'app'],
      ['platform', 'platform'],
      ['version', 'version'],
      ['build_id', 'buildId'],
    ] as const
  )
    .map(([field, key]) => ({ field, left: left[key], right: right[key] }))
    .filter((pair) => pair.left !== pair.right);
  return {
    kind: 'device',
    isSame: fields.length === 0,
    left,
    right,
    fields,
    files: files === null ? null : compareListed(bundle, files),
  };
}

/** By name and size: what a device holds is not read. */
function compareListed(
  bundle: Bundle,
  listed: readonly FileEntry[],
): readonly ComparedItem[] | null {
  const image = slotPartBytes(bundle, 'fs');
  const shipped = image === null ? null : filesOfImage(image);
  if (shipped === null) return null;
  const sizes = new Map([...shipped].map(([name, content]) => [name, content.length] as const));
  const held = new Map(listed.map(({ name, size }) => [name, size] as const));
  return pairByName(sizes, held).map(({ name, left, right }) => {
    const standing = standingOf(left, right, (ours, theirs) => ours === theirs);
    return {
      name,
      standing: standing === 'same' ? 'same-size' : standing,
      leftBytes: left,
      rightBytes: right,
    };
  });
}
