/** A roll-out as a broker tells it: the same picture for every reader, whenever it came, and in whatever order the documents did. */
import type { DeviceRecord } from '../device-record.ts';
import { waveCounts } from '../plan.ts';
import { NO_WISHES, RollOut } from '../roll-out.ts';
import type { RollOutControl } from '../roll-out.ts';
import type { Claim } from './claim.ts';
import { isNewer, readClaim, readControl, readPlan, readRecord } from './documents.ts';
import type { SharedPlan, Stamped } from './documents.ts';
import { readTopic } from './topics.ts';

/** What a message told; of a plan, a wish or a record only what is newer than what was known. */
export type Told =
  | { readonly kind: 'plan'; readonly plan: SharedPlan }
  | { readonly kind: 'control'; readonly control: Stamped<RollOutControl> }
  | { readonly kind: 'record'; readonly id: string; readonly record: DeviceRecord }
  | { readonly kind: 'claim'; readonly claim: Claim }
  | { readonly kind: 'gone'; readonly owner: string };

/** As many as a plan may have; records of others are not kept. */
const MOST_RECORDS = 100_000;

export class Picture {
  readonly #rollOut: string;
  readonly #records = new Map<string, Stamped<DeviceRecord>>();
  /** What the broker is known to keep on this connection; a restart may have made it forget. */
  readonly #kept = new Map<string, Stamped<unknown>>();
  #plan: SharedPlan | null = null;
  #isPlanKept = false;
  #control: Stamped<RollOutControl> | null = null;

  /** `rollOut`: its name in topics. */
  constructor(rollOut: string) {
    this.#rollOut = rollOut;
  }

  /** null = the broker has none, or has not told it yet. */
  get plan(): SharedPlan | null {
    return this.#plan;
  }

  get control(): RollOutControl {
    return this.#control?.value ?? NO_WISHES;
  }

  /** With these wishes, and newer than all that is known. `epoch`: of the claim that stands. */
  changedControl(epoch: number, wishes: Partial<RollOutControl>): Stamped<RollOutControl> {
    const known = this.#control ?? { epoch: 0, revision: 0 };
    const revision = known.epoch >= epoch ? known.revision + 1 : 1;
    const value = { ...this.control, ...wishes };
    return { epoch: Math.max(epoch, known.epoch), revision, value };
  }

  /** A new connection: what the broker keeps is to be told again. */
  connected(): void {
    this.#kept.clear();
    this.#isPlanKept = false;
  }

  /** null = nothing new, or no document of this roll-out. */
  hear(topic: string, text: string): Told | null {
    const of = readTopic(this.#rollOut, topic);
    if (of === null) return null;
    switch (of.kind) {
      case 'gone':
        return of;
      case 'claim': {
        const claim = readClaim(text);
        return claim === null ? null : { kind: 'claim', claim };
      }
      case 'plan':
        return this.#hearPlan(text);
      case 'control': {
        const control = readControl(text);
        if (control !== null) this.#kept.set(CONTROL, control);
        if (control === null || !isNewer(control, this.#control)) return null;
        this.#control = control;
        return { kind: 'control', control };
      }
      case 'device':
        return this.#hearRecord(of.id, text);
    }
  }

  /** Whoever coordinates writes it down itself. */
  set(id: string, record: Stamped<DeviceRecord>): void {
    this.#records.set(id, record);
  }

  recordOf(id: string): Stamped<DeviceRecord> | null {
    return this.#records.get(id) ?? null;
  }

  /** The broker has acknowledged it. */
  keeps(id: string, record: Stamped<DeviceRecord>): void {
    this.#kept.set(id, record);
  }

  isKept(id: string): boolean {
    const record = this.recordOf(id);
    return record === null || !isNewer(record, this.#kept.get(id) ?? null);
  }

  /** What the broker does not keep though it is known here: it had it, and forgot. */
  get forgotten(): {
    readonly plan: SharedPlan | null;
    readonly control: Stamped<RollOutControl> | null;
    readonly records: readonly string[];
  } {
    const isControlKept =
      this.#control === null || !isNewer(this.#control, this.#kept.get(CONTROL) ?? null);
    return {
      plan: this.#isPlanKept ? null : this.#plan,
      control: isControlKept ? null : this.#control,
      records: [...this.#records.keys()].filter((id) => !this.isKept(id)),
    };
  }

  /** Of a coordinator, where the broker has none. */
  usePlan(plan: SharedPlan): void {
    this.#plan ??= plan;
  }

  /** By the records alone, so everybody who reads the same broker has the same one; null = there is no plan. */
  rollOut(): RollOut | null {
    if (this.#plan === null) return null;
    const { plan } = this.#plan.file;
    const waves = waveCounts(plan).length;
    const records = new Map<string, DeviceRecord>();
    for (const [id, { value }] of this.#records) {
      const wave = 'wave' in value ? value.wave : null;
      if (wave === null || wave < waves) records.set(id, value);
    }
    return new RollOut(plan, { records, control: this.control });
  }

  #hearPlan(text: string): Told | null {
    const plan = readPlan(text);
    if (plan === null) return null;
    this.#isPlanKept = true;
    if (this.#plan !== null) return null; // one roll-out has one plan
    this.#plan = plan;
    return { kind: 'plan', plan };
  }

  #hearRecord(id: string, text: string): Told | null {
    const record = readRecord(text);
    if (record === null) return null;
    const known = this.#records.get(id) ?? null;
    if (known === null && this.#records.size >= MOST_RECORDS) return null;
    this.#kept.set(id, record);
    if (!isNewer(record, known)) return null;
    this.#records.set(id, record);
    return { kind: 'record', id, record: record.value };
  }
}

/** No device has this id: a plan's are not empty. */
const CONTROL = '';
