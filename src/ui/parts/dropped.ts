import { screenWords } from '../../messages/screen-words.ts';

/** What of a drop is looked at: as a DataTransfer has it, of which only a drop shows the names. */
export interface DroppedItems {
  readonly items: ArrayLike<{
    readonly kind: string;
    webkitGetAsEntry?(): FileSystemEntry | null;
  }>;
  readonly files: ArrayLike<File>;
}

export type Dropped =
  | { readonly kind: 'file'; readonly file: File }
  /** Where several are taken. */
  | { readonly kind: 'files'; readonly files: readonly File[] }
  /** Its files are read later; the entry outlives the drop. */
  | { readonly kind: 'folder'; readonly folder: FileSystemDirectoryEntry }
  /** Nothing is taken, and what was chosen before stays. */
  | { readonly kind: 'refused'; readonly why: string };

export interface DropRules {
  readonly running: boolean;
  /** Left out: one file is. */
  readonly takesSeveral?: boolean;
}

/** null: it will be taken. While it is dragged a browser tells how many there are, and nothing else. */
export function whyNotTaken(
  { items }: Pick<DroppedItems, 'items'>,
  { running, takesSeveral = false }: DropRules,
): string | null {
  const words = screenWords.drop;
  if (running) return words.running;
  const files = Array.from(items).filter(({ kind }) => kind === 'file').length;
  return files > 1 && !takesSeveral ? words.several(files) : null;
}

export function droppedOf(given: DroppedItems, rules: DropRules): Dropped | null {
  const why = whyNotTaken(given, rules);
  if (why !== null) return { kind: 'refused', why };
  if (given.files.length > 1) return { kind: 'files', files: Array.from(given.files) };
  const entry = Array.from(given.items)[0]?.webkitGetAsEntry?.() ?? null;
  if (entry !== null && isFolder(entry)) return { kind: 'folder', folder: entry };
  const file = given.files[0];
  return file === undefined ? null : { kind: 'file', file };
}

const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
