/** Roll-outs that a broker keeps, as far as it tells of them. Pure: a message in, what is known out. */
import { MOST_ROLL_OUTS } from '../../contracts/fleet-device.ts';
import type { KeptRollOut } from '../../contracts/fleet-device.ts';
import { SILENCE_MS } from '../../fleet/shared/claim.ts';
import type { Claim } from '../../fleet/shared/claim.ts';
import { readClaim, readPlan } from '../../fleet/shared/documents.ts';
import { ALL_ROLL_OUTS, readAnyTopic } from '../../fleet/shared/topics.ts';
import { decodeUtf8 } from '../../ota-core/primitives/utf8.ts';

/** With wildcards; what the broker keeps of them is told first. */
export const ROLL_OUT_TOPICS = ALL_ROLL_OUTS;

interface Heard {
  plan: Pick<KeptRollOut, 'devices' | 'versions'> | null;
  claim: Claim | null;
  heardAtMs: number;
  isGone: boolean;
}

export class HeardRollOuts {
  readonly #broker: string;
  readonly #heard = new Map<string, Heard>();

  constructor(broker: string) {
    this.#broker = broker;
  }

  /** Claims of those that go on come each second. `nowMs`: of a clock that only runs forward. */
  hear(topic: string, payload: Uint8Array, nowMs: number): void {
    const of = readAnyTopic(topic);
    const text = of === null ? null : decodeUtf8(payload);
    if (of === null || text === null) return;
    const { rollOut } = of;
    const heard = this.#heard.get(rollOut) ?? { ...NOTHING };
    if (of.kind === 'plan') {
      // The first one holds; others may be as long.
      const plan = heard.plan === null ? readPlan(text) : null;
      if (plan === null) return;
      const versions = [...new Set(plan.firmware.map(({ version }) => version))];
      heard.plan = { devices: plan.file.plan.devices.length, versions };
    } else if (of.kind === 'claim') {
      const claim = readClaim(text);
      if (claim === null || (heard.claim !== null && heard.claim.epoch > claim.epoch)) return;
      Object.assign(heard, { claim, heardAtMs: nowMs, isGone: false });
    } else {
      if (heard.claim?.owner !== of.owner) return;
      heard.isGone = true;
    }
    if (this.#heard.size < MOST_ROLL_OUTS || this.#heard.has(rollOut))
      this.#heard.set(rollOut, heard);
  }

  /** Those that go on first. */
  at(nowMs: number): readonly KeptRollOut[] {
    const all = [...this.#heard].map(([name, heard]): KeptRollOut => {
      const { devices = null, versions = [] } = heard.plan ?? {};
      const coordinator = heard.claim?.name ?? null;
      const standing = standingOf(heard, nowMs);
      return { broker: this.#broker, name, devices, versions, coordinator, standing };
    });
    return all.sort(
      (one, other) =>
        Number(one.standing === 'over') - Number(other.standing === 'over') ||
        one.name.localeCompare(other.name),
    );
  }
}

const NOTHING: Heard = { plan: null, claim: null, heardAtMs: 0, isGone: false };

function standingOf({ claim, heardAtMs, isGone }: Heard, nowMs: number): KeptRollOut['standing'] {
  if (claim === null || claim.state === 'leaving') return 'nobody';
  if (claim.state === 'released') return 'over';
  return isGone || nowMs - heardAtMs >= SILENCE_MS ? 'gone' : 'led';
}
