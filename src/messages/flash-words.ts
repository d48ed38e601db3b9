import type {
  BootBytes,
  CellState,
  FirmwareName,
  FlashPicture,
  NextPowerOn,
  PictureRecord,
  PictureSlot,
  PictureStrip,
  SlotRole,
} from '../contracts/flash-picture.ts';
import { outside } from './outside-text.ts';

/** Words of the flash picture: the same on the practice device and beside a real update. */

const KIB = 1024;

/** Flash geometry in powers of two: `4 KiB`, `1.5 MiB`. */
export function geometry(bytes: number): string {
  const [value, unit] = bytes >= KIB * KIB ? [bytes / KIB / KIB, 'MiB'] : [bytes / KIB, 'KiB'];
  return `${new Intl.NumberFormat('en', { maximumFractionDigits: 2 }).format(value)} ${unit}`;
}

/** A chip address as data sheets write it. */
export function address(offset: number): string {
  return `0x${offset.toString(16).padStart(6, '0')}`;
}

export function firmwareName(firmware: FirmwareName): string {
  return outside(`${firmware.name} ${firmware.version}`);
}

export const CELL_WORDS: Readonly<Record<CellState, string>> = {
  running: 'runs now',
  new: 'new, confirmed',
  writing: 'being written',
  old: 'older content',
  erased: 'erased',
  damaged: 'damaged, never started',
  unknown: 'not reported',
};

export const ROLE_WORDS: Readonly<Record<SlotRole, string>> = {
  runs: 'Runs now',
  free: 'Free',
  'will-be-written': 'Will be written',
  writing: 'Being written',
  starting: 'Starting',
  'starts-next': 'Starts next',
  trial: 'Runs, on trial',
  'way-back': 'Previous version',
  'half-written': 'Half written',
  'not-kept': 'Not kept',
};

export function slotTitle(label: string): string {
  return `Slot ${label}`;
}

/** Beside the tag: what lies in the slot and how sure the device is of it. */
export function slotHolds(slot: PictureSlot): string {
  const committed = slot.committed === null ? [] : [slot.committed ? 'committed' : 'not committed'];
  if (slot.role === 'half-written') return 'never started like this';
  if (slot.holds !== null) return [firmwareName(slot.holds), ...committed].join(' · ');
  if (slot.role === 'writing' || slot.role === 'will-be-written') return '';
  if (isUnseen(slot)) return 'content not reported';
  return isEmpty(slot) ? 'empty' : 'no firmware it knows';
}

/** Under a strip: the partition and its size, or how far it is while it is written. */
export function stripEnd(strip: PictureStrip, role: SlotRole): string {
  if (role !== 'writing' && role !== 'half-written') return `${strip.partition} · ${sizeOf(strip)}`;
  const done = strip.cells.filter((cell) => cell.state === 'new').length;
  const touched = done > 0 || strip.cells.some(({ state }) => state === 'writing');
  if (!touched && role === 'half-written') return `${strip.partition} · ${sizeOf(strip)}`;
  if (!touched) return `${strip.partition} · to come`;
  return `${strip.partition} · ${done} of ${strip.cells.length} boxes`;
}

function sizeOf(strip: PictureStrip): string {
  return strip.sizeBytes === null ? 'size not reported' : geometry(strip.sizeBytes);
}

/**
 * The strip in words, for those who do not see it. It changes with the stage, not with each box:
 * counts are left out while they run.
 */
export function slotAlternative(slot: PictureSlot): string {
  const what = slot.holds === null ? 'no known firmware' : firmwareName(slot.holds);
  return `${slotTitle(slot.label)}: ${alternativeOf(slot, what)}`;
}

function alternativeOf(slot: PictureSlot, what: string): string {
  switch (slot.role) {
    case 'runs':
      return `${what}, ${filledWords(slot)}. It runs now and is not touched.`;
    case 'trial':
      return `${what}, complete. It runs on trial.`;
    case 'writing':
      return slot.holds === null ? 'it is being written.' : `${what} is being written.`;
    case 'will-be-written':
      return slot.holds === null ? 'it will be written.' : `${what} will be written to it.`;
    case 'starting':
      return `${what}, complete. The device is restarting into it.`;
    case 'starts-next':
      return `${what}, ${filledWords(slot)}. It starts at the next power-on.`;
    case 'way-back':
      return isUnseen(slot) && slot.holds === null
        ? 'what lies in it is not reported. It is the previous version.'
        : `${what}. It is the previous version.`;
    case 'half-written':
      return 'half written. It is never started like this.';
    case 'not-kept':
      return `${what}. It ran on trial and was not kept.`;
    case 'free':
      if (isEmpty(slot)) return 'empty and free.';
      return isUnseen(slot) && slot.holds === null
        ? 'free. What lies in it is not reported.'
        : `free, with ${what} left in it.`;
    default:
      return slot.role satisfies never;
  }
}

function filledWords(slot: PictureSlot): string {
  if (isUnseen(slot)) return 'size not reported';
  return slot.strips
    .map((strip) => {
      const filled = strip.cells.filter((cell) => cell.state !== 'erased').length;
      const kind = strip.kind === 'app' ? 'application' : 'filesystem';
      return `${kind} in ${filled} of ${strip.cells.length} boxes`;
    })
    .join(', ');
}

/** The device says that there is something, and nothing more. */
function isUnseen(slot: PictureSlot): boolean {
  return slot.strips.every((strip) => strip.cells.every((cell) => cell.state === 'unknown'));
}

function isEmpty(slot: PictureSlot): boolean {
  return slot.strips.every((strip) => strip.cells.every((cell) => cell.state === 'erased'));
}

