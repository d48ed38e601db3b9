/** How long the devices of one kind were away at their last restart, kept for the next visit. */
const KEY = 'restart-times';

type Times = Readonly<Record<string, number>>;

function readTimes(): Times {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
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
    localStorage.setItem(KEY, JSON.stringify({ ...readTimes(), [arch]: Math.round(ms) }));
  } catch {
    // it is learned anew the next time
  }
}
