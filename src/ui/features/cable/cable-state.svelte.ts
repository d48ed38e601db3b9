import { cableWords } from '../../../messages/cable-words.ts';
import type { CablePort, SerialClient } from '../../../workers/client/serial-client.ts';
import { ListConnection } from '../../state/list-connection.svelte.ts';
import type { ListConnectionDeps } from '../../state/list-connection.svelte.ts';
import { CONNECTION_METHODS } from '../../state/connection-method.ts';
import type { SystemName } from './causes.ts';

/** The speed of a Mongoose OS console, and what else people set it to, most usual first. */
const USUAL_SPEED = 115_200;
const SPEEDS = [USUAL_SPEED, 921_600, 460_800, 230_400, 57_600, 38_400, 9_600] as const;

/** One speed after the other is tried. */
interface Trying {
  readonly kind: 'trying';
  readonly baudRate: number;
}

export interface CableDeps extends ListConnectionDeps<SerialClient> {
  readonly system: SystemName;
}

/** The way by cable: a line has a speed, and lines that may reset the board. */
export class CableState extends ListConnection<CablePort, SerialClient, Trying> {
  readonly system: SystemName;
  #leavesLines = $state(false);

  constructor({ system, ...deps }: CableDeps) {
    super(deps, { traits: CONNECTION_METHODS.cable, device: cableWords.device, offersHelp: false });
    this.system = system;
  }

  /** DTR and RTS stay as the system left them. */
  get leavesLines(): boolean {
    return this.#leavesLines;
  }

  /** For this page: from the next opening of the port on. */
  leaveLines(leave: boolean): void {
    this.#leavesLines = leave;
    this.client.lines = leave ? 'untouched' : 'low';
  }

  /** The same port once more. */
  async again(): Promise<void> {
    await this.connect();
  }

  /** The bench needs the ports: the one that is kept open is closed, and its device left. */
  async letGo(): Promise<void> {
    if (this.update.running || this.update.method !== this.method) return;
    this.update.choice.disconnect();
    await this.client.close();
  }

  /**
   * One speed after the other, until somebody answers; the one that was asked in vain comes last, for a
   * device that was only busy then.
   */
  async trySpeeds(): Promise<void> {
    const first = this.phase;
    const asked = this.client.baudRate;
    for (const baudRate of [...SPEEDS.filter((speed) => speed !== asked), asked]) {
      this.show({ kind: 'trying', baudRate });
      this.client.baudRate = baudRate;
      await this.update.connect(this.method);
      if (this.phase.kind !== 'trying') return; // the person left
      if (this.update.choice.device.kind === 'known') {
        this.show({ kind: 'closed' });
        return;
      }
    }
    this.client.baudRate = USUAL_SPEED;
    this.show(first);
  }

  protected override placesChanged(): void {
    super.placesChanged();
    if (this.update.method === this.method)
      void this.update.ask((updater) => updater.lookForDevice());
  }

  protected override connectAnew(): Promise<void> {
    this.client.baudRate = USUAL_SPEED;
    return this.connect();
  }
}
