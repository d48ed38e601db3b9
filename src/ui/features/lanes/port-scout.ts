import type { CablePort, SerialClient } from '../../../workers/client/serial-client.ts';
import { keyOf } from './lane-state.ts';
import { updaterOn } from './lane-updater.ts';
import type { LaneUpdaterDeps } from './lane-updater.ts';
import { lostSeats, seatOfReturned } from './seats.ts';
import type { Seat } from './seats.ts';
import type { RestartableUpdater } from '../../state/restartable-updater.ts';

interface ScoutDeps extends LaneUpdaterDeps {
  readonly serial: LaneUpdaterDeps['serial'] & Pick<SerialClient, 'lines'>;
}

/** Finds out who is on a port before a lane takes it: equal adapters cannot be told from each other. */
export class PortScout {
  readonly #serial: ScoutDeps['serial'];
  readonly #updater: RestartableUpdater;

  constructor(deps: ScoutDeps) {
    this.#serial = deps.serial;
    this.#updater = updaterOn(deps);
  }

  /** Who answers; null = nobody does. The port is closed again when this settles. One at a time. */
  async look(port: CablePort): Promise<string | null> {
    // Whose board it is, is not known yet: it is not reset for a question.
    this.#serial.lines = 'untouched';
    this.#serial.use(port);
    const asked = await this.#updater.call((worker) => worker.askDevice());
    await this.#serial.close();
    return asked.ok ? keyOf(asked.value) : null;
  }
}

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
