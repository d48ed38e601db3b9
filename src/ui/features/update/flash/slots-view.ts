/** What the picture beside an update is drawn from. */
import type {
  FirmwareName,
  FlashPicture,
  SlotRole,
  CellState,
} from '../../../../contracts/flash-picture.ts';
import type { DeviceReport, PartReport, Running } from '../../../../workers/api.ts';
import type { DeviceState, FirmwareState, ScreenView } from '../../../state/screen-view.ts';
import { STAGE_OF_RESTART, STAGE_OF_WRITE, stageOf } from '../../../state/run-view.ts';
import type { RunView, FinishedRun } from '../../../state/run-view.ts';

/** As OTA.GetBootState told it. */
export type BootReport = NonNullable<DeviceReport['boot']>;

export interface PictureFacts {
  readonly view: ScreenView;
  readonly device: DeviceState;
  readonly firmware: FirmwareState;
  /** The restart takes longer than it usually does. */
  readonly late: boolean;
  /** The wall clock of a moment of the window's clock. */
  readonly wallOf: (at: number) => number;
}

/** Where a picture comes from, and when; milliseconds since 1970. */
interface PictureSource {
  readonly kind: 'reported' | 'confirmed' | 'last-known';
  readonly atMs: number;
}

export interface ReportedPicture {
  readonly picture: FlashPicture;
  readonly source: PictureSource;
}

/** What is known of a slot's content without looking into the chip. */
export type Fill =
  | { readonly kind: 'not-reported'; readonly fsBytes: number | null }
  /** The parts of the file lie there, as far as the device confirmed them. */
  | {
      readonly kind: 'parts';
      readonly parts: readonly PartReport[];
      readonly confirmedBytes: number;
      /** How a confirmed box looks. */
      readonly looks: CellState;
      /** More is on its way into it. */
      readonly writing: boolean;
    };

/** One of the two slots, as far as it is known. */
export interface Side {
  readonly role: SlotRole;
  readonly holds: FirmwareName | null;
  readonly fill: Fill;
}

/** What a power-on would do with which of the two; `either`: by now the device may have gone back. */
type NextStory =
  { readonly kind: 'starts' | 'tries' | 'returns'; readonly to: 'own' | 'other' } | 'either';

