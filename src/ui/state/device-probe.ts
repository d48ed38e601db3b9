import type { Outcome } from '../../contracts/failure.ts';
import type { Comparison, DeviceKey, DeviceReport } from '../../workers/api.ts';
import { measuredTimes } from './measured-times.ts';
import type { RestartableUpdater, SoundFirmware } from './restartable-updater.ts';

/** True once something newer was asked: then the answer is passed over. */
export type IsVoid = () => boolean;

/** A device that was just plugged in starts first, and its port may belong to the system for a moment. */
const ASKS = 4;
const ASK_AGAIN_MS = 1_000;
const NOT_THERE_YET: readonly string[] = ['link/held', 'link/no-answer', 'link/lost'];

/** Asks one device who it is, and whether a firmware fits it. Of several questions the newest counts. */
export class DeviceProbe {
  readonly #updater: RestartableUpdater;
  #turn = 0;

  constructor(updater: RestartableUpdater) {
    this.#updater = updater;
  }

  /** A new question: it makes the older ones void. */
  begin(): IsVoid {
    const turn = ++this.#turn;
    return () => turn !== this.#turn;
  }

  /** Who answers; null = it may be anybody. */
  identify(expected: DeviceKey | null = null): Promise<Outcome<DeviceReport>> {
    return this.#updater.call((worker) => worker.askDevice(expected));
  }

  /** The same, asked again as long as the device may still be starting, at most for some seconds. */
  async identifyStarting(
    isVoid: IsVoid,
    wait: (ms: number) => Promise<void>,
  ): Promise<Outcome<DeviceReport>> {
    for (let tries = 1; ; tries += 1) {
      const asked = await this.identify();
      if (asked.ok || tries === ASKS || !NOT_THERE_YET.includes(asked.failure.code)) return asked;
      await wait(ASK_AGAIN_MS);
      if (isVoid()) return asked;
    }
  }

  /** What speaks against the two together, and what else can be foretold. */
  compare(firmware: SoundFirmware, device: DeviceReport): Promise<Outcome<Comparison>> {
    return this.#updater.callWith(firmware, (worker) =>
      worker.compare(firmware.bundle.id, device, measuredTimes(device)),
    );
  }
}
