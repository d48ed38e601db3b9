/**
 * The flash picture of a device that nobody looks into: what OTA.GetBootState and Sys.GetInfo said, what
 * the device confirmed of the file, and nothing else. What it does not tell stays dashed.
 */
import type {
  BootReport,
  PictureFacts,
  ReportedPicture,
  Side,
  SlotsView,
} from './picture-source.ts';
import type {
  FlashPicture,
  NextPowerOn,
  PictureBoot,
  PictureSlot,
  SlotRole,
  FirmwareName,
} from '../../../../contracts/flash-picture.ts';
import { PLACE_WORDS } from '../../../../messages/flash-words.ts';
import { slotsAfter } from './slots-after.ts';
import { boxBytesOf, rowsOf } from './reported-rows.ts';
import { slotsDuring } from './slots-during.ts';
import type { DeviceState } from '../../../state/screen-view.ts';

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

type Known = Extract<DeviceState, { kind: 'known' }>;

/** Before an update: what the device said when it was asked, and where the file would go. */
export function slotsBefore(
  { report, askedAtMs }: Known,
  { view, firmware }: PictureFacts,
): SlotsView {
  const { info, boot } = report;
  const onTrial = view.kind === 'unkept';
  const runs: Side = {
    role: onTrial ? 'trial' : 'runs',
    holds: { name: info.app, version: info.fw_version },
    fill: { kind: 'not-reported', fsBytes: info.fs_size ?? null },
  };
  const bundle = firmware.kind === 'sound' ? firmware.bundle : null;
  const wanted = view.kind === 'ready' || view.kind === 'to-decide' ? bundle : null;
  return {
    slot: boot?.active_slot ?? null,
    own: runs,
    other: wanted === null ? leftAlone(onTrial, view.kind === 'busy') : willHold(wanted),
    boot,
    next: onTrial ? { kind: 'returns', to: 'other' } : { kind: 'starts', to: 'own' },
    parts: wanted?.parts ?? [],
    source: { kind: 'reported', atMs: askedAtMs },
  };
}

/** No device tells what lies in the slot that does not run. */
const leftAlone = (onTrial: boolean, halfWritten: boolean): Side => ({
  role: onTrial ? 'way-back' : halfWritten ? 'half-written' : 'free',
  holds: null,
  fill: { kind: 'not-reported', fsBytes: null },
});

const willHold = (bundle: FirmwareName): Side => ({
  role: 'will-be-written',
  holds: { name: bundle.name, version: bundle.version },
  fill: { kind: 'not-reported', fsBytes: null },
});
