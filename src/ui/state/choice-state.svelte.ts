import type { Outcome } from '../../contracts/failure.ts';
import type { GivenFirmware } from '../../contracts/given-firmware.ts';
import type {
  DeviceKey,
  DeviceReport,
  Finding,
  ForceName,
  PresenceEvent,
} from '../../workers/api.ts';
import { DeviceProbe } from './device-probe.ts';
import { DEFAULT_KEEP_MINUTES, NOT_COMPARED, shownComparison } from './run-order.ts';
import type { Outlook, ShownComparison } from './run-order.ts';
import { identityOf, type PreviousDevice } from './previous-device.ts';
import { notFetched, awayOf, isLoss, lostSince } from './screen-view.ts';
import type { DeviceState, FirmwareState } from './screen-view.ts';
import type { RunOrder } from './run-view.ts';
import type { ScreenClocks } from './wall-time.ts';
import { judgeAgain, openAgain, openChecked, type CheckedFirmware } from './open-checked.ts';
import type { RestartableUpdater } from './restartable-updater.ts';
import { soundFirmwareOf } from './sound-firmware.ts';

/** One device and one firmware, in any order, and what speaks against the two together. */
export class ChoiceState {
  readonly #updater: RestartableUpdater;
  readonly #probe: DeviceProbe;
  readonly #clocks: ScreenClocks;
  #firmware = $state.raw<FirmwareState>({ kind: 'none' });
  #device = $state.raw<DeviceState>({ kind: 'none' });
  #comparison = $state.raw<ShownComparison>(NOT_COMPARED);
  #allowed = $state.raw<readonly ForceName[]>([]);
  #keepMinutes = $state<number>(DEFAULT_KEEP_MINUTES);
  /** The device this choice is about, also while it is not reached; null = whoever answers. */
  #about: DeviceKey | null = null;
  #previous = $state.raw<PreviousDevice | null>(null);
  #given: GivenFirmware | null = null;
  #file: File | null = null;

  constructor(updater: RestartableUpdater, clocks: ScreenClocks) {
    this.#updater = updater;
    this.#probe = new DeviceProbe(updater);
    this.#clocks = clocks;
  }

  get firmware(): FirmwareState {
    return this.#firmware;
  }

  /** The file that is written: the one that was chosen last, or what was mended of it. */
  get file(): File | null {
    return this.#file;
  }

  get device(): DeviceState {
    return this.#device;
  }

  /** What the device says of itself; null = not known. */
  get report(): DeviceReport | null {
    return this.#device.kind === 'known' ? this.#device.report : null;
  }

  /** null = not compared. */
  get findings(): readonly Finding[] | null {
    return this.#comparison.findings;
  }

  /** What else the comparison tells. */
  get outlook(): Outlook {
    return this.#comparison.outlook;
  }

  /** The device before the one that is chosen now. */
  get previous(): PreviousDevice | null {
    return this.#previous;
  }

  get allowed(): readonly ForceName[] {
    return this.#allowed;
  }

  get keepMinutes(): number {
    return this.#keepMinutes;
  }

  setKeepMinutes(minutes: number): void {
    this.#keepMinutes = minutes;
  }

  /** `pick`: which of the firmwares in it, by its path there. */
  async chooseFile(given: GivenFirmware, pick: string | null = null): Promise<void> {
    this.#given = given;
    await this.#open({ fileName: given.name }, () => openChecked(this.#updater, given, pick));
  }

  async #open(named: { fileName: string }, open: () => Promise<CheckedFirmware>): Promise<void> {
    const isVoid = this.#probe.begin();
    this.#file = null;
    this.#firmware = { kind: 'checking', fileName: named.fileName };
    const { firmware, file } = await open();
    if (isVoid()) return;
    [this.#firmware, this.#file] = [firmware, file];
    await this.compare();
  }

