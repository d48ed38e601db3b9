import type { FlashPicture, PictureRecord } from '../../contracts/flash-picture.ts';
import { firmwareName, slotInSentence } from '../../messages/flash-words.ts';
import { lessonWords } from '../../messages/emulator-words.ts';

/** How long the wires are out, and how long the boot loader looks at each record (flash picture, Moves). */
export const DARK_MS = 400;
export const READ_MS = 300;

/** One step of what follows a power cut; `ms` until the next. */
export interface LessonStep {
  /** The record the boot loader looks at; 1 is also the card. */
  readonly reading: number | null;
  readonly sentence: string;
  readonly ms: number;
}

/** What is said when the power goes. */
export function cutSentence(picture: FlashPicture): string {
  const damaged = picture.slots.some((slot) =>
    slot.rows.some((row) => row.cells.some((cell) => cell.state === 'damaged')),
  );
  if (damaged) return lessonWords.cut('torn');
  const unfinished = picture.slots.some((slot) => slot.role === 'half-written');
  return lessonWords.cut(unfinished ? 'between' : 'clean');
}

/** What the boot loader does when the power comes back: it reads what `picture` shows. */
export function bootSteps(picture: FlashPicture): readonly LessonStep[] {
  switch (picture.boot.kind) {
    case 'records':
      return picture.boot.records.map((record) => ({
        reading: record.number,
        sentence: lessonWords.record(record),
        ms: READ_MS,
      }));
    case 'card':
    case 'not-reported':
      return [{ reading: 1, sentence: lessonWords.card(), ms: 2 * READ_MS }];
    default:
      return picture.boot satisfies never;
  }
}

/** Why it chose as it did (`before`: what it read) and what runs now. */
export function endSentences(before: FlashPicture, after: FlashPicture): readonly string[] {
  const running = after.slots.find((slot) => slot.role === 'runs' || slot.role === 'trial');
  if (running === undefined) return [...followed(before), lessonWords.nothing()];
  const went = wentBack(before, running.id)
    ? [lessonWords.wentBack(slotInSentence(running.label))]
    : [];
  const what = running.holds === null ? '' : firmwareName(running.holds);
  return [...followed(before), ...went, lessonWords.runs(what, slotInSentence(running.label))];
}

function followed(before: FlashPicture): readonly string[] {
  if (before.boot.kind !== 'records') return [];
  const newer = before.boot.records.find(isNewer)?.content;
  if (newer?.kind !== 'sound') return [];
  const label = before.slots.find((slot) => slot.id === newer.startsSlot)?.label ?? '';
  const rule = before.boot.rule === 'smaller-is-newer' ? 'smaller' : 'larger';
  return [lessonWords.follow(newer.sequence, slotInSentence(label), rule)];
}

/** What it read was the way to another slot, on trial; the attempt was spent. */
function wentBack(before: FlashPicture, running: number): boolean {
  return before.next.kind === 'returns' && before.next.slot === running;
}

const isNewer = ({ content }: PictureRecord): boolean =>
  content.kind === 'sound' && content.age === 'newer';
