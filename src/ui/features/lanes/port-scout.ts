import type { CablePort, SerialClient } from '../../../workers/client/serial-client.ts';
import { keyOf } from './lane-state.ts';
import { updaterOn } from './lane-updater.ts';
import type { LaneUpdaterDeps } from './lane-updater.ts';
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
