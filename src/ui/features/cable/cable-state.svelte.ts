import type { Failure, Outcome } from '../../../contracts/failure.ts';
import { cableWords } from '../../../messages/cable-words.ts';
import type { CablePort, SerialClient } from '../../../workers/client/serial-client.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';
import { WAYS } from '../../state/way.ts';
import type { Way } from '../../state/way.ts';
import { BookState } from '../../state/book-state.svelte.ts';
import type { SystemName } from './causes.ts';
import type { Once } from '../../state/remembered.svelte.ts';

/** The speed of a Mongoose OS console, and what else people set it to, most usual first. */
const USUAL_SPEED = 115_200;
const SPEEDS = [USUAL_SPEED, 921_600, 460_800, 230_400, 57_600, 38_400, 9_600] as const;

export type CablePhase =
  | { readonly kind: 'closed' }
  /** What the browser's list wants, before it opens. */
  | { readonly kind: 'explain' }
  /** The port opens, or the device is asked; the screen's own state tells. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'trying'; readonly baudRate: number }
  | { readonly kind: 'doctor'; readonly failure: Failure };

export interface CableDeps {
  readonly serial: SerialClient;
  readonly update: UpdateState;
  /** The list was explained. */
  readonly explained: Once;
  readonly system: SystemName;
}

/** The way by cable, from the press to the device's answer, and what helps when there is none. */
export class CableState {
  readonly system: SystemName;
  /** Who was reached before. */
  readonly book: BookState;
  readonly #serial: SerialClient;
  readonly #update: UpdateState;
  readonly #explained: Once;
  readonly #way: Way;
  #phase = $state.raw<CablePhase>({ kind: 'closed' });
  #knowsList = $state(false);
  #leavesLines = $state(false);
  #ports = $state.raw<readonly CablePort[]>([]);

  constructor({ serial, update, explained, system }: CableDeps) {
    this.system = system;
    this.book = new BookState(update);
    this.#serial = serial;
    this.#update = update;
    this.#explained = explained;
    this.#knowsList = explained.done;
    this.#way = {
      traits: WAYS.cable,
      device: cableWords.device,
      join: (updater) => serial.join(updater),
      chooseAgain: () => this.#chooseAgain(),
    };
    serial.listen(() => {
      void this.look();
      if (update.way === this.#way) void update.ask((updater) => updater.lookForDevice());
    });
  }

  get phase(): CablePhase {
    return this.#phase;
  }

  /** Its own page is on the screen instead of the state of the update. */
  get showing(): boolean {
    const { kind } = this.#phase;
    return (kind === 'explain' || kind === 'trying' || kind === 'doctor') && !this.#update.running;
  }

  /** Plugged in now and allowed before. */
  get ports(): readonly CablePort[] {
    return this.#ports;
  }

  /** DTR and RTS stay as the system left them. */
  get leavesLines(): boolean {
    return this.#leavesLines;
  }

  /** For this page: from the next opening of the port on. */
  leaveLines(leave: boolean): void {
    this.#leavesLines = leave;
    this.#serial.lines = leave ? 'untouched' : 'low';
  }

  /** The browser takes back what this page was given. */
  async forget(port: CablePort): Promise<void> {
    this.#serial.use(port);
    await this.#serial.forget();
    await this.look();
  }

  /** Looks for known ports; the browser tells of later ones by itself. */
  async look(): Promise<void> {
    this.#ports = await this.#serial.known();
  }

  /** The list was explained before: then a link leads there, and a press opens the list at once. */
  get knowsList(): boolean {
    return this.#knowsList;
  }

  /** The way was pressed: the first time what comes is explained before it comes. */
  async press(): Promise<void> {
    if (this.#knowsList) await this.choose();
    else this.explain();
  }

  /** What happens in the browser's list. */
  explain(): void {
    this.#phase = { kind: 'explain' };
    this.#explained.tell();
    this.#knowsList = true;
  }

  /** The browser's list, then the device. */
  async choose(): Promise<void> {
    const chosen = await this.#serial.choose();
    if (!chosen.ok) {
      this.#phase = { kind: 'doctor', failure: chosen.failure };
      return;
    }
    await this.#connect(USUAL_SPEED);
  }

  /** A port that needs no list. */
  async use(port: CablePort): Promise<void> {
    this.#serial.use(port);
    await this.#connect(USUAL_SPEED);
  }

  /** The same port once more. */
  async again(): Promise<void> {
    await this.#connect(this.#serial.baudRate);
  }

  /** The bench needs the ports: the one that is kept open is closed, and its device left. */
  async letGo(): Promise<void> {
    if (this.#update.running || this.#update.way !== this.#way) return;
    this.#update.choice.disconnect();
    await this.#serial.close();
  }

  /**
   * One speed after the other, until somebody answers; the one that was asked in vain comes last, for a
   * device that was only busy then.
   */
  async trySpeeds(): Promise<void> {
    const first = this.#phase;
    const asked = this.#serial.baudRate;
    for (const baudRate of [...SPEEDS.filter((speed) => speed !== asked), asked]) {
      this.#phase = { kind: 'trying', baudRate };
      this.#serial.baudRate = baudRate;
      await this.#update.connect(this.#way);
      if (this.phase.kind !== 'trying') return; // the person left
      if (this.#update.choice.device.kind === 'known') {
        this.#phase = { kind: 'closed' };
        return;
      }
    }
    this.#serial.baudRate = USUAL_SPEED;
    this.#phase = first;
  }

  /** Back to the screen, with another way to choose. */
  leave(): void {
    this.#phase = { kind: 'closed' };
    if (this.#update.way === this.#way) this.#update.choice.disconnect();
  }

  async #connect(baudRate: number): Promise<void> {
    this.#serial.baudRate = baudRate;
    this.#phase = { kind: 'connecting' };
    await this.#update.connect(this.#way);
    const { device } = this.#update.choice;
    this.#phase =
      device.kind === 'unreachable'
        ? { kind: 'doctor', failure: device.failure }
        : { kind: 'closed' };
  }

  /** For an update whose port went away: the next link is opened on the port that is chosen here. */
  #chooseAgain(): Promise<Outcome<null>> {
    return this.#serial.choose();
  }
}
