import { createCable } from '../../../src/ui/features/cable/create-cable.ts';
import type { UpdateState } from '../../../src/ui/state/update-state.svelte.ts';
import { SerialClient } from '../../../src/workers/client/serial-client.ts';
import { realClock } from '../../../src/contracts/clock.ts';
import { FakeSerial } from '../../support/transports/webserial/fake-port.ts';

/** The way by cable with ports that a script plugs in, on a Linux that was told nothing yet. */
export class CableDouble {
  readonly serial = new FakeSerial();

  readonly module = (update: UpdateState) =>
    createCable(update, {
      client: new SerialClient({ serial: this.serial, clock: realClock, locks: null }),
      explained: { done: false, tell: () => undefined },
      system: 'linux',
    });
}
