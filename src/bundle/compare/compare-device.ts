import type {
  ComparedDevice,
  ComparedItem,
  DifferingField,
  Standing,
} from '../../contracts/compared.ts';
import type { FileContent } from '../../contracts/managed-device.ts';
import type { FileEntry } from '../../ota-core/fs/filesystem.ts';
import { bytesEqual } from '../../ota-core/primitives/bytes.ts';
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

/** What was read of files, by name. */
export type ReadContents = ReadonlyMap<string, FileContent>;

const NOT_READ: ReadContents = new Map();

/** A bundle, and what a device reports: what it runs, names and sizes of its files, and what some of them hold. Pure. */
export function compareWithDevice(
  bundle: Bundle,
  device: DeviceSide,
  contents = NOT_READ,
): ComparedDevice {
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
    files: files === null ? null : compareListed(bundle, files, contents),
    hasContents: contents.size > 0,
  };
}

/** What was not read is told by its size alone. */
function compareListed(
  bundle: Bundle,
  listed: readonly FileEntry[],
  contents: ReadContents,
): readonly ComparedItem[] | null {
  const image = slotPartBytes(bundle, 'fs');
  const shipped = image === null ? null : filesOfImage(image);
  if (shipped === null) return null;
  const sizes = new Map([...shipped].map(([name, bytes]) => [name, bytes.length] as const));
  const held = new Map(
    listed.map(({ name, size }) => {
      const content = contents.get(name);
      return [name, content?.kind === 'other-size' ? content.sizeBytes : size] as const;
    }),
  );
  return pairByName(sizes, held).map(({ name, left, right }) => {
    const standing = standingOf(left, right, (ours, theirs) => ours === theirs);
    const shippedBytes = shipped.get(name);
    return {
      name,
      standing:
        standing === 'same' && shippedBytes !== undefined
          ? standingOfContent(shippedBytes, contents.get(name))
          : standing,
      leftBytes: left,
      rightBytes: right,
    };
  });
}

/** Of a file that is as large on the device. */
function standingOfContent(shipped: Uint8Array, content: FileContent | undefined): Standing {
  if (shipped.length === 0) return 'same';
  if (content?.kind === 'not-given') return 'not-given';
  if (content?.kind !== 'read') return 'same-size';
  return bytesEqual(shipped, content.bytes) ? 'same' : 'changed';
}
