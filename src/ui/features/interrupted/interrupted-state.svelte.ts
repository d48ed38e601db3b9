import type { DeviceReport, InterruptedUpdate, Reconciliation } from '../../../workers/api.ts';
import type { Methods } from '../../state/late-modules.ts';
import { isSameDeviceKey } from '../../state/previous-device.ts';
import type { CarriedOn } from '../../state/run-order.ts';
import { StoredChoice } from '../../state/remembered.svelte.ts';
import type { ElsewhereState } from './elsewhere-state.svelte.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';

/** Why a press did not lead on. */
export type Hindrance =
  | { readonly kind: 'no-file' | 'other-file' }
  | { readonly kind: 'other-device'; readonly found: string };

/** Where the journal knows no place, a person chooses it. */
const needsPerson = ({ reach }: InterruptedUpdate): boolean =>
  reach.method !== 'practice' && (reach.method !== 'network' || reach.place === null);

/** Updates that nobody ended, and what is done about one of them. */
export class InterruptedState {
  readonly #update: UpdateState;
  readonly #methods: Methods;
  readonly #elsewhere: ElsewhereState;
  /** Without it, nobody starts the updater's thread to look. */
  readonly #stored = new StoredChoice('slipway-open-updates');
  #all = $state.raw<readonly InterruptedUpdate[]>([]);
  #judged = $state.raw<{ readonly of: string; readonly what: Reconciliation } | null>(null);
  #pressed = $state.raw<string | null>(null);
  #hindrance = $state.raw<{ readonly of: string; readonly why: Hindrance } | null>(null);

  constructor(
    update: UpdateState,
    { methods, elsewhere }: { readonly methods: Methods; readonly elsewhere: ElsewhereState },
  ) {
    this.#update = update;
    this.#methods = methods;
    this.#elsewhere = elsewhere;
  }

  /** The last one first. */
  get all(): readonly InterruptedUpdate[] {
    return this.#all;
  }

  get maybeSome(): boolean {
    return this.#stored.value !== null;
  }

  /** Somebody pressed, and it is on its way. */
  isPressed({ sessionId }: InterruptedUpdate): boolean {
    return this.#pressed === sessionId;
  }

  hindranceOf({ sessionId }: InterruptedUpdate): Hindrance | null {
    return this.#hindrance?.of === sessionId ? this.#hindrance.why : null;
  }

  /** By what the device that is chosen has said; null = it has not, or is another one. */
  judgementOf(one: InterruptedUpdate): Reconciliation | null {
    return this.isChosen(one) && this.#judged?.of === one.sessionId ? this.#judged.what : null;
  }

  /** Its device is the one that is chosen, and has answered. */
  isChosen(one: InterruptedUpdate): boolean {
    const { report } = this.#update.choice;
    return report !== null && isDeviceOf(one, report);
  }

  /** Its file is the one that is chosen. */
  hasFile({ firmware: wanted }: Pick<InterruptedUpdate, 'firmware'>): boolean {
    const { firmware } = this.#update.choice;
    return firmware.kind === 'sound' && firmware.bundle.id === wanted.sha256;
  }

  /** A person has to choose it first: nothing connects by itself. */
  needsChoice(one: InterruptedUpdate): boolean {
    return needsPerson(one) && !this.isChosen(one);
  }

  /** An update runs: whatever becomes of this page, the next one looks. */
  noteRunning(): void {
    this.#stored.keep('1');
  }

  /** For those of other tabs, too: as long as one runs, the next page looks. */
  async look(): Promise<void> {
    const outcome = await this.#update.ask((updater) => updater.interruptedUpdates());
    await this.#elsewhere.look();
    if (!outcome.ok || this.#update.running) return;
    this.#all = outcome.value;
    if (this.#all.length + this.#elsewhere.all.length === 0) this.#stored.keep(null);
  }

  /** What the device that is chosen now means for the update of it that was interrupted. */
  async judge(report: DeviceReport | null): Promise<void> {
    const one = report === null ? undefined : this.#all.find((of) => isDeviceOf(of, report));
    if (one === undefined || report === null) return;
    const { sessionId } = one;
    const outcome = await this.#update.ask((updater) =>
      updater.judgeInterrupted(sessionId, report),
    );
    if (outcome.ok && outcome.value !== null) this.#judged = { of: sessionId, what: outcome.value };
  }

  /** Its file, its device, and then the rest of it. What hinders that is told. */
  async carryOn(one: InterruptedUpdate): Promise<void> {
    if (this.#pressed !== null || this.#update.running) return;
    this.#pressed = one.sessionId;
    this.#hindrance = null;
    try {
      const why = await this.#prepare(one);
      if (why !== null) this.#hindrance = { of: one.sessionId, why };
      else if (this.isChosen(one)) await this.#update.start(carriedOn(one));
    } finally {
      this.#pressed = null;
    }
  }

  /** null: nothing hinders it; where its device is not chosen then, the screen says why. */
  async #prepare(one: InterruptedUpdate): Promise<Hindrance | null> {
    const why = await this.#takeFile(one);
    if (why !== null || this.isChosen(one)) return why;
    await this.#reach(one);
    const { report } = this.#update.choice;
    return report === null || this.isChosen(one) || needsPerson(one)
      ? null
      : { kind: 'other-device', found: report.info.id };
  }

  /** The tab that ran it has stopped. Where a person has to choose its device, it is offered. False: it was over by then. */
  async goOnHere({ sessionId }: InterruptedUpdate): Promise<boolean> {
    await this.look();
    const one = this.#all.find((left) => left.sessionId === sessionId);
    if (one === undefined) return false;
    if (!this.needsChoice(one)) await this.carryOn(one);
    return true;
  }

  async forget({ sessionId }: InterruptedUpdate): Promise<void> {
    await this.#update.ask((updater) => updater.forgetInterrupted(sessionId));
    await this.look();
  }

  /** The one that a person chose, else the copy that the browser keeps; it is checked as any other. */
  async #takeFile({ sessionId, firmware }: InterruptedUpdate): Promise<Hindrance | null> {
    if (this.hasFile({ firmware })) return null;
    const kept = await this.#update.ask((updater) => updater.interruptedFirmware(sessionId));
    if (!kept.ok || kept.value === null)
      return { kind: this.#update.choice.firmware.kind === 'sound' ? 'other-file' : 'no-file' };
    await this.#update.chooseFile(new File([kept.value], firmware.fileName));
    return this.hasFile({ firmware }) ? null : { kind: 'no-file' };
  }

  async #reach({ reach }: InterruptedUpdate): Promise<void> {
    const { method, place } = reach;
    if (method === 'practice' || method === 'command') await this.#update.connectPractice();
    else if (method === 'network' && place !== null)
      await (await this.#methods.network.load()).method.use(place);
    else await this.#methods[method].press();
  }
}

const isDeviceOf = ({ device }: InterruptedUpdate, { info }: DeviceReport): boolean =>
  isSameDeviceKey(device, info);

const carriedOn = (one: InterruptedUpdate): CarriedOn => ({
  sessionId: one.sessionId,
  force: one.force,
  told: {
    from: one.from.version,
    builds: { from: one.from.buildId, to: one.firmware.buildId },
    fromSlot: one.from.slot,
    commitTimeoutMs: one.commitTimeoutMs,
  },
});
