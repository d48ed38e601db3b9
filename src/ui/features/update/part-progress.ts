import { fileSize } from '../../../messages/numbers.ts';
import { outside } from '../../../messages/outside-text.ts';
import { screenWords } from '../../../messages/screen-words.ts';
import type { PartReport } from '../../../workers/api.ts';
import type { RunView } from '../../state/run-view.ts';

type Placed = PartReport & { readonly dataOffset: number };

const placed = (parts: readonly PartReport[]): readonly Placed[] =>
  parts
    .filter((part): part is Placed => part.dataOffset !== null)
    .sort((a, b) => a.dataOffset - b.dataOffset);

/** Where the parts of the file begin, as shares of it; a part too small to see has no notch. */
export function partNotches({ order: { parts, bundleBytes } }: RunView): readonly number[] {
  const smallest = bundleBytes / 100;
  return placed(parts)
    .filter((part) => part.sizeBytes > smallest && part.dataOffset > smallest)
    .map((part) => part.dataOffset / bundleBytes);
}

/** `app20.bin 807 kB of 1.06 MB`: the part that the confirmed bytes end in. */
export function partCaption({ order: { parts }, acknowledgedBytes }: RunView): string | null {
  const begun = placed(parts).filter((part) => part.dataOffset < acknowledgedBytes);
  const part = begun.at(-1);
  if (part === undefined) return null;
  const done = Math.min(part.sizeBytes, acknowledgedBytes - part.dataOffset);
  return screenWords.gauge.part(
    outside(part.file ?? part.name),
    fileSize(done),
    fileSize(part.sizeBytes),
  );
}
