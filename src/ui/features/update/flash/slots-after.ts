import type { FinishedRun } from '../../../state/run-view.ts';
import type { Running } from '../../../../workers/api.ts';
import type { Fill } from './reported-rows.ts';
import { firmwareOfRun, partsFill } from './slots-during.ts';
import type { BootReport, PictureFacts, Side, SlotsView } from './picture-source.ts';

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
