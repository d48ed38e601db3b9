/** Which batch slot a port belongs to that was just plugged in. Browsers do not tell the socket: who answers there decides. */

/** A batch slot as far as a port's place is concerned. */
export interface PortAssignment {
  readonly hasPort: boolean;
  /** Its update runs. */
  readonly isRunning: boolean;
  /** Its result is on the screen. */
  readonly isOver: boolean;
  /** Of its device; null = not known. */
  readonly key: string | null;
  /** When its port went away. */
  readonly vacatedAt: number;
}

/** Each has a thread of its own: two hubs of sixteen ports, and an end to what a page takes of its computer. */
export const MOST_SLOTS = 32;
/** At once: so many take hardly longer than one (tests/e2e/batch slots.e2e.ts). */
export const MOST_WRITING = 8;

/** Their updates wait for a device that is to come back. */
export const assignmentsWithoutPort = <S extends PortAssignment>(
  assignments: readonly S[],
): readonly S[] => assignments.filter(({ isRunning, hasPort }) => isRunning && !hasPort);

/**
 * The batch slot that waits for this device; null = none does. `key` null: nobody answered yet, which is only
 * sure when just one batch slot waits.
 */
export function assignReturnedPort<S extends PortAssignment>(
  assignments: readonly S[],
  key: string | null,
): S | null {
  const lost = assignmentsWithoutPort(assignments);
  if (key !== null) return lost.find((assignment) => assignment.key === key) ?? null;
  return lost.length === 1 ? (lost[0] ?? null) : null;
}

/** The batch slot for a next device: free ones first, then those whose device is out, the longest vacant first; null = a batch slot more. */
export function assignNextPort<S extends PortAssignment>(assignments: readonly S[]): S | null {
  const vacant = assignments
    .filter(({ hasPort, isRunning }) => !hasPort && !isRunning)
    .sort((a, b) => Number(a.isOver) - Number(b.isOver) || a.vacatedAt - b.vacatedAt);
  return vacant[0] ?? null;
}
