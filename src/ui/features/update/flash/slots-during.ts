import type { CellState, FirmwareName, SlotRole } from '../../../../contracts/flash-picture.ts';
import { STAGE_OF_RESTART, STAGE_OF_WRITE, stageOf } from '../../../state/run-view.ts';
import type { RunView } from '../../../state/run-view.ts';
import type { Fill } from './reported-rows.ts';
import type { BootReport, PictureFacts, PictureSource, Side, SlotsView } from './picture-source.ts';

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
export function firmwareOfRun(
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
export const partsFill = (run: RunView, looks: CellState, writing: boolean): Fill => ({
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
