/** What differs between two firmware packages, or between one and a device, in lines and in cells. */
import type {
  Compared,
  ComparedItem,
  ComparedSide,
  DifferingField,
  Standing,
} from '../contracts/compared.ts';
import english from './en/compare.ts';
import { texts } from './locale.ts';
import { fileSize } from './numbers.ts';
import { outside } from './outside-text.ts';

export const compareWords = texts('compare', english.compare);

export function comparedVerdict(compared: Compared): string {
  const { verdict } = compareWords;
  if (compared.kind === 'device') return compared.isSame ? verdict.runs : verdict.runsAnother;
  if (compared.isSameFile) return verdict.sameFile;
  return compared.isSame ? verdict.same : verdict.different;
}

export const comparedSide = ({ label, app, version, platform }: ComparedSide): string =>
  compareWords.side(
    outside(label),
    [outside(app), outside(version)].filter((text) => text !== '').join(' '),
    outside(platform),
  );

export const standingWord = (standing: Standing, kind: Compared['kind']): string =>
  kind === 'device' ? compareWords.onDevice[standing] : compareWords.standings[standing];

/** `1.0.0 → 1.1.0`; a dash where one has none. */
export const fieldChange = ({ left, right }: DifferingField): string =>
  compareWords.change(
    left === null ? compareWords.absent : outside(left),
    right === null ? compareWords.absent : outside(right),
  );

/** `71 kB → 73.8 kB`, or one size where both have that or only one has any. */
export function sizeChange({ leftBytes, rightBytes }: ComparedItem): string {
  if (leftBytes === null || rightBytes === null || leftBytes === rightBytes)
    return fileSize(leftBytes ?? rightBytes ?? 0);
  return compareWords.change(fileSize(leftBytes), fileSize(rightBytes));
}

/** For a terminal, from the most to the least important. */
export function comparedLines(compared: Compared): readonly string[] {
  const top = [
    comparedSide(compared.left),
    comparedSide(compared.right),
    comparedVerdict(compared),
  ];
  const manifest = section(
    compareWords.manifest,
    compared.fields.map((field) => `${outside(field.field)}: ${fieldChange(field)}`),
  );
  if (compared.kind === 'device') {
    const files = compared.files === null ? [compareWords.filesUnknown] : [];
    return [...top, ...manifest, ...files, ...fileSection(compareWords.files, compared)];
  }
  const { parts, signatures, others } = compared;
  const partLines = parts.flatMap((part) => [
    itemLine(part, 'bundles'),
    ...part.fields.map((field) => `  ${outside(field.field)}: ${fieldChange(field)}`),
    ...itemLines(part.files ?? [], 'bundles').map((line) => `  ${line}`),
  ]);
  const signed = signatures === null ? [] : [standingWord(signatures, 'bundles')];
  return [
    ...top,
    ...manifest,
    ...section(compareWords.signatures, signed),
    ...section(compareWords.parts, partLines),
    ...fileSection(compareWords.others, { kind: 'bundles', files: others }),
  ];
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];

const fileSection = (
  title: string,
  {
    kind,
    files,
  }: { readonly kind: Compared['kind']; readonly files: readonly ComparedItem[] | null },
): readonly string[] => section(title, itemLines(files ?? [], kind));

const isSame = ({ standing }: ComparedItem): boolean => standing === 'same';

/** Those that differ, and how many do not. */
function itemLines(items: readonly ComparedItem[], kind: Compared['kind']): readonly string[] {
  const alike = items.filter(isSame).length;
  return [
    ...items.filter((item) => !isSame(item)).map((item) => itemLine(item, kind)),
    ...(alike === 0 ? [] : [compareWords.sameFiles(alike)]),
  ];
}

const itemLine = (item: ComparedItem, kind: Compared['kind']): string =>
  `${outside(item.name)}: ${standingWord(item.standing, kind)}, ${sizeChange(item)}`;
