import type { Bundle } from '../../bundle/bundle.ts';
import type { JudgedSignature } from '../../contracts/signature.ts';
import { WRITE } from '../../contracts/delivery-order.ts';
import type { DeliveryOrder } from '../../contracts/delivery-order.ts';
import { OtaError } from '../../contracts/failure.ts';
import { realClock } from '../../contracts/clock.ts';
import type { RpcClient } from '../../rpc/client.ts';
import { CHECK_EVERY_MS } from '../../update/commit.ts';
import type { CommitPolicy } from '../../update/commit.ts';
import { DEFAULT_OPTIONS, DEFAULT_TIMEOUTS, createPauseSwitch } from '../../update/deps.ts';
import type { Delivery } from '../../update/delivery/delivery.ts';
import type { JournaledUpdate } from '../../journal/journaled-update.ts';
import type { UpdateResult } from '../../update/events.ts';
import type { UpdateDeps } from '../../update/run-update.ts';
import type { FlightRecorder } from '../../recorder/flight-recorder.ts';
import type { RecordingMaker } from '../../recorder/recording.ts';
import type { MadeRecording, TrialDecision, UpdateEvent, UpdateOrder } from '../api.ts';
import { createScaledClock } from '../../contracts/scaled-clock.ts';
import type { KeptChecksOf } from './checks-of-firmware.ts';
import type { DeviceAccess } from './device-access.ts';
import { CONNECT_MS } from './presence.ts';
import type { SnapshotService } from './snapshot-service.ts';

/** What is sent, and who signed it. */
export interface SignedFirmware {
  readonly bundle: Bundle;
  readonly signature: JudgedSignature | undefined;
}

