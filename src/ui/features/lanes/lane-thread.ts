import type { Outcome } from '../../../contracts/failure.ts';
import type {
  BundleReport,
  DeviceReport,
  Finding,
  UpdateEvent,
  UpdateOrder,
  UpdateResult,
} from '../../../workers/api.ts';
import type { SerialClient } from '../../../workers/client/serial-client.ts';
import type { UpdaterClient } from '../../../workers/client/updater-client.ts';
import { UpdaterCalls } from '../../state/updater-calls.ts';

/** What every lane writes. */
export interface LaneFirmware {
  readonly bundle: BundleReport;
  readonly file: File;
}

export interface LaneThreadDeps {
  /** The lane's own: no other lane's port is ever taken for its. */
  readonly serial: Pick<SerialClient, 'use' | 'join' | 'close'>;
  /** A thread for this lane alone: if it dies, the others do not notice. */
  readonly openUpdater: () => Promise<Outcome<UpdaterClient>>;
}

/** An updater joined to this port, made at the first call and anew after its death, with the firmware in it when it is needed. */
export class LaneThread {
  readonly #calls: UpdaterCalls;
  /** The bundle that the present thread has checked. */
  #loaded: string | null = null;

  constructor({ serial, openUpdater }: LaneThreadDeps) {
    this.#calls = new UpdaterCalls(async () => {
      const opened = await openUpdater();
      if (!opened.ok) return opened;
      const joined = await serial.join(opened.value);
      return joined.ok ? opened : joined;
    });
    this.#calls.whenDead(() => {
      this.#loaded = null;
    });
  }

  call<T>(ask: (updater: UpdaterClient) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    return this.#calls.call(ask);
  }

  /** What speaks against it; a lane says nothing of files. */
  async compare(
    firmware: LaneFirmware,
    device: DeviceReport,
  ): Promise<Outcome<readonly Finding[]>> {
    const found = await this.#with(firmware, (updater) =>
      updater.compare(firmware.bundle.id, device),
    );
    return found.ok ? { ok: true, value: found.value.findings } : found;
  }

  update(
    firmware: LaneFirmware,
    order: UpdateOrder,
    onNews: (event: UpdateEvent) => void,
  ): Promise<Outcome<UpdateResult>> {
    return this.#with(firmware, (updater) => updater.update(order, onNews));
  }

  #with<T>(
    { bundle, file }: LaneFirmware,
    ask: (updater: UpdaterClient) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    return this.#calls.call(async (updater) => {
      if (this.#loaded === bundle.id) return ask(updater);
      const opened = await updater.openBundle(file, bundle.fileName);
      if (!opened.ok) return opened;
      this.#loaded = opened.value.id;
      return ask(updater);
    });
  }
}
