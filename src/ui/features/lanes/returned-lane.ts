import type { CablePort } from '../../../workers/client/serial-client.ts';
import type { PortScout } from './port-scout.ts';
import { lostSeats, seatOfReturned } from './seats.ts';
import type { Seat } from './seats.ts';

/** A device that comes back may still be starting. */
const SCOUTINGS = 3;
const SCOUT_AGAIN_MS = 1_000;

interface Search<S extends Seat> {
  /** As they are now: some may find their device meanwhile. */
  readonly lanes: () => readonly S[];
  readonly scout: PortScout;
  readonly wait: (ms: number) => Promise<void>;
}

/** The lane that waits for the device on this port; null = none does. Asks who it is, if some lane waits at all. */
export async function returnedLane<S extends Seat>(
  port: CablePort,
  { lanes, scout, wait }: Search<S>,
): Promise<S | null> {
  for (let tries = 1; lostSeats(lanes()).length > 0; tries += 1) {
    const key = await scout.look(port);
    if (key !== null || tries === SCOUTINGS) return seatOfReturned(lanes(), key);
    await wait(SCOUT_AGAIN_MS);
  }
  return null;
}