/** What is told of a device at one moment. */
export interface SlotsView {
  /** The slot that ran before the update; null = not reported. */
  readonly slot: number | null;
  readonly own: Side;
  readonly other: Side;
  readonly boot: BootReport | null;
  readonly next: NextStory;
  readonly parts: readonly PartReport[];
  readonly source: PictureSource;
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

const STAGE_OF_FINISH = STAGE_OF_WRITE + 1;

/** While an update runs: the old firmware in its slot, and the new one on its way into the other. */
export function slotsDuring(run: RunView, facts: PictureFacts): SlotsView {
  const { order } = run;
  const [from, to] = firmwareOfRun(run, facts);
  const report = facts.device.kind === 'known' ? facts.device.report : null;
  const unseen: Fill = { kind: 'not-reported', fsBytes: report?.info.fs_size ?? null };
  const { own, other } = rolesOf(run);
  return {
    slot: order.fromSlot,
    own: { role: own, holds: from, fill: unseen },
    other: { role: other, holds: to, fill: fillOf(run, facts.late) },
    boot: bootOf(run, report?.boot ?? null),
    next: nextOf(run, facts.late),
    parts: order.parts,
    source: sourceOf(run, facts),
  };
}

/** What runs before the update, and what comes; a device names its application, a file its own. */
function firmwareOfRun(
  { order }: RunView,
  { device, firmware }: PictureFacts,
): readonly [FirmwareName, FirmwareName] {
  const app = device.kind === 'known' ? device.report.info.app : '';
  const name = firmware.kind === 'sound' ? firmware.bundle.name : app;
  return [
    { name: app === '' ? name : app, version: order.from },
    { name, version: order.to },
  ];
}

/** The parts of the file, as far as the device confirmed them. */
const partsFill = (run: RunView, looks: CellState, writing: boolean): Fill => ({
  kind: 'parts',
  parts: run.order.parts,
  confirmedBytes: run.acknowledgedBytes,
  looks,
  writing,
});

/** Nobody sees the device: what it confirmed last is the last that is known. */
const isLost = (run: RunView): boolean => run.pause?.why === 'link-lost';

function rolesOf(run: RunView): { readonly own: SlotRole; readonly other: SlotRole } {
  const stage = stageOf(run);
  if (stage < STAGE_OF_WRITE) return { own: 'runs', other: 'will-be-written' };

  if (isLost(run)) return { own: 'runs', other: 'half-written' };
  if (stage <= STAGE_OF_FINISH) return { own: 'runs', other: 'writing' };
  if (run.decision === 'go-back') return { own: 'starting', other: 'not-kept' };
  return { own: 'way-back', other: run.after === null ? 'starting' : 'trial' };
}

function fillOf(run: RunView, late: boolean): Side['fill'] {
  const stage = stageOf(run);
  // After the restart nobody saw it: what it does with its slot is not known until it says so.
  if (late) return { kind: 'not-reported', fsBytes: null };
  if (run.decision === 'go-back') return partsFill(run, 'old', false);
  return partsFill(run, 'new', stage === STAGE_OF_WRITE && !run.cancelling && !isLost(run));
}

function bootOf(run: RunView, before: BootReport | null): BootReport | null {
  return run.after === null ? before : run.after.boot;
}

function nextOf(run: RunView, late: boolean): SlotsView['next'] {
  const stage = stageOf(run);
  if (stage <= STAGE_OF_FINISH) return { kind: 'starts', to: 'own' };
  if (run.after !== null) return { kind: 'returns', to: 'own' };
  return late ? 'either' : { kind: 'tries', to: 'other' };
}

/** Confirmed bytes while it writes; then its last word, until it speaks again. */
function sourceOf(run: RunView, { wallOf, device }: PictureFacts): PictureSource {
  const stage = stageOf(run);
  const verified = run.stages[STAGE_OF_RESTART + 1]?.startedAt;
  if (run.after !== null && verified !== undefined)
    return { kind: 'reported', atMs: wallOf(verified) };
  const confirmedAt = run.samples.at(-1)?.at ?? run.startedAt;
  if (stage >= STAGE_OF_RESTART || isLost(run))
    return { kind: 'last-known', atMs: wallOf(confirmedAt) };
  if (stage >= STAGE_OF_WRITE) return { kind: 'confirmed', atMs: wallOf(confirmedAt) };
  const askedAtMs = device.kind === 'known' ? device.askedAtMs : wallOf(run.startedAt);
  return { kind: 'reported', atMs: askedAtMs };
}

/** After an update: what the device says it runs now, and what our own update left in the other slot. */
export function slotsAfter(finished: FinishedRun, facts: PictureFacts): SlotsView {
  const { run, result } = finished;
  const { device } = facts;
  const [from, to] = firmwareOfRun(run, facts);
  const report = device.kind === 'known' ? device.report : null;
  const unseen: Fill = { kind: 'not-reported', fsBytes: null };
  const seen: Fill = { kind: 'not-reported', fsBytes: report?.info.fs_size ?? null };
  const base = {
    slot: run.order.fromSlot,
    boot: report?.boot ?? null,
    parts: run.order.parts,
    source: {
      kind: 'reported',
      atMs: device.kind === 'known' ? device.askedAtMs : finished.endedWallMs,
    },
  } as const;
  switch (result.result) {
    case 'committed':
      return {
        ...base,
        own: { role: 'free', holds: from, fill: unseen },
        other: { role: 'runs', holds: to, fill: partsFill(run, 'running', false) },
        next: { kind: 'starts', to: 'other' },
      };
    case 'uncommitted':
      return {
        ...base,
        own: { role: 'way-back', holds: from, fill: unseen },
        other: { role: 'trial', holds: to, fill: partsFill(run, 'new', false) },
        next: { kind: 'returns', to: 'own' },
      };
    case 'reverted':
      return {
        ...base,
        own: { role: 'runs', holds: from, fill: seen },
        other: { role: 'not-kept', holds: to, fill: partsFill(run, 'old', false) },
        next: { kind: 'starts', to: 'own' },
      };
    case 'other':
      return { ...base, ...otherRuns(run, result.running, { seen, unseen }) };
    case 'cancelled':
    case 'failed':
    case 'refused':
      return {
        ...base,
        own: { role: 'runs', holds: from, fill: seen },
        other: leftOver(finished),
        next: { kind: 'starts', to: 'own' },
        ...(report === null && { source: { kind: 'last-known', atMs: finished.endedWallMs } }),
      };
    case 'unknown':
      return {
        ...base,
        own: { role: 'way-back', holds: from, fill: unseen },
        other: { role: 'starting', holds: to, fill: unseen },
        boot: lastBoot(finished),
        next: 'either',
        source: { kind: 'last-known', atMs: facts.wallOf(lastSeenAt(finished)) },
      };
  }
}

/** Where it runs is told by the device; what the other slot holds is not known any more. */
function otherRuns(
  run: FinishedRun['run'],
  running: Running,
  { seen, unseen }: { readonly seen: Fill; readonly unseen: Fill },
): Pick<SlotsView, 'own' | 'other' | 'next'> {
  const { committed, slot } = running;
  const runs: Side = { role: committed ? 'runs' : 'trial', holds: running, fill: seen };
  const rest: Side = { role: 'free', holds: null, fill: unseen };
  const isOwn = slot !== null && slot === run.order.fromSlot;
  return {
    own: isOwn ? runs : rest,
    other: isOwn ? rest : runs,
    next: committed ? { kind: 'starts', to: isOwn ? 'own' : 'other' } : 'either',
  };
}

const leftOver = ({ run }: FinishedRun): Side =>
  run.acknowledgedBytes > 0
    ? { role: 'half-written', holds: null, fill: partsFill(run, 'new', false) }
    : { role: 'free', holds: null, fill: { kind: 'not-reported', fsBytes: null } };

const lastBoot = ({ run }: FinishedRun): BootReport | null => run.after?.boot ?? null;

/** The last moment at which the device said or confirmed anything. */
function lastSeenAt({ run }: FinishedRun): number {
  const verified = run.after === null ? undefined : run.stages.at(-2)?.startedAt;
  return verified ?? run.samples.at(-1)?.at ?? run.startedAt;
}
