import type { FaultName } from '../../contracts/device-faults.ts';
import type { Failure, Outcome } from '../../contracts/failure.ts';
import type { FlashPicture, PictureCell } from '../../contracts/flash-picture.ts';
import type {
  EmulatorControlApi,
  CellFacts,
  ChipSnapshot,
  FreshChip,
  LogEntry,
} from '../../workers/api.ts';
import { bootSteps, cutSentence, DARK_MS, endSentences } from './boot-lesson.ts';

/** What a person may do to the practice device, as the emulator worker offers it. */
export interface EmulatorPort extends Omit<EmulatorControlApi, 'watchChip'> {
  powerOff(): Promise<Outcome<null>>;
  powerOn(): Promise<Outcome<null>>;
  setTimeFactor(factor: number): Promise<Outcome<null>>;
}

/** Who is told of the chip: see PracticeState. */
export interface ChipSource {
  readonly chip: ChipSnapshot | null;
  watchChip(): Promise<Outcome<null>>;
}

export interface ControlOptions {
  /** Resolves after so many milliseconds of the page. */
  readonly wait: (ms: number) => Promise<void>;
  /** The person wants no motion: what follows a cut is shown at once, the sentences stay. */
  readonly still: () => boolean;
}

/** A sentence about what was done is read by then. */
const NOTICE_MS = 6_000;

/** State of the practice device's own screen: the chip as it is, and the lesson after a power cut. */
export class EmulatorState {
  readonly #port: EmulatorPort;
  readonly #source: ChipSource;
  readonly #options: ControlOptions;
  /** The picture before the cut's end, kept on the screen while the boot loader reads it. */
  #held = $state.raw<FlashPicture | null>(null);
  #reading = $state<number | null>(null);
  #lines = $state.raw<readonly string[]>([]);
  #lesson = $state(false);
  #facts = $state.raw<CellFacts | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #notice = $state('');

  constructor(port: EmulatorPort, source: ChipSource, options: ControlOptions) {
    this.#port = port;
    this.#source = source;
    this.#options = options;
  }

  /** null until the worker has told of the chip. */
  get latest(): ChipSnapshot | null {
    return this.#source.chip;
  }

  get picture(): FlashPicture | null {
    return this.#held ?? this.latest?.picture ?? null;
  }

  get log(): readonly LogEntry[] {
    return this.latest?.log ?? [];
  }

  /** The record that the boot loader is reading in the lesson. */
  get reading(): number | null {
    return this.#reading;
  }

  /** What happened since the power went, a sentence for each step; it stays until the next time. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** The lesson plays; another cut has to wait for its end. */
  get playing(): boolean {
    return this.#lesson;
  }

  get wiresOut(): boolean {
    return this.#held !== null || this.latest?.snapshot.power === false;
  }

  /** The box that is looked into. */
  get facts(): CellFacts | null {
    return this.#facts;
  }

  get failure(): Failure | null {
    return this.#failure;
  }

  get notice(): string {
    return this.#notice;
  }

  /** Snapshots of the chip come from now on; asked again it changes nothing. */
  begin(): void {
    void this.#run(this.#source.watchChip());
  }

  /** Cuts the power, lets it come back and shows what the boot loader does. */
  async cut(): Promise<void> {
    if (this.#lesson) return;
    this.#lesson = true;
    try {
      if (await this.#run(this.#port.cutPower())) await this.#dark();
    } finally {
      this.#endLesson();
    }
  }

  async switchOff(): Promise<void> {
    const before = this.latest;
    if (!(await this.#run(this.#port.powerOff()))) return;
    await this.#until(() => this.latest !== before && this.latest?.snapshot.power === false);
    if (this.latest !== null) this.#lines = [cutSentence(this.latest.picture)];
  }

  async switchOn(): Promise<void> {
    if (this.#lesson) return;
    this.#lesson = true;
    try {
      await this.#reconnect();
    } finally {
      this.#endLesson();
    }
  }

  async setSpeed(factor: number): Promise<void> {
    await this.#run(this.#port.setTimeFactor(factor));
  }

  async toggleFault(name: FaultName): Promise<void> {
    await this.#run(this.#port.setFault(name, this.latest?.faults.includes(name) !== true));
  }

  async jump(): Promise<void> {
    await this.#run(this.#port.jumpToTimeout());
  }

  async toggleCable(): Promise<void> {
    await this.#run(this.#port.setCable(this.latest?.cablePlugged === false));
  }

  async toggleNoise(): Promise<void> {
    await this.#run(this.#port.setNoise(this.latest?.noise !== true));
  }

  /** True when the chip is the new one. */
  async fresh(chip: FreshChip, notice: string): Promise<boolean> {
    return this.#replace(this.#port.freshChip(chip), notice);
  }

  async open(file: File, notice: string): Promise<boolean> {
    return this.#replace(this.#port.openChip(file), notice);
  }

  /** The chip as a file, or null with the reason in `failure`. */
  async save(notice: string): Promise<Blob | null> {
    const outcome = await this.#port.saveChip();
    this.#failure = outcome.ok ? null : outcome.failure;
    if (outcome.ok) this.#tell(notice);
    return outcome.ok ? outcome.value : null;
  }

  async look(cell: Pick<PictureCell, 'offset' | 'length'>): Promise<void> {
    const outcome = await this.#port.inspectCell(cell.offset, cell.length);
    this.#facts = outcome.ok ? outcome.value : null;
    this.#failure = outcome.ok ? null : outcome.failure;
  }

  lookAway(): void {
    this.#facts = null;
  }

  async #dark(): Promise<void> {
    await this.#until(() => this.latest?.snapshot.power === false);
    if (this.latest !== null) this.#lines = [cutSentence(this.latest.picture)];
    await this.#pause(DARK_MS);
    await this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    const before = this.latest?.picture ?? null;
    this.#held = before;
    if (!(await this.#run(this.#port.powerOn())) || before === null) return;
    for (const step of bootSteps(before)) {
      this.#reading = step.reading;
      this.#lines = [...this.#lines, step.sentence];
      await this.#pause(step.ms);
    }
    await this.#until(() => this.latest?.snapshot.power === true);
    this.#held = null;
    this.#reading = null;
    if (this.latest?.snapshot.power === true)
      this.#lines = [...this.#lines, ...endSentences(before, this.latest.picture)];
  }

  #endLesson(): void {
    this.#held = null;
    this.#reading = null;
    this.#lesson = false;
  }

  async #replace(work: Promise<Outcome<null>>, notice: string): Promise<boolean> {
    this.#facts = null;
    this.#lines = [];
    const done = await this.#run(work);
    if (done) this.#tell(notice);
    return done;
  }

  async #run(work: Promise<Outcome<null>>): Promise<boolean> {
    const outcome = await work;
    this.#failure = outcome.ok ? null : outcome.failure;
    this.#notice = '';
    return outcome.ok;
  }

  /** Shown for a while; a newer one replaces it. */
  #tell(notice: string): void {
    this.#notice = notice;
    void this.#options.wait(NOTICE_MS).then(() => {
      if (this.#notice === notice) this.#notice = '';
    });
  }

  async #pause(ms: number): Promise<void> {
    if (!this.#options.still()) await this.#options.wait(ms);
  }

  /** A snapshot comes a moment after the answer: waits for it, but not for ever. */
  async #until(arrived: () => boolean): Promise<void> {
    for (let tries = 0; tries < 20 && !arrived(); tries++) await this.#options.wait(20);
  }
}
