/** A roll-out that a broker keeps, in this thread: watched, stood by for, and coordinated. */
import { realClock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import type { Failure } from '../../contracts/failure.ts';
import { randomHex } from '../../contracts/random-hex.ts';
import type { Credentials } from '../../contracts/sign-in.ts';
import type { RollOutControl, RollOutStep } from '../../fleet/roll-out.ts';
import type { FleetHost, RollOutEvent } from '../../fleet/run-roll-out.ts';
import { encodePlan } from '../../fleet/shared/documents.ts';
import type { SharedPlan } from '../../fleet/shared/documents.ts';
import { SharedRollOut, UNREAD_END } from '../../fleet/shared/share-roll-out.ts';
import type { SharedEvent } from '../../fleet/shared/share-roll-out.ts';
import { brokerPlaceAt } from '../../transports/mqtt/mqtt-address.ts';
import { openTopicClient } from '../../transports/mqtt/topic-client.ts';
import type { JoinAnswer, KeptPlace, KeptPlan, KeptRole } from '../roll-out-api.ts';
import type { RollOutSource } from './roll-out-report.ts';

/** Between two looks whether whoever coordinates is there still, and whether a wish is left to tell. */
const LOOK_MS = 1_000;

export interface BrokerRollOutDeps {
  readonly place: KeptPlace;
  /** Who signs in there; null: nobody. */
  readonly who: () => Promise<Credentials | null>;
  /** For people: which browser. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  /** What updates its devices; null = this thread has not the files of the plan. */
  readonly hostFor: (plan: SharedPlan) => Promise<FleetHost | null>;
  /** As long as this page may lead one; null: another page of this browser does. */
  readonly whileAlone: <T>(work: () => Promise<T>) => Promise<T | null>;
  readonly hear: (event: RollOutEvent) => void;
  /** `anew`: each device, too. */
  readonly changed: (which?: 'anew') => void;
}

/** The last step; `name-taken`: the broker keeps another plan by that name; null: another page of this browser leads one. */
export type KeptEnd = RollOutStep | 'name-taken' | null;

interface Candidate {
  readonly plan: SharedPlan;
  readonly host: FleetHost;
  readonly takesOver: boolean;
}

export class BrokerRollOut {
  readonly #deps: BrokerRollOutDeps;
  #role: KeptRole = 'watch';
  #plan: SharedPlan | null = null;
  #shared: SharedRollOut | null = null;
  #session = new AbortController();
  #lost: Failure | null = null;
  /** Of what the broker could not be told yet. */
  #wishes: Partial<RollOutControl> = {};
  /** The session was ended to begin another one. */
  #joins = false;
  #joined: (answer: JoinAnswer) => void = () => undefined;

  constructor(deps: BrokerRollOutDeps) {
    this.#deps = deps;
  }

  get source(): RollOutSource {
    const shared = this.#shared;
    const rollOut = shared?.rollOut ?? null;
    const { kind, name } = this.#standing;
    const plan = rollOut === null || this.#plan === null ? null : keptPlanOf(this.#plan);
    const who = { standing: kind, coordinator: name, role: this.#role, lost: this.#lost };
    return { rollOut, kept: { ...who, plan }, isFollowed: kind !== 'own' };
  }

  /** `own`: to begin it, or to go on with it where the broker keeps this plan; null: to watch. Throws what the first connection fails with. */
  async run(own: SharedPlan | null, signal: AbortSignal): Promise<KeptEnd> {
    this.#plan = own;
    this.#role = own === null ? 'watch' : 'stand-by';
    for (let isFirst = true; ; isFirst = false) {
      const end = await this.#inRole(signal);
      const joins = this.#takeJoin();
      if (signal.aborted) return end;
      if (joins) continue;
      if (end !== null || isFirst) return end;
      this.#joined('led-elsewhere');
      this.#role = 'watch';
    }
  }

  /** Settles when it has become that, or cannot. */
  async join(role: KeptRole): Promise<JoinAnswer> {
    const plan = this.#plan;
    const { hostFor } = this.#deps;
    const isReady =
      role === 'watch' || (plan !== null && isWritten(plan.file) && (await hostFor(plan)) !== null);
    if (!isReady) return 'other-files';
    const answer = new Promise<JoinAnswer>((resolve) => (this.#joined = resolve));
    this.#role = role;
    this.#joins = true;
    this.#session.abort(cancelled());
    return answer;
  }

  /** What the broker cannot be told now, it is told when it can be. */
  async wish(wishes: Partial<RollOutControl>): Promise<void> {
    this.#wishes = { ...this.#wishes, ...wishes };
    await this.#tellWishes().catch(() => undefined); // the connection is over: told over the next one
  }

  #takeJoin(): boolean {
    const joins = this.#joins;
    this.#joins = false;
    return joins;
  }

  get #standing(): SharedRollOut['standing'] {
    return this.#shared?.standing ?? { kind: 'nobody', name: null };
  }

  /** null: another page of this browser leads one. */
  async #inRole(signal: AbortSignal): Promise<KeptEnd> {
    const session = new AbortController();
    const stop = (): void => session.abort(cancelled());
    this.#session = session;
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      const candidate = await this.#candidate();
      if (candidate === null) return await this.#follow(null, session.signal);
      return await this.#deps.whileAlone(() => this.#follow(candidate, session.signal));
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
    }
  }

  async #candidate(): Promise<Candidate | null> {
    const plan = this.#plan;
    if (this.#role === 'watch' || plan === null) return null;
    const host = isWritten(plan.file) ? await this.#deps.hostFor(plan) : null;
    return host === null ? null : { plan, host, takesOver: this.#role === 'take-over' };
  }

  async #follow(
    candidate: Candidate | null,
    signal: AbortSignal,
  ): Promise<RollOutStep | 'name-taken'> {
    this.#joined('joined');
    const { place, who, name, wall, hear } = this.#deps;
    const at = brokerPlaceAt(place.broker, await who());
    const shared = new SharedRollOut({
      rollOut: place.name,
      open: (options) => openTopicClient(at, options),
      ...{ clock: realClock, wallClock: wall, random: randomBits, owner: randomHex(16), name },
      candidate,
      host: candidate?.host ?? null,
      waitsWhenHalted: true,
    });
    this.#shared = shared;
    void this.#lookAgain(signal);
    const steps = shared.run(signal);
    try {
      for (;;) {
        const next = await steps.next();
        if (next.done === true) return next.value.step;
        const { value: event } = next;
        if (event.type === 'plan') {
          if (candidate !== null && encodePlan(event.plan) !== encodePlan(candidate.plan))
            return 'name-taken';
          this.#plan = event.plan;
        }
        if (isOfBroker(event)) this.#hear(event);
        else hear(event);
      }
    } finally {
      await steps.return(UNREAD_END);
    }
  }

  #hear(event: BrokerEvent): void {
    if (event.type === 'connection') this.#lost = event.failure;
    this.#deps.changed(event.type === 'plan' ? 'anew' : undefined);
  }

  async #lookAgain(signal: AbortSignal): Promise<void> {
    let before = '';
    try {
      for (;;) {
        await realClock.sleep(LOOK_MS, signal);
        const { kind, name } = this.#standing;
        if (`${kind} ${name}` !== before) this.#deps.changed();
        before = `${kind} ${name}`;
        await this.#tellWishes().catch(() => undefined); // at the next look
      }
    } catch {
      return; // the session is over
    }
  }

  async #tellWishes(): Promise<void> {
    const wishes = this.#wishes;
    const shared = this.#shared;
    if (shared === null || this.#plan === null || Object.keys(wishes).length === 0) return;
    await shared.wish(wishes);
    if (this.#wishes === wishes) this.#wishes = {};
  }
}

type BrokerEvent = Exclude<SharedEvent, RollOutEvent>;

function isOfBroker(event: SharedEvent): event is BrokerEvent {
  switch (event.type) {
    case 'plan':
    case 'coordinator':
    case 'gone':
    case 'connection':
      return true;
    case 'step':
    case 'record':
    case 'update':
    case 'gate':
    case 'lapsed':
      return false;
  }
}

/** By shadows and by what devices fetch themselves only commands go on (docs/FLEETS.md): nothing is written past them. */
const isWritten = ({ way }: SharedPlan['file']): boolean => (way ?? 'write') === 'write';

const keptPlanOf = ({ file, firmware }: SharedPlan): KeptPlan => ({
  ...{ plan: file.plan, commitTimeoutMs: file.commitTimeoutMs, bundles: file.bundles, firmware },
  isWritten: isWritten(file),
});

const cancelled = (): OtaError => new OtaError('cancelled', { by: 'user' });

/** 20 of them. */
const randomBits = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) >>> 12;
