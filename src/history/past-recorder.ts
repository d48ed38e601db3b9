/** Puts the record of one update together from its events. A mere listener: it changes nothing of the update. */
import type { Failure } from '../contracts/failure.ts';
import type { CheckReport } from '../contracts/product-check.ts';
import { closeStages, enterStage, stageOfEvent } from '../contracts/stage-notes.ts';
import type { StageNote } from '../contracts/stage-notes.ts';
import type { UpdateEvent, UpdateResult } from '../update/events.ts';
import { bounded, MOST_KEPT_CHECKS, MOST_KEPT_PARTS } from './past-update.ts';
import type { PastMethod, PastUpdate } from './past-update.ts';

/** What is known of an update before its device has answered. */
export interface PastPlan {
  readonly sessionId: string;
  readonly delivery: string;
  readonly allowed: readonly string[];
  readonly firmware: PastUpdate['firmware'];
  readonly madeBy: PastUpdate['madeBy'];
  /** What was known before its first page was gone; null = it is not carried on. */
  readonly before: PastBegin | null;
}

/** Of a journal (journal/journaled-update.ts). */
export type PastBegin = Pick<PastUpdate, 'startedAtMs' | 'from'> & {
  readonly device: Omit<PastUpdate['device'], 'name'>;
};

/** What is known besides when it is over. */
export interface PastEnding {
  readonly method: PastMethod;
  readonly link: string | null;
  readonly who: string | null;
  /** What people call the device. */
  readonly name: string | null;
}

export interface PastRecorder {
  hear(event: UpdateEvent): void;
  /**
   * null: it leaves no record. The device never said who it is, or nothing was asked of it and nothing spoke against it: somebody
   * cancelled while it was looked at.
   */
  end(result: UpdateResult, ending: PastEnding): PastUpdate | null;
}

/** `wall`: milliseconds since 1970. */
export function createPastRecorder(plan: PastPlan, wall: () => number): PastRecorder {
  let begun: PastBegin | null = plan.before;
  let startedAt: number | null = null;
  let lastAt = 0;
  let stages: readonly StageNote[] = [];
  let checks: readonly CheckReport[] = [];
  let retries = 0;
  let isAsked = plan.before !== null;
  return {
    hear(event) {
      startedAt ??= event.at;
      lastAt = event.at - startedAt;
      const stage = stageOfEvent(event);
      if (stage !== null) stages = enterStage(stages, stage, lastAt);
      if (event.type === 'phase') isAsked ||= event.phase === 'preparing';
      else if (event.type === 'retry') retries += 1;
      else if (event.type === 'checks') ({ checks } = event);
      else if (event.type === 'device' && event.when === 'before')
        begun = { ...begin(event), startedAtMs: plan.before?.startedAtMs ?? wall() - lastAt };
    },
    end(result, ending) {
      if (begun === null || (!isAsked && result.result !== 'refused')) return null;
      const took = closeStages(stages, Math.max(lastAt, result.seconds * 1_000));
      const { device, from, startedAtMs } = begun;
      return {
        id: bounded(plan.sessionId),
        startedAtMs: Math.round(startedAtMs),
        endedAtMs: Math.round(wall()),
        ...endOf(result),
        who: ending.who,
        device: { ...device, name: ending.name === null ? null : bounded(ending.name) },
        from,
        firmware: boundedFirmware(plan.firmware),
        way: { method: ending.method, delivery: plan.delivery, link: ending.link },
        bytes: result.bytes,
        seconds: rounded(result.seconds),
        writeSeconds: rounded(result.writeSeconds),
        retries,
        isCarriedOn: plan.before !== null,
        stages: took.map(({ stage, tookMs }) => ({ stage, seconds: rounded(tookMs / 1_000) })),
        checks: checks.slice(0, MOST_KEPT_CHECKS).map(boundedCheck),
        allowed: plan.allowed.map(bounded),
        madeBy: plan.madeBy,
      };
    },
  };
}

function begin({ info, boot }: Extract<UpdateEvent, { type: 'device' }>) {
  const { mac, id, arch, app, fw_version: version, fw_id: buildId } = info;
  return {
    device: { mac: bounded(mac), id: bounded(id), arch: bounded(arch), app: bounded(app) },
    from: {
      version: bounded(version),
      buildId: bounded(buildId),
      slot: boot?.active_slot ?? null,
    },
  };
}

function endOf(result: UpdateResult): Pick<PastUpdate, 'result' | 'cause' | 'running' | 'failure'> {
  const failure = 'failure' in result ? (result.failure ?? null) : null;
  const running = 'running' in result ? result.running : null;
  return {
    result: result.result,
    cause: result.result === 'reverted' ? result.cause : null,
    running: running && {
      version: bounded(running.version),
      buildId: bounded(running.buildId),
      slot: running.slot,
    },
    failure: failure && boundedFailure(failure),
  };
}

/** Facts are plain; what is none of that is left out. */
function boundedFailure({ code, facts }: Failure): NonNullable<PastUpdate['failure']> {
  const kept = Object.entries(facts).flatMap(([name, value]: readonly [string, unknown]) => {
    const plain = plainFact(value);
    return plain === undefined ? [] : [[name, plain] as const];
  });
  return { code, facts: Object.fromEntries(kept) };
}

type Fact = NonNullable<PastUpdate['failure']>['facts'][string];

function plainFact(value: unknown): Fact | undefined {
  if (typeof value === 'string') return bounded(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'boolean' || value === null) return value;
  if (!Array.isArray(value)) return undefined;
  return value
    .filter((one) => typeof one === 'string')
    .slice(0, 100)
    .map(bounded);
}

const boundedFirmware = (firmware: PastUpdate['firmware']): PastUpdate['firmware'] => ({
  ...firmware,
  fileName: bounded(firmware.fileName),
  name: bounded(firmware.name),
  version: bounded(firmware.version),
  buildId: bounded(firmware.buildId),
  parts: firmware.parts.slice(0, MOST_KEPT_PARTS).map((part) => ({
    ...part,
    name: bounded(part.name),
    file: part.file === null ? null : bounded(part.file),
  })),
});

function boundedCheck(check: CheckReport): PastUpdate['checks'][number] {
  if (check.kind === 'product')
    return {
      ...check,
      name: bounded(check.name),
      expected: bounded(check.expected),
      found: check.found === null ? null : bounded(check.found),
    };
  const { expected, found } = check;
  return { ...check, expected: boundedScalar(expected), found: boundedScalar(found) };
}

const boundedScalar = (value: string | number | null): string | number | null =>
  typeof value === 'string' ? bounded(value) : value;

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
