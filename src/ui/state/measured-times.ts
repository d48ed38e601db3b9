import type { MeasuredTimes } from '../../contracts/expected-time.ts';
import type { DeviceReport } from '../../workers/api.ts';
import { restartMsOf, STAGE_OF_WRITE } from './run-view.ts';
import type { FinishedRun } from './run-view.ts';

/** What updates of each device took, kept in this browser for the next one. */
const KEY = 'measured-times';
/** The last restarts of a device: their range is what is usual. */
const MOST_RESTARTS = 5;
/** A browser on a bench sees many; the one that was not updated for longest is forgotten. */
const MOST_DEVICES = 64;

type DeviceTimes = { readonly restarts: readonly number[]; readonly paces: MeasuredTimes['paces'] };
type Kept = ReadonlyMap<string, DeviceTimes>;

type Named = Pick<DeviceReport, 'info' | 'key'>;

/** Of a real device; the practice device has no key, and one name for all its chips. */
const nameOf = ({ key }: Named): string => key ?? 'practice';

/** What is known of a device before its update; the restart of another one of its kind where its own was not seen. */
export function measuredTimes(device: Named): MeasuredTimes {
  const own = readKept().get(nameOf(device));
  const paces = own?.paces ?? {};
  if (own !== undefined && own.restarts.length > 0) {
    const [fromMs, toMs] = [Math.min(...own.restarts), Math.max(...own.restarts)];
    return { restart: { fromMs, toMs, measured: 'device' }, paces };
  }
  const ofKind = device.key === undefined ? null : usualRestartMs(device.info.arch);
  const restart =
    ofKind === null ? null : { fromMs: ofKind, toMs: ofKind, measured: 'kind' as const };
  return { restart, paces };
}

/** What a finished update took. A hurried one teaches nothing, nor does one whose writing was paused. */
export function learnTimes(
  device: Named,
  { run, result }: Pick<FinishedRun, 'run' | 'result'>,
): void {
  if (run.timeFactor !== 1) return;
  const restartMs = restartMsOf(run);
  if (device.key !== undefined) learnRestart(device.info.arch, restartMs);
  const { expected } = run.order;
  const written = typeof run.stages[STAGE_OF_WRITE]?.endedAt === 'number' && run.pauses === 0;
  const pace =
    written && expected !== undefined && expected !== null && result.writeSeconds > 0
      ? { [expected.pace]: Math.round(result.bytes / result.writeSeconds) }
      : {};
  if (restartMs === null && Object.keys(pace).length === 0) return;
  const kept = new Map(readKept());
  const name = nameOf(device);
  const before = kept.get(name) ?? { restarts: [], paces: {} };
  kept.delete(name);
  kept.set(name, {
    restarts: [...before.restarts, ...(restartMs === null ? [] : [Math.round(restartMs)])].slice(
      -MOST_RESTARTS,
    ),
    paces: { ...before.paces, ...pace },
  });
  write(new Map([...kept].slice(-MOST_DEVICES)));
}

function write(kept: Kept): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([...kept]));
  } catch {
    // it is measured anew the next time
  }
}

function readKept(): Kept {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return new Map(Array.isArray(saved) ? saved.flatMap(parseEntry) : []);
  } catch {
    return new Map(); // storage is closed to this page, or holds something else: nothing is known
  }
}

/** What is no such entry is left out. */
function parseEntry(entry: unknown): readonly (readonly [string, DeviceTimes])[] {
  if (!Array.isArray(entry)) return [];
  const [name, times] = entry as readonly unknown[];
  if (typeof name !== 'string' || typeof times !== 'object' || times === null) return [];
  const { restarts, paces } = times as { readonly restarts?: unknown; readonly paces?: unknown };
  const known = {
    restarts: Array.isArray(restarts) ? restarts.filter(isTime).slice(-MOST_RESTARTS) : [],
    paces: Object.fromEntries(
      Object.entries(Object(paces) as object).filter(([, pace]) => isTime(pace) && pace > 0),
    ) as Record<string, number>,
  };
  return [[name, known]];
}

const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** How long the devices of one kind were away at their last restart, kept for the next visit. */
const RESTARTS_KEY = 'restart-times';

type Times = Readonly<Record<string, number>>;

function readTimes(): Times {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(RESTARTS_KEY) ?? '{}');
    if (typeof saved !== 'object' || saved === null) return {};
    const entries = Object.entries(saved).flatMap(([arch, ms]: [string, unknown]) =>
      typeof ms === 'number' && ms >= 0 ? [[arch, ms] as const] : [],
    );
    return Object.fromEntries(entries);
  } catch {
    return {}; // storage is closed to this page, or holds something else: nothing is known
  }
}

/** Milliseconds; null = none was seen yet. */
export const usualRestartMs = (arch: string): number | null => readTimes()[arch] ?? null;

/** `ms` null: it was not seen, or its time was hurried, which teaches nothing. */
export function learnRestart(arch: string, ms: number | null): void {
  if (ms === null) return;
  try {
    localStorage.setItem(RESTARTS_KEY, JSON.stringify({ ...readTimes(), [arch]: Math.round(ms) }));
  } catch {
    // it is learned anew the next time
  }
}
