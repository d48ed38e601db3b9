/** What the panel shows of a comparison: what differs in groups of rows, what is the same in one list. */
import type {
  Compared,
  ComparedBundles,
  ComparedDevice,
  ComparedItem,
  ComparedPart,
  ComparedSide,
  DifferingField,
} from '../contracts/compared.ts';
import { compareWords } from './compare-words.ts';
import english from './en/compare-panel.ts';
import { texts } from './locale.ts';
import { exactSize } from './numbers.ts';
import { MOST_LINE, outside } from './outside-text.ts';

export const comparePanelWords = texts('comparePanel', english);

/** A value of both sides; null: that side has none. All texts are made harmless. */
export interface ShownRow {
  readonly name: string;
  readonly word: string | null;
  readonly left: string | null;
  readonly right: string | null;
  readonly isCode?: boolean;
}

export interface ShownGroup {
  readonly title: string;
  readonly word: string | null;
  readonly rows: readonly ShownRow[];
}

export interface ShownItem {
  readonly name: string;
  readonly size: string;
}

export const sideFirmware = ({ app, version, platform }: ComparedSide): string =>
  comparePanelWords.firmware(
    [outside(app), outside(version)].filter((text) => text !== '').join(' '),
    outside(platform),
  );

/** Without groups and rows where nothing differs. What is of the same size on a device is not among them. */
export function differences(compared: Compared): readonly ShownGroup[] {
  const groups = compared.kind === 'device' ? ofDevice(compared) : ofBundles(compared);
  return groups.filter(({ rows }) => rows.length > 0);
}

/** What both have alike: parts, files in them, files no part names, the signature. */
export function sameItems(compared: Compared): readonly ShownItem[] {
  if (compared.kind === 'device')
    return (compared.files ?? []).filter(isSame).map((file) => itemOf(file));
  const { parts, others, signatures } = compared;
  const files = parts.flatMap(({ name, files: held }) =>
    (held ?? []).filter(isSame).map((one) => itemOf(one, `${name}/${one.name}`)),
  );
  return [
    ...(signatures === 'same' ? [{ name: comparePanelWords.signature, size: '' }] : []),
    ...parts.filter(isSame).map((part) => itemOf(part)),
    ...files,
    ...others.filter(isSame).map((file) => itemOf(file)),
  ];
}

/** How many of the files that both have hold the same; null: what the device holds was not read. */
export function contentsFound({ files, hasContents }: ComparedDevice): string | null {
  if (!hasContents) return null;
  const count = (standing: ComparedItem['standing']): number =>
    (files ?? []).filter((file) => file.standing === standing).length;
  const { contents } = comparePanelWords;
  const [same, changed, refused] = [count('same'), count('changed'), count('not-given')];
  return refused === 0
    ? contents.found(same, changed)
    : contents.foundAndRefused(same, changed, refused);
}

/** Files of a device that are as large as those of the package. */
export const sameSizeItems = (compared: Compared): readonly ShownItem[] =>
  compared.kind === 'bundles'
    ? []
    : (compared.files ?? [])
        .filter(({ standing }) => standing === 'same-size')
        .map((file) => itemOf(file));

const isSame = ({ standing }: ComparedItem): boolean => standing === 'same';

const itemOf = (item: ComparedItem, name = item.name): ShownItem => ({
  name: outside(name, MOST_LINE),
  size: exactSize(item.leftBytes ?? item.rightBytes ?? 0),
});

const ofDevice = ({ fields, files }: ComparedDevice): readonly ShownGroup[] => [
  { title: compareWords.manifest, word: null, rows: fields.map(fieldRow) },
  { title: compareWords.files, word: null, rows: fileRows(files ?? [], 'device') },
];

function ofBundles({ fields, signatures, parts, others }: ComparedBundles): readonly ShownGroup[] {
  return [
    { title: compareWords.manifest, word: null, rows: fields.map(fieldRow) },
    { title: compareWords.signatures, word: null, rows: signatureRows(signatures) },
    ...parts.filter((part) => !isSame(part)).flatMap(partGroups),
    { title: compareWords.others, word: null, rows: fileRows(others, 'bundles') },
  ];
}

function signatureRows(signatures: ComparedBundles['signatures']): readonly ShownRow[] {
  if (signatures === null || signatures === 'same') return [];
  const name = comparePanelWords.signature;
  return [{ name, word: wordOf(signatures, 'bundles'), left: null, right: null }];
}

/** The part itself, then the files in it. */
function partGroups(part: ComparedPart): readonly ShownGroup[] {
  const { leftSha256, rightSha256, leftBytes, rightBytes } = part;
  const words = comparePanelWords;
  const size = { name: words.size, word: null, left: sizeOf(leftBytes), right: sizeOf(rightBytes) };
  const [left, right] = [leftSha256, rightSha256].map((hash) =>
    hash === null ? null : short(hash),
  );
  const hash = { name: words.sha256, word: null, left, right, isCode: true } as const;
  const rows = [
    ...(leftBytes === rightBytes ? [] : [size]),
    ...(leftSha256 === rightSha256 ? [] : [{ ...hash, left: left ?? null, right: right ?? null }]),
    ...part.fields.map(fieldRow),
  ];
  const name = outside(part.name);
  return [
    { title: words.part(name), word: wordOf(part.standing, 'bundles'), rows },
    { title: words.filesOf(name), word: null, rows: fileRows(part.files ?? [], 'bundles') },
  ];
}

const short = (hash: string): string => `${hash.slice(0, 8)}…${hash.slice(-6)}`;

const sizeOf = (bytes: number | null): string | null => (bytes === null ? null : exactSize(bytes));

const fieldRow = ({ field, left, right }: DifferingField): ShownRow => ({
  name: outside(field),
  word: null,
  left: left === null ? null : outside(left, MOST_LINE),
  right: right === null ? null : outside(right, MOST_LINE),
});

const fileRows = (files: readonly ComparedItem[], kind: Compared['kind']): readonly ShownRow[] =>
  files
    .filter(({ standing }) => standing !== 'same' && standing !== 'same-size')
    .map(({ name, standing, leftBytes, rightBytes }) => ({
      name: outside(name),
      word: wordOf(standing, kind),
      left: sizeOf(leftBytes),
      right: sizeOf(rightBytes),
    }));

function wordOf(standing: ComparedItem['standing'], kind: Compared['kind']): string {
  const own: Readonly<Record<string, string>> =
    kind === 'device' ? compareWords.onDevice : comparePanelWords.standings;
  return own[standing] ?? compareWords.standings[standing];
}