  /** One of the firmwares in what was chosen last. */
  async choosePart(path: string): Promise<void> {
    if (this.#given !== null) await this.chooseFile(this.#given, path);
  }

  /** Whom people trust has changed. */
  async judgeAgain(): Promise<void> {
    const before = this.#firmware;
    const judged = await judgeAgain(this.#updater, before);
    if (this.#firmware === before) this.#firmware = judged;
    await this.compare();
  }

  /** A file that travels with the app. */
  async chooseAddress(address: string): Promise<void> {
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok === true) await this.chooseFile(new File([await answer.blob()], address));
    else this.#firmware = notFetched(address, answer);
  }

  forgetFile(): void {
    this.#probe.begin();
    [this.#file, this.#given] = [null, null];
    this.#firmware = { kind: 'none' };
    this.#comparison = { ...this.#comparison, findings: null };
  }

  /** Asks the chosen device who it is and what it runs. */
  async connect(): Promise<void> {
    this.#comparison = NOT_COMPARED; // of what it answered before
    if (this.#device.kind !== 'known') this.#device = { kind: 'connecting' };
    await this.askDevice();
    await this.compare();
  }

  disconnect(): void {
    this.#probe.begin();
    if (this.#device.kind !== 'none') void this.#updater.call((updater) => updater.stopAsking());
    this.#device = { kind: 'none' };
    this.#about = null;
    this.#comparison = { ...this.#comparison, findings: null };
  }

  /** The file stays; the device is let go, and known again where it answers once more. `order`: of its update. */
  leaveForNext(order: Pick<RunOrder, 'device'> | null): void {
    this.#previous = { identity: this.#about, name: order?.device ?? this.report?.name };
    this.disconnect();
  }

  /** The update of the chosen device begins: it is the one that was meant. */
  forgetPrevious(): void {
    this.#previous = null;
  }

  /** A person chose a place anew: whoever answers there is the device from now on. */
  takeAnyone(): void {
    this.#about = null;
  }

  /** The device may run something else than it said: it is asked again, without a word on the screen. */
  async askDevice(): Promise<void> {
    const outcome = await this.#probe.identify(this.#about);
    if (this.#device.kind !== 'none') this.takeDevice(outcome);
  }

  /** The same after an update: what the device said before it is not shown as its last answer. */
  async askAfterUpdate(): Promise<void> {
    const outcome = await this.#probe.identify(this.#about);
    if (this.#device.kind === 'none') return;
    if (outcome.ok) this.takeDevice(outcome);
    else this.#device = { kind: 'unreachable', failure: outcome.failure };
  }

  /**
   * What the worker finds between two questions; `now` is the window's clock. An update tells this by itself. A device that may run something else
   * than it said is compared again.
   */
  async takePresence(latest: PresenceEvent, now: number): Promise<void> {
    const device = this.#device;
    if (latest.kind === 'answers' && latest.report !== null) {
      if (device.kind !== 'known' && device.kind !== 'unreachable') return;
      this.takeDevice({ ok: true, value: latest.report });
      await this.compare();
      return;
    }
    if (device.kind !== 'known') return;
    const { report, askedAtMs } = device;
    const seen = { kind: 'known', report, askedAtMs } as const;
    this.#device = latest.kind === 'answers' ? seen : { ...seen, away: awayOf(latest, now) };
  }

  /** Whatever is asked next is asked over a link of its own: another place was chosen. */
  async leaveLink(): Promise<void> {
    if (this.#device.kind === 'known') await this.#updater.call((updater) => updater.stopAsking());
  }

  /**
   * An answer of the device; one that a newer question made void is passed over. A device that answered before and is
   * not reached now stays the chosen one.
   */
  takeDevice(outcome: Outcome<DeviceReport>): void {
    if (outcome.ok) {
      this.#about = identityOf(outcome.value);
      const askedAtMs = this.#clocks.wall();
      this.#device = { kind: 'known', report: outcome.value, askedAtMs };
      return;
    }
    const { failure } = outcome;
    if (failure.code === 'cancelled') return;
    const device = this.#device;
    this.#device =
      device.kind === 'known' && this.#about !== null && isLoss(failure)
        ? lostSince(device, outcome, this.#clocks.now())
        : { kind: 'unreachable', failure };
  }

  /** The update itself found these before its first byte. */
  takeFindings(findings: readonly Finding[]): void {
    this.#comparison = { ...this.#comparison, findings };
  }

  /** The person looked at a finding and goes on anyway, or took that back. */
  allow(name: ForceName, allowed: boolean): void {
    const others = this.#allowed.filter((other) => other !== name);
    this.#allowed = allowed ? [...others, name] : others;
  }

  /** Does the file fit the device? What was allowed before is asked again. */
  async compare(): Promise<void> {
    this.#comparison = NOT_COMPARED;
    this.#allowed = [];
    const sound = soundFirmwareOf(this);
    const device = this.#device;
    if (sound === null) return;
    const { bundle } = sound;
    if (!this.#updater.holds(bundle.id)) {
      // The worker that checked it is gone.
      await this.#open(bundle, () => openAgain(this.#updater, sound));
      return;
    }
    if (device.kind !== 'known') return;
    const isVoid = this.#probe.begin();
    const outcome = await this.#probe.compare(sound, device.report);
    if (!isVoid()) this.#comparison = shownComparison(outcome);
  }
}
