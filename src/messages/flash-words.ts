import type {
  BootBytes,
  CellState,
  FirmwareName,
  FlashPicture,
  NextPowerOn,
  PictureRecord,
  PictureSlot,
  PartitionRow,
  SlotRole,
} from '../contracts/flash-picture.ts';
import english from './en/flash.ts';
import { locale, textGroup, texts } from './locale.ts';
import { unbroken } from './numbers.ts';
import { outside } from './outside-text.ts';

/** Words of the flash picture: the same on the practice device and beside a real update. */
const text = texts('flash', english);

const KIB = 1024;

/** Flash geometry in powers of two: `4 KiB`, `1.5 MiB`. */
export function geometry(bytes: number): string {
  const [value, unit] = bytes >= KIB * KIB ? [bytes / KIB / KIB, 'MiB'] : [bytes / KIB, 'KiB'];
  return `${new Intl.NumberFormat(locale.tag, { maximumFractionDigits: 2 }).format(value)} ${unit}`;
}

/** A chip address as data sheets write it. */
export function address(offset: number): string {
  return `0x${offset.toString(16).padStart(6, '0')}`;
}

export function firmwareName(firmware: FirmwareName): string {
  return outside(`${firmware.name} ${firmware.version}`);
}

export const CELL_WORDS: Readonly<Record<CellState, string>> = textGroup('flash', english, 'cells');
export const ROLE_WORDS: Readonly<Record<SlotRole, string>> = textGroup('flash', english, 'roles');

export const slotTitle = (label: string): string => unbroken(text.slot.title(label));
/** The same in the middle of a sentence. */
export const slotInSentence = (label: string): string => unbroken(text.slot.name(label));

/** Beside the tag: what lies in the slot and how sure the device is of it. */
export function slotHolds(slot: PictureSlot): string {
  const words = text.slot;
  if (slot.role === 'half-written') return words.neverStarted;
  if (slot.holds !== null) {
    const state = slot.committed === true ? words.committed : words.notCommitted;
    return [firmwareName(slot.holds), ...(slot.committed === null ? [] : [state])].join(' · ');
  }
  if (slot.role === 'writing' || slot.role === 'will-be-written') return '';
  if (isUnseen(slot)) return words.unseen;
  return isEmpty(slot) ? words.empty : words.unknown;
}

/** Under a row of boxes: the partition and its size, or how far it is while it is written. */
export function rowEnd(row: PartitionRow, role: SlotRole): string {
  if (role !== 'writing' && role !== 'half-written') return `${row.partition} · ${sizeOf(row)}`;
  const done = row.cells.filter((cell) => cell.state === 'new').length;
  const touched = done > 0 || row.cells.some(({ state }) => state === 'writing');
  if (!touched && role === 'half-written') return `${row.partition} · ${sizeOf(row)}`;
  if (!touched) return `${row.partition} · ${text.row.toCome}`;
  return `${row.partition} · ${text.row.boxes(done, row.cells.length)}`;
}

function sizeOf(row: PartitionRow): string {
  return row.sizeBytes === null ? text.row.noSize : geometry(row.sizeBytes);
}

/**
 * The row in words, for those who do not see it. It changes with the stage, not with each box:
 * counts are left out while they run.
 */
export function slotAlternative(slot: PictureSlot): string {
  const what = slot.holds === null ? null : firmwareName(slot.holds);
  return `${slotTitle(slot.label)}: ${alternativeOf(slot, what)}`;
}

function alternativeOf(slot: PictureSlot, what: string | null): string {
  const words = text.alternative;
  const hides = what === null && isUnseen(slot);
  switch (slot.role) {
    case 'runs':
      return words.runs(what, filledWords(slot));
    case 'trial':
      return words.trial(what);
    case 'writing':
      return words.writing(what);
    case 'will-be-written':
      return words.willBeWritten(what);
    case 'starting':
      return words.starting(what);
    case 'starts-next':
      return words.startsNext(what, filledWords(slot));
    case 'way-back':
      return hides ? words.previousUnseen : words.previous(what);
    case 'half-written':
      return words.halfWritten;
    case 'not-kept':
      return words.notKept(what);
    case 'free':
      if (isEmpty(slot)) return words.empty;
      return hides ? words.freeUnseen : words.free(what);
    default:
      return slot.role satisfies never;
  }
}

