/**
 * What a device does not take of a local header, whatever else the archive holds. The device stops at the first
 * of them, the host names the one that helps most: both judge by this, so that what the host takes the device takes.
 */
import {
  FLAG_DESCRIPTOR,
  FLAG_ENCRYPTED,
  FLAGS_HARMLESS,
  MAX_VERSION,
  METHOD_STORED,
  ZIP64_MARK,
  type LocalHeader,
} from './zip-format.ts';

/** Directories of builds are `<name>-<version>/`; more than this is nobody's name. */
export const MAX_FULL_NAME_BYTES = 255;
/** Eight signatures and their neighbours take some 900 bytes (bundle.md#signatures). */
export const MAX_EXTRA_BYTES = 2048;

export type HeaderFault =
  /** Compressed, by whatever method. */
  | 'method'
  /** Sizes and CRC come after the data. */
  | 'descriptor'
  /** The whole name, with its folder. */
  | 'long-full-name'
  /** A size stands in a zip64 field. */
  | 'zip64'
  /** Stored, and yet of two sizes. */
  | 'sizes-differ'
  | 'encrypted'
  /** A flag that is not known to mean nothing. */
  | 'flags'
  | 'version'
  | 'long-extra';

/** In the order of parse_zip_file_header (OC18), then ours. Empty: a device reads on. */
export function headerFaults(header: LocalHeader): readonly HeaderFault[] {
  return CHECKS.filter(([, isThere]) => isThere(header)).map(([fault]) => fault);
}

/** The device's words for a fault (bundle.md#archive). */
export function deviceTextOfFault(fault: HeaderFault): string {
  switch (fault) {
    case 'method':
      return 'Cannot handle compressed .zip';
    case 'descriptor':
      return 'Archived file size is unknown';
    case 'long-full-name':
      return 'Too long file name';
    case 'zip64':
    case 'sizes-differ':
    case 'encrypted':
    case 'flags':
    case 'version':
    case 'long-extra':
      return 'Malformed archive';
  }
}

const KNOWN_FLAGS = FLAGS_HARMLESS | FLAG_DESCRIPTOR | FLAG_ENCRYPTED;

const CHECKS: readonly (readonly [HeaderFault, (header: LocalHeader) => boolean])[] = [
  ['method', ({ method }) => method !== METHOD_STORED],
  ['descriptor', ({ flags }) => (flags & FLAG_DESCRIPTOR) !== 0],
  ['long-full-name', ({ nameLength }) => nameLength > MAX_FULL_NAME_BYTES],
  ['zip64', ({ size, packedSize }) => size === ZIP64_MARK || packedSize === ZIP64_MARK],
  [
    'sizes-differ',
    ({ method, size, packedSize }) => method === METHOD_STORED && size !== packedSize,
  ],
  ['encrypted', ({ flags }) => (flags & FLAG_ENCRYPTED) !== 0],
  ['flags', ({ flags }) => (flags & ~KNOWN_FLAGS) !== 0],
  ['version', ({ version }) => version > MAX_VERSION],
  ['long-extra', ({ extraLength }) => extraLength > MAX_EXTRA_BYTES],
];
