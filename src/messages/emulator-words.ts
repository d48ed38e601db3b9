/** Words of the practice device's screen. */
import type { FaultName } from '../contracts/device-faults.ts';
import type { PictureBoot, PictureRecord } from '../contracts/flash-picture.ts';
import english from './en/emulator.ts';
import { address, geometry, shortSequence, slotTitle } from './flash-words.ts';
import { textGroup, texts } from './locale.ts';
import { elapsed } from './numbers.ts';

const text = texts('emulator', english);

interface FaultWords {
  readonly title: string;
  readonly what: string;
  readonly button: string;
  /** On the button while the fault is armed. */
  readonly armed: string;
}

export const EMULATOR_WORDS = textGroup('emulator', english, 'screen');
/** What can be done to the device at once: what each does, and what its button says. */
export const ACTION_WORDS = textGroup('emulator', english, 'actions');
/** Faults that are armed for the next update. */
export const FAULT_WORDS: Readonly<Record<FaultName, FaultWords>> = textGroup(
  'emulator',
  english,
  'faults',
);
/** Another chip: fresh, from a file, saved or taken back. */
export const CHIP_WORDS = textGroup('emulator', english, 'chip');
/** The one question before the chip is replaced. */
export const FRESH_QUESTION = textGroup('emulator', english, 'fresh');
/** What a block's last writer is called. */
export const WRITER_WORDS = textGroup('emulator', english, 'writers');
export const BLOCK_WORDS = textGroup('emulator', english, 'block');
/** Names of what happened between flash operations, in "What it did". */
export const EVENT_WORDS = textGroup('emulator', english, 'events');

/** How fast the device's time can run. */
export const TIME_FACTORS: readonly number[] = [1, 10, 100];

/** When a line happened: minutes, seconds and thousandths of the device's clock. */
export const momentOf = (ms: number): string =>
  `${elapsed(ms)}.${String(Math.floor(ms) % 1_000).padStart(3, '0')}`;

/** `up 6:12`, of the device's own time. */
export const uptimeWords = (upMs: number): string => text.screen.uptime(elapsed(upMs));

/** How this platform decides, after the sentence of the next power-on. */
export function bootRule(boot: PictureBoot): string {
  switch (boot.kind) {
    case 'records':
      return text.bootRules[boot.rule];
    case 'card':
      return boot.bytes.length === 0 ? '' : text.bootRules.otadata;
    case 'not-reported':
      return '';
    default:
      return boot satisfies never;
  }
}

/** Where a box lies. */
export const rangeWords = (offset: number, length: number): string =>
  `${address(offset)} – ${address(offset + length - 1)}`;

export const lookInto = (offset: number): string => text.block.look(address(offset));

export const rowTitle = (label: string, partition: string): string =>
  `${slotTitle(label)}, ${partition}`;

/** Over the files of a slot. */
export const filesTitle = (label: string, partition: string): string =>
  `${slotTitle(label)} · ${partition}`;

/** What the boot loader does after a cut, one sentence per step; heard as well as read. */
export const lessonWords = {
  /** When the power goes. */
  cut: (how: 'torn' | 'between' | 'clean'): string => text.lesson[how],
  card: (): string => text.lesson.card,
  record: (record: PictureRecord): string =>
    record.number === 1 ? text.lesson.back(recordSentence(record)) : recordSentence(record),
  follow: (sequence: string, slot: string, rule: 'smaller' | 'larger'): string =>
    text.lesson.follow[rule](shortSequence(sequence), slot),
  wentBack: (slot: string): string => text.lesson.wentBack(slot),
  runs: (what: string, slot: string): string => text.lesson.runs(what, slot),
  nothing: (): string => text.lesson.nothing,
};

function recordSentence({ number, content }: PictureRecord): string {
  switch (content.kind) {
    case 'sound':
      return text.lesson.sound(number, shortSequence(content.sequence));
    case 'erased':
      return text.lesson.erased(number);
    case 'damaged':
      return text.lesson.damaged(number);
    default:
      return content satisfies never;
  }
}

/** One line of flash operations: what, where, how much. */
export function operationLine(entry: {
  readonly kind: 'program' | 'erase';
  readonly partition: string | null;
  readonly offset: number;
  readonly length: number;
  readonly operations: number;
  readonly torn: boolean;
}): string {
  const words = text.operation;
  const width = Math.max(...Object.values(words.kinds).map((kind) => kind.length));
  const kind = words.kinds[entry.kind].padEnd(width);
  const place = (entry.partition ?? words.outside).padEnd(7);
  const many = entry.operations > 1 ? [words.merged(entry.operations)] : [];
  const torn = entry.torn ? [words.torn] : [];
  const much = [operationSize(entry.length), ...many, ...torn].join(', ');
  return [kind, place, address(entry.offset), much].join('  ');
}

/** Small writes to the byte, whole blocks as flash geometry. */
const operationSize = (bytes: number): string => (bytes < 4096 ? `${bytes} B` : geometry(bytes));
