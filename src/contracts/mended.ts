/** What was mended of a firmware file, in the order in which it is told. Scripts rely on the names. */
export const MENDED = [
  /** It lay in another archive. */
  'inner-archive',
  /** It was a folder of files, no archive. */
  'from-folder',
  /** More folders around it than one, or entries for folders. */
  'folders',
  /** Files that a desktop puts beside others: __MACOSX, .DS_Store, desktop.ini, Thumbs.db. */
  'desktop-files',
  /** A firmware in the same archive or folder that is damaged, or cut off. */
  'damaged-beside',
  /** Files that the manifest does not name. */
  'other-files',
  'compressed',
  /** Written as a stream: sizes or CRC after the data. */
  'streamed',
  /** manifest.json was not the first. */
  'order',
  /** Backslashes between the folders of a name. */
  'separators',
  'comment',
  'trailing-bytes',
  'zip64',
  /** Longer ones than a device takes. */
  'extra-fields',
  /** Fields of a header that mean nothing here, and that a device does not take. */
  'headers',
] as const;

export type Mended = (typeof MENDED)[number];

/** Each once, in the order in which they are told. */
export const mendedInOrder = (kinds: Iterable<Mended>): readonly Mended[] => {
  const there = new Set(kinds);
  return MENDED.filter((kind) => there.has(kind));
};

/** What the packer of a firmware never writes, and the packers of people do: those keep no signature. */
const BY_OTHER_PACKERS: readonly Mended[] = [
  'from-folder',
  'folders',
  'desktop-files',
  'streamed',
  'order',
  'separators',
  'zip64',
];

export const isPackedAnew = (mended: readonly Mended[]): boolean =>
  mended.some((kind) => BY_OTHER_PACKERS.includes(kind));
