/** A scheduled restart, as mgos_system_restart_after keeps it. */
export interface Restart {
  /** The earlier of two requests wins. `delayMs` counts from `now`. */
  schedule(now: number, delayMs: number): void;
  /** Time of the restart, null while none is scheduled. */
  dueAt(): number | null;
}

export function createRestart(log: (line: string) => void): Restart {
  let due: number | null = null;
  return {
    schedule(now, delayMs) {
      const at = now + delayMs;
      if (due !== null && due <= at) return;
      due = at;
      log(`Rebooting in ${delayMs} ms`);
    },
    dueAt: () => due,
  };
}