function filledWords(slot: PictureSlot): string {
  if (isUnseen(slot)) return text.row.noSize;
  return slot.rows
    .map(({ kind, cells }) => {
      const filled = cells.filter((cell) => cell.state !== 'erased').length;
      return text.alternative.filled[kind](filled, cells.length);
    })
    .join(', ');
}

/** The device says that there is something, and nothing more. */
function isUnseen(slot: PictureSlot): boolean {
  return slot.rows.every((row) => row.cells.every((cell) => cell.state === 'unknown'));
}

function isEmpty(slot: PictureSlot): boolean {
  return slot.rows.every((row) => row.cells.every((cell) => cell.state === 'erased'));
}

/** A sequence number on a record: its last four digits, which are the ones that change. */
export function shortSequence(sequence: string): string {
  return `…${sequence.slice(-4)}`;
}

/** Slots of a device that does not name them, and what lies in a slot that nobody looks into. */
export const PLACE_WORDS = textGroup('flash', english, 'places');
/** The panel beside an update, and where its picture comes from. */
export const FLASH_PANEL_WORDS = textGroup('flash', english, 'panel');
export const RULE_WORDS = textGroup('flash', english, 'rules');

/** The lines inside a record; `labelOf` names a slot. */
export function recordLines(
  record: PictureRecord,
  labelOf: (slot: number) => string,
): readonly string[] {
  const words = text.record;
  const place = words.place(address(record.offset));
  const next = record.nextVictim ? [words.next] : [];
  switch (record.content.kind) {
    case 'erased':
      return [words.erased, place, ...next];
    case 'damaged':
      return [words.damaged, place, ...next];
    case 'sound': {
      const { startsSlot, committed, firstBoot, wayBackSlot } = record.content;
      const back = wayBackSlot === null ? [] : [words.wayBack(labelOf(wayBackSlot))];
      const trial = firstBoot ? words.firstBoot : words.trial;
      const state = committed ? words.committed : trial;
      return [words.starts(labelOf(startsSlot), state), ...back, words.sound(place), ...next];
    }
    default:
      return record.content satisfies never;
  }
}

export const recordAge = ({ content }: PictureRecord): string =>
  text.record.ages[content.kind === 'sound' ? content.age : content.kind];

export const BOOT_CARD_WORDS = textGroup('flash', english, 'bootCard');

/** What lies in flash on platforms without two records. */
export function bootBytes(bytes: BootBytes, labelOf: (slot: number) => string): string {
  const words = text.bootBytes;
  switch (bytes.kind) {
    case 'otadata': {
      const { number, sequence, startsSlot } = bytes;
      return sequence === null || startsSlot === null
        ? words.otadataErased(number)
        : words.otadata(number, String(sequence), labelOf(startsSlot));
    }
    case 'nvs-update':
      return bytes.value === null
        ? words.nvsNotSet
        : words.nvs(`0x${bytes.value.toString(16).padStart(3, '0')}`);
    default:
      return bytes satisfies never;
  }
}

/** The last line under the picture: the strong part, and what follows it. */
export function nextPowerOn(
  next: NextPowerOn,
  labelOf: (slot: number) => string,
): { readonly strong: string; readonly rest: string } {
  const words = text.next;
  switch (next.kind) {
    case 'starts':
    case 'tries':
    case 'returns':
      return words[next.kind](
        labelOf(next.slot),
        next.firmware === null ? null : firmwareName(next.firmware),
      );
    case 'either':
      return words.either(labelOf(next.first), labelOf(next.wayBack));
    case 'nothing':
      return words.nothing;
    case 'not-reported':
      return words.notReported;
    default:
      return next satisfies never;
  }
}

/** The boxes that are always explained, in the order in which people meet them. */
const LEGEND: readonly CellState[] = ['running', 'new', 'writing', 'old', 'erased'];
const RARE: readonly CellState[] = ['damaged', 'unknown'];

/** What the legend explains: the usual boxes, and rare ones while they are in the picture. */
export function legendOf(picture: FlashPicture): readonly CellState[] {
  const cells = picture.slots.flatMap((slot) => slot.rows.flatMap((row) => row.cells));
  return [...LEGEND, ...RARE.filter((rare) => cells.some(({ state }) => state === rare))];
}

/** How much one box stands for. */
export const boxWords = (cellBytes: number): string => text.box(geometry(cellBytes));

export const FLASH_LABELS = textGroup('flash', english, 'labels');

/** The row of the whole chip, in words: every place with its name, in the order of the addresses. */
export const chipAlternative = (names: readonly string[]): string => text.map(names);
