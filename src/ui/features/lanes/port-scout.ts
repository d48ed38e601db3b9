import type { CablePort, SerialClient } from '../../../workers/client/serial-client.ts';
import { keyOf } from './lane-state.ts';
import { LaneThread } from './lane-thread.ts';
import type { LaneThreadDeps } from './lane-thread.ts';

interface ScoutDeps extends LaneThreadDeps {
  readonly serial: LaneThreadDeps['serial'] & Pick<SerialClient, 'lines'>;
}

/** Finds out who is on a port before a lane takes it: equal adapters cannot be told from each other. */
export class PortScout {
  readonly #serial: ScoutDeps['serial'];
  readonly #thread: LaneThread;

  constructor(deps: ScoutDeps) {
    this.#serial = deps.serial;
    this.#thread = new LaneThread(deps);
  }

  /** Who answers; null = nobody does. The port is closed again when this settles. One at a time. */
  async look(port: CablePort): Promise<string | null> {
    // Whose board it is, is not known yet: it is not reset for a question.
    this.#serial.lines = 'untouched';
    this.#serial.use(port);
    const asked = await this.#thread.call((updater) => updater.askDevice());
    await this.#serial.close();
    return asked.ok ? keyOf(asked.value) : null;
  }
}