/** One update from order to result: its cancel, its question, its news. */
export class UpdateRun {
  readonly #firmware: SignedFirmware;
  readonly #device: DeviceAccess;
  readonly #keptChecks: KeptChecksOf;
  readonly #readerOf: SnapshotService['reader'];
  readonly #abort = new AbortController();
  readonly #pause = createPauseSwitch();
  #answer: (decision: TrialDecision) => void = () => undefined;
  readonly #decision = new Promise<TrialDecision>((resolve) => {
    this.#answer = resolve;
  });

  #checkNow: () => void = () => undefined;
  readonly #deviceTime = createScaledClock(realClock, { factor: 1 });

  #recorder: FlightRecorder | null = null;

  /** Of its present link; for calls by hand. */
  client: RpcClient | null = null;

  /** `keptChecks`: those that people gave this browser for the application. `readerOf`: of settings and files, before it. */
  constructor(
    firmware: SignedFirmware,
    device: DeviceAccess,
    keptChecks: KeptChecksOf = () => Promise.resolve([]),
    readerOf: SnapshotService['reader'] = () => Promise.resolve(undefined),
  ) {
    this.#readerOf = readerOf;
    this.#firmware = firmware;
    this.#device = device;
    this.#keptChecks = keptChecks;
  }

  pause(): void {
    this.#pause.pause();
  }

  goOn(): void {
    this.#pause.goOn();
  }

  cancel(): void {
    this.#abort.abort(new OtaError('cancelled', { by: 'user' }));
  }

  /** Another page goes on with it: this one stops as for a cancel, and its journal stays open. */
  handOver(): void {
    const device = this.#device.asked?.id ?? '';
    this.#abort.abort(new OtaError('update/taken-over', { device }));
  }

  decide(decision: TrialDecision): void {
    this.#answer(decision);
  }

  /** The firmware on trial is asked at once how it is. */
  check(): void {
    this.#checkNow();
  }

  /** The device's time runs so fast from now on; asked at once, its own clock tells how far it is. */
  setTimeFactor(factor: number): void {
    this.#deviceTime.setFactor(factor);
    this.#checkNow();
  }

  /** `journal`: of the update that the order carries on; null = it is a new one. */
  async run(
    order: UpdateOrder,
    journal: JournaledUpdate | null,
    tell: (latest: UpdateEvent) => void,
  ): Promise<UpdateResult> {
    this.#deviceTime.setFactor(order.timeFactor ?? 1);
    const [asked, readBefore, begin] = await Promise.all([
      this.#depsOf(order),
      this.#readerOf(order),
      this.#procedure(journal),
    ]);
    const given = { ...asked, readBefore };
    const recorder = await this.#recordWith(given, journal !== null);
    const steps = begin(recorder?.deps ?? given);
    for (;;) {
      const step = await steps.next();
      if (step.done === true) {
        recorder?.end(step.value);
        return step.value;
      }
      recorder?.hear(step.value);
      tell(step.value);
    }
  }

  /** Chunks of their own: most visits begin by looking at a device or a file. */
  async #procedure(
    journal: JournaledUpdate | null,
  ): Promise<(deps: UpdateDeps) => AsyncGenerator<UpdateEvent, UpdateResult>> {
    const { signal } = this.#abort;
    if (journal === null) {
      const { runUpdate } = await import('../../update/run-update.ts');
      return (deps) => runUpdate(deps, signal);
    }
    const { carryOn } = await import('../../journal/carry-on.ts');
    return (deps) => carryOn(deps, { journal, signal, wall: () => Date.now() });
  }

  /** null: it could not be recorded. */
  async recording(build: Omit<RecordingMaker, 'program'>): Promise<MadeRecording | null> {
    const recorder = this.#recorder;
    if (recorder === null) return null;
    return (await import('./made-recording.ts')).madeRecording(recorder, build);
  }

  /** An update is worth more than its recording: it runs without, where that cannot be fetched. */
  async #recordWith(deps: UpdateDeps, isCarriedOn: boolean): Promise<FlightRecorder | null> {
    try {
      const { createFlightRecorder } = await import('../../recorder/flight-recorder.ts');
      this.#recorder = createFlightRecorder(deps, {
        ...{ signal: this.#abort.signal, startedAtMs: Date.now(), isCarriedOn },
        secrets: this.#device.secrets(),
      });
      return this.#recorder;
    } catch {
      return null;
    }
  }

  /** Somebody decides, or the checks do. */
  async #policy({ guard }: Pick<UpdateOrder, 'guard'>): Promise<CommitPolicy> {
    const { checksOf } = await import('./checks-of-firmware.ts');
    return {
      kind: 'ask',
      decide: () => this.#decision,
      nextCheck: ({ signal }) => this.#nextCheck(signal),
      ...(await checksOf(this.#firmware.bundle, this.#keptChecks)),
      ...(guard !== undefined && { guard, keepsItself: true }),
    };
  }

  async #depsOf({ delivery = WRITE, ...order }: UpdateOrder): Promise<UpdateDeps> {
    return {
      ...this.#firmware,
      connect: (options) => this.#device.connect(options),
      expected: this.#device.asked,
      answered: (info, who) => this.#device.answered(info, who),
      clock: realClock,
      deviceTime: this.#deviceTime,
      pause: this.#pause,
      sessionId: order.sessionId,
      nextId: this.#device.nextId,
      delivery: await deliveryOf(delivery),
      signIn: this.#device.signIn(),
      log: this.#device.log,
      lend: (client) => {
        this.client = client;
      },
      options: {
        ...DEFAULT_OPTIONS,
        commit: await this.#policy(order),
        commitTimeoutMs: order.commitTimeoutMs,
        force: order.force,
        timeouts: { ...DEFAULT_TIMEOUTS, connect: CONNECT_MS },
      },
    };
  }

  /** After a while, or when somebody wants to know. */
  #nextCheck(signal: AbortSignal): Promise<void> {
    const asked = new Promise<void>((resolve) => {
      this.#checkNow = resolve;
    });
    return Promise.race([asked, realClock.sleep(CHECK_EVERY_MS, signal)]);
  }
}

/** undefined: OTA.Write, which needs nothing more. */
async function deliveryOf(order: DeliveryOrder): Promise<Delivery | undefined> {
  if (order.kind === 'write') return undefined;
  const { deliveryFromPage } = await import('./deliver.ts');
  return deliveryFromPage(order, (url, init) => fetch(url, init));
}
