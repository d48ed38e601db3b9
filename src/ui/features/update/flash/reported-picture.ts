/**
 * The flash picture of a device that nobody looks into: what OTA.GetBootState and Sys.GetInfo said, what
 * the device confirmed of the file, and nothing else. What it does not tell stays dashed.
 */
import type {
  BootReport,
  Fill,
  PictureFacts,
  ReportedPicture,
  Side,
  SlotsView,
} from './slots-view.ts';
import { slotsAfter, slotsBefore, slotsDuring } from './slots-view.ts';
import type {
  FlashPicture,
  NextPowerOn,
  PictureBoot,
  PictureSlot,
  SlotRole,
  PictureCell,
  PartitionRow,
} from '../../../../contracts/flash-picture.ts';
import { PLACE_WORDS } from '../../../../messages/flash-words.ts';
import type { PartReport } from '../../../../workers/api.ts';

/** null: there is no device to draw. */
export function reportedPicture(facts: PictureFacts): ReportedPicture | null {
  const view = slotsOf(facts);
  return view === null ? null : { picture: drawn(view), source: view.source };
}

function slotsOf(facts: PictureFacts): SlotsView | null {
  const { view } = facts;
  if (view.kind === 'running') return slotsDuring(view.run, facts);
  if (view.kind === 'finished') return slotsAfter(view.finished, facts);
  return facts.device.kind === 'known' ? slotsBefore(facts.device, facts) : null;
}

const RUNNING: readonly SlotRole[] = ['runs', 'trial', 'starting'];

function drawn(view: SlotsView): FlashPicture {
  const ownId = view.slot ?? 0;
  const otherId = ownId === 0 ? 1 : 0;
  const boxBytes = boxBytesOf(view.parts, otherId);
  const slot = (id: number, side: Side): PictureSlot => ({
    id,
    label: view.slot === null ? placeOf(side.role) : letter(id),
    role: side.role,
    holds: side.holds,
    committed: side.role === 'runs' ? true : side.role === 'trial' ? false : null,
    rows: rowsOf(side.fill, { slot: id, boxBytes }),
  });
  const slots = [slot(ownId, view.own), slot(otherId, view.other)];
  return {
    slots: slots.sort((a, b) => a.id - b.id),
    boot: bootOf(view.boot),
    next: nextOf(view, { own: ownId, other: otherId }),
    bootTarget: null,
    cellBytes: boxBytes,
  };
}

/** A device that names no slot still has one that runs. */
const placeOf = (role: SlotRole): string =>
  RUNNING.includes(role) ? PLACE_WORDS.inUse : PLACE_WORDS.beside;

const letter = (id: number): string => (id > 1 ? String(id) : id === 0 ? 'A' : 'B');

function bootOf(boot: BootReport | null): PictureBoot {
  if (boot === null) return { kind: 'not-reported' };
  const { active_slot: slot, is_committed: committed, revert_slot: back } = boot;
  const wayBackSlot = committed || back < 0 ? null : back;
  return { kind: 'card', source: 'device', slot, committed, wayBackSlot, bytes: [] };
}

function nextOf(
  view: SlotsView,
  ids: { readonly own: number; readonly other: number },
): NextPowerOn {
  const { next } = view;
  if (view.slot === null) return { kind: 'not-reported' };
  if (next === 'either') return { kind: 'either', first: ids.other, wayBack: ids.own };
  return { kind: next.kind, slot: ids[next.to], firmware: view[next.to].holds };
}

/** More boxes than these are too narrow beside each other in a column of a phone. */
const MOST_BOXES = 28;
const SMALLEST_BOX = 4 * 1024;

interface Placed extends PartReport {
  readonly dataOffset: number;
  readonly slotPart: 'app' | 'fs';
}

/** Does it go into this slot? */
const isPlacedIn =
  (slot: number) =>
  (part: PartReport): part is Placed =>
    part.slotPart !== null &&
    part.dataOffset !== null &&
    (part.onlySlot === null || part.onlySlot === slot);

/** What an update writes into this slot, application first, whatever order the file has. */
const placedParts = (parts: readonly PartReport[], slot: number): readonly Placed[] =>
  parts
    .filter(isPlacedIn(slot))
    .sort((a, b) => Number(a.slotPart === 'fs') - Number(b.slotPart === 'fs'));

/** Bytes behind one box: doubled until the parts of a file fit beside each other in this slot. */
export function boxBytesOf(parts: readonly PartReport[], slot: number): number {
  const sizes = placedParts(parts, slot).map((part) => part.sizeBytes);
  let bytes = SMALLEST_BOX;
  const boxes = (): number => sizes.reduce((sum, size) => sum + Math.ceil(size / bytes), 0);
  while (boxes() > MOST_BOXES) bytes *= 2;
  return bytes;
}

/** The boxes of one slot. A device tells no sizes: parts are as large as the file says, the rest is one dashed box. */
export function rowsOf(
  fill: Fill,
  { slot, boxBytes }: { readonly slot: number; readonly boxBytes: number },
): readonly PartitionRow[] {
  if (fill.kind === 'not-reported')
    return [dashed('app', PLACE_WORDS.app, null), dashed('fs', PLACE_WORDS.fs, fill.fsBytes)];
  return placedParts(fill.parts, slot).map((part) => ({
    partition: PLACE_WORDS[part.slotPart],
    kind: part.slotPart,
    sizeBytes: null,
    cells: boxesOf(part, fill, boxBytes),
  }));
}

const dashed = (
  kind: PartitionRow['kind'],
  partition: string,
  sizeBytes: number | null,
): PartitionRow => ({
  partition,
  kind,
  sizeBytes,
  cells: [{ state: 'unknown', offset: 0, length: 0 }],
});

function boxesOf(
  part: Placed,
  fill: Extract<Fill, { kind: 'parts' }>,
  boxBytes: number,
): readonly PictureCell[] {
  const confirmed = fill.confirmedBytes - part.dataOffset;
  return Array.from({ length: Math.ceil(part.sizeBytes / boxBytes) }, (_, index): PictureCell => {
    const offset = index * boxBytes;
    const end = Math.min(part.sizeBytes, offset + boxBytes);
    const box = { offset, length: end - offset };
    if (end <= confirmed) return { ...box, state: fill.looks };
    const isHere = offset <= confirmed && fill.confirmedBytes > 0;
    if (isHere && fill.writing) return { ...box, state: 'writing' };
    return { ...box, state: offset < confirmed ? fill.looks : 'unknown' };
  });
}
