/** Starts and time, as the model has them: what runs after a power-on, and what happens by itself. */
import { UPDATER_DAT } from '../../../src/ota-core/fs/merge-filesystems.ts';
import { merged, withoutTrial } from '../power-cut/files.ts';
import type { DeviceFacts } from './device-facts.ts';
import {
  other,
  withSlot,
  type Durable,
  type Ending,
  type ModelState,
  type Ram,
} from './model-state.ts';

/** The longest watchdog of any platform (docs/BOOT-CONFIG.md); a hung image is ended by then, or by its commit time. */
const LONGEST_WATCHDOG_MS = 30_000;
/** The watchdog of an update is fed once in so many ms at most (device-core.md#data-delivery: 5 s or 50,000 bytes). */
const FEED_MS = 5000;

/** updater.dat: one little-endian int32 of seconds, in base64 as all contents here. */
export function updaterDat(commitS: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(commitS);
  return bytes.toString('base64');
}

export const withUpdaterDat = (files: Readonly<Record<string, string>>, commitS: number) => ({
  ...files,
  [UPDATER_DAT]: updaterDat(commitS),
});

/** The boot loader and the start of what it chose, from a chip like that. */
export function start(facts: DeviceFacts, durable: Durable, now: number): readonly Ending[] {
  if (durable.pending === null) return [startSettled(durable, now)];
  return tryPending(facts, durable, { now, commitS: durable.pending.commitS });
}

function startSettled(durable: Durable, now: number): Ending {
  const { settled } = durable;
  const clean = withSlot(durable, settled, { files: withoutTrial(durable.slots[settled].files) });
  return { state: { durable: clean, ram: freshRam(settled), now }, trail: [durable, clean] };
}

const freshRam = (slot: 0 | 1): Ram => ({
  slot,
  trial: null,
  dead: null,
  session: { phase: 'idle' },
  restartAt: null,
});

/** The attempt is spent before the image is entered; from then on only a commit keeps it. */
function tryPending(
  facts: DeviceFacts,
  durable: Durable,
  { now, commitS }: { readonly now: number; readonly commitS: number },
): readonly Ending[] {
  const slot = other(durable.settled);
  const { image, fs, files } = durable.slots[slot];
  const spent: Durable = { ...durable, pending: null };
  const by = now + Math.max(LONGEST_WATCHDOG_MS, commitS * 1000);
  const trial = { commitS, endsAt: now + commitS * 1000, isLeaving: false };
  const ram: Ram = { ...freshRam(slot), trial };
  const dead: Ending = {
    state: { durable: spent, ram: { ...ram, dead: { since: now, by } }, now },
    trail: [durable, spent],
  };
  if (image === 'empty' || image === 'broken' || facts.behaviourOf(image) !== 'works')
    return [dead];
  const all = facts.isMounted ? merged(durable.slots[durable.settled].files, files) : {};
  const tried = withSlot(spent, slot, { files: all });
  const alive: Ending = {
    state: { durable: tried, ram, now },
    trail: [durable, spent, tried],
  };
  const ending = commitS === 0 ? commitAtOnce(alive) : alive;
  // No room for the old files: the start fails, and it goes back.
  return facts.isMounted && facts.isTight({ image, fs, files: all }) ? [ending, dead] : [ending];
}

function commitAtOnce({ state, trail }: Ending): Ending {
  const durable = kept(state.durable, state.ram.slot);
  return {
    state: { ...state, durable, ram: { ...state.ram, trial: null } },
    trail: [...trail, { ...state.durable, settled: state.ram.slot }, durable],
  };
}

/** After a commit: it runs for good, without updater.dat. */
export const kept = (durable: Durable, slot: 0 | 1): Durable => ({
  ...withSlot(durable, slot, { files: withoutTrial(durable.slots[slot].files) }),
  settled: slot,
});

/** Everything that is due until then, in its order. */
export function pass(facts: DeviceFacts, state: ModelState, until: number): readonly Ending[] {
  const { ram, durable } = state;
  const stay: Ending = { state: { ...state, now: until }, trail: [durable] };
  if (ram.dead !== null) {
    // When exactly it is ended is up to the platform; that it comes back to what ran before is not.
    const back = until > state.now ? start(facts, durable, until) : [];
    return until >= ram.dead.by ? back : [stay, ...back];
  }
  const times = [ram.restartAt, ram.trial?.endsAt ?? null].filter((time) => time !== null);
  const due = Math.min(...times);
  if (due > until) return expired(state, until);
  return start(facts, durable, due).flatMap((started) =>
    pass(facts, started.state, until).map(({ state: end, trail }) => ({
      state: end,
      trail: [...started.trail, ...trail],
    })),
  );
}

/** The watchdog of an update: fed when bytes come, but not with each of them. */
function expired(state: ModelState, until: number): readonly Ending[] {
  const { session } = state.ram;
  const end = (phase: 'idle' | null): Ending => ({
    state: {
      ...state,
      now: until,
      ram: { ...state.ram, session: phase === null ? session : { phase } },
    },
    trail: [state.durable],
  });
  if (session.phase !== 'progress') return [end(null)];
  const latest = session.movedAt + session.timeoutMs;
  if (until >= latest) return [end('idle')];
  return until < latest - FEED_MS ? [end(null)] : [end(null), end('idle')];
}
