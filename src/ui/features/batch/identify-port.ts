import type { CablePort, SerialClient } from '../../../workers/client/serial-client.ts';
import { keyOf } from './batch-slot-state.ts';
import { updaterOn } from './batch-slot-updater.ts';
import type { SlotUpdaterDeps } from './batch-slot-updater.ts';
import { assignmentsWithoutPort, assignReturnedPort } from './port-assignment.ts';
import type { PortAssignment } from './port-assignment.ts';
import { DeviceProbe } from '../../state/device-probe.ts';

/** A device that comes back may still be starting. */
const IDENTIFICATIONS = 3;
const IDENTIFY_AGAIN_MS = 1_000;

interface IdentifierDeps extends SlotUpdaterDeps {
  readonly serial: SlotUpdaterDeps['serial'] & Pick<SerialClient, 'lines'>;
  readonly wait: (ms: number) => Promise<void>;
}

/** Finds out who is on a port before a batch slot takes it: equal adapters cannot be told from each other. */
export class PortIdentifier {
  readonly #serial: IdentifierDeps['serial'];
  readonly #probe: DeviceProbe;
  readonly #wait: IdentifierDeps['wait'];

  constructor(deps: IdentifierDeps) {
    this.#serial = deps.serial;
    this.#probe = new DeviceProbe(updaterOn(deps));
    this.#wait = deps.wait;
  }

  /** Who answers; null = nobody does. The port is closed again when this settles. One at a time. */
  async look(port: CablePort): Promise<string | null> {
    // Whose board it is, is not known yet: it is not reset for a question.
    this.#serial.lines = 'untouched';
    this.#serial.use(port);
    const asked = await this.#probe.identify();
    await this.#serial.close();
    return asked.ok ? keyOf(asked.value) : null;
  }

  /**
   * The batch slot that waits for the device on this port; null = none does. Asks who it is, if some slot waits
   * at all. `slots`: as they are now, some may find their device meanwhile.
   */
  async returnedSlot<S extends PortAssignment>(
    port: CablePort,
    slots: () => readonly S[],
  ): Promise<S | null> {
    for (let tries = 1; assignmentsWithoutPort(slots()).length > 0; tries += 1) {
      const key = await this.look(port);
      if (key !== null || tries === IDENTIFICATIONS) return assignReturnedPort(slots(), key);
      await this.#wait(IDENTIFY_AGAIN_MS);
    }
    return null;
  }
}