/** A sequence number on a record: its last four digits, which are the ones that change. */
export function shortSequence(sequence: string): string {
  return `…${sequence.slice(-4)}`;
}

/** Slots of a device that does not name them, and what lies in a slot that nobody looks into. */
export const PLACE_WORDS = {
  inUse: 'in use',
  beside: 'beside it',
  app: 'application',
  fs: 'filesystem',
} as const;

/** The panel beside an update, and where its picture comes from. */
export const FLASH_PANEL_WORDS = {
  title: 'Flash of this device',
  chip: 'Read from the chip',
  reported: (time: string) => `Reported by the device, ${time}`,
  confirmed: (time: string) => `From confirmed bytes, ${time}`,
  'last-known': (time: string) => `Last known, ${time}`,
  source: 'Show',
  sources: { chip: 'The chip', reported: 'What it reports' },
} as const;

export const RULE_WORDS = {
  'smaller-is-newer': 'Boot records: the smaller number is the newer one',
  'larger-is-newer': 'Boot records: the larger number is the newer one',
} as const;

/** The lines inside a record; `labelOf` names a slot. */
export function recordLines(
  record: PictureRecord,
  labelOf: (slot: number) => string,
): readonly string[] {
  const place = `block ${address(record.offset)}`;
  const next = record.nextVictim ? ['the next record goes here'] : [];
  switch (record.content.kind) {
    case 'erased':
      return ['all ones: older than anything', place, ...next];
    case 'damaged':
      return ['CRC wrong: passed over', place, ...next];
    case 'sound': {
      const { startsSlot, committed, firstBoot, wayBackSlot } = record.content;
      const back = wayBackSlot === null ? [] : [`way back: ${labelOf(wayBackSlot)}`];
      const trial = firstBoot ? 'to be tried once' : 'on trial';
      const state = committed ? 'committed' : trial;
      return [`starts ${labelOf(startsSlot)} · ${state}`, ...back, `CRC good · ${place}`, ...next];
    }
    default:
      return record.content satisfies never;
  }
}

export function recordAge(record: PictureRecord): string {
  if (record.content.kind === 'erased') return 'erased';
  return record.content.kind === 'damaged' ? 'damaged' : record.content.age;
}

export const BOOT_CARD_WORDS = {
  title: 'Boot state',
  fromChip: 'read from the chip',
  fromDevice: 'what the device says',
  notReported: 'not reported',
  starts: 'Starts',
  runs: 'Runs',
  state: 'State',
  wayBack: 'Previous version',
  committed: 'committed',
  trial: 'on trial',
  none: 'none',
  unknown: '?',
} as const;

/** What lies in flash on platforms without two records. */
export function bootBytes(bytes: BootBytes, labelOf: (slot: number) => string): string {
  switch (bytes.kind) {
    case 'otadata': {
      const name = `otadata ${bytes.number}`;
      if (bytes.sequence === null || bytes.startsSlot === null) return `${name}: erased`;
      return `${name}: ${bytes.sequence} → ${labelOf(bytes.startsSlot)}`;
    }
    case 'nvs-update':
      return bytes.value === null
        ? 'nvs update: not set'
        : `nvs update: 0x${bytes.value.toString(16).padStart(3, '0')}`;
    default:
      return bytes satisfies never;
  }
}

/** The last line under the picture: the strong part, and what follows it. */
export function nextPowerOn(
  next: NextPowerOn,
  labelOf: (slot: number) => string,
): { readonly strong: string; readonly rest: string } {
  switch (next.kind) {
    case 'starts':
      return { strong: `Next power-on starts ${labelOf(next.slot)}`, rest: tail(next.firmware) };
    case 'tries':
      return {
        strong: `Next power-on tries ${labelOf(next.slot)}`,
        rest: `${tail(next.firmware)}, once`,
      };
    case 'returns':
      return {
        strong: `A power cut now returns to ${labelOf(next.slot)}`,
        rest: tail(next.firmware),
      };
    case 'either':
      return {
        strong: `It starts ${labelOf(next.first)}, or returns to ${labelOf(next.wayBack)}`,
        rest: ' by itself',
      };
    case 'nothing':
      return { strong: 'Nothing would start', rest: ': no slot holds what the boot state names' };
    case 'not-reported':
      return {
        strong: 'Next power-on starts what runs now',
        rest: ', as far as this device tells',
      };
    default:
      return next satisfies never;
  }
}

function tail(firmware: FirmwareName | null): string {
  return firmware === null ? '' : `, ${firmwareName(firmware)}`;
}

/** The boxes that are always explained, in the order in which people meet them. */
const LEGEND: readonly CellState[] = ['running', 'new', 'writing', 'old', 'erased'];
const RARE: readonly CellState[] = ['damaged', 'unknown'];

/** What the legend explains: the usual boxes, and rare ones while they are in the picture. */
export function legendOf(picture: FlashPicture): readonly CellState[] {
  const cells = picture.slots.flatMap((slot) => slot.strips.flatMap((strip) => strip.cells));
  return [...LEGEND, ...RARE.filter((rare) => cells.some(({ state }) => state === rare))];
}

/** How much one box stands for. */
export function boxWords(cellBytes: number): string {
  return `one box is ${geometry(cellBytes)}`;
}

export const FLASH_LABELS = {
  record: (number: number) => `Record ${number}`,
  sequence: (number: number) => `Number of record ${number}, all digits:`,
  noSequence: '–',
  legend: 'What the boxes mean',
  wholeChip: (bytes: number) => `Whole chip, ${geometry(bytes)}`,
} as const;

/** The strip of the whole chip, in words: every place with its name, in the order of the addresses. */
export function chipAlternative(names: readonly string[]): string {
  return `Flash map, from the lowest address: ${names.join(', ')}`;
}
