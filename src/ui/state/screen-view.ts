import type { Failure, Outcome, FailureCode } from '../../contracts/failure.ts';
import type {
  BundleReport,
  DeviceReport,
  Finding,
  ForceName,
  Phase,
  PresenceEvent,
} from '../../workers/api.ts';
import type { FinishedRun, RunView } from './run-view.ts';
import { OtaError, toFailure } from '../../contracts/failure.ts';

export type FirmwareState =
  | { readonly kind: 'none' }
  | { readonly kind: 'checking'; readonly fileName: string }
  | { readonly kind: 'sound'; readonly bundle: BundleReport }
  | { readonly kind: 'refused'; readonly fileName: string; readonly failure: Failure };

export type DeviceState =
  | { readonly kind: 'none' }
  | { readonly kind: 'connecting' }
  | {
      readonly kind: 'known';
      readonly report: DeviceReport;
      /** Wall clock of the answer, ms since 1970. */
      readonly askedAtMs: number;
      /** It does not answer now; left out while it does. */
      readonly away?: Away;
    }
  | { readonly kind: 'unreachable'; readonly failure: Failure };

/** No answer since the last one. */
type Away =
  /** The link is open. `since`: window's clock, ms. */
  | { readonly kind: 'silent'; readonly since: number }
  | { readonly kind: 'gone'; readonly since: number; readonly failure: Failure };

export interface ScreenFacts {
  readonly firmware: FirmwareState;
  readonly device: DeviceState;
  /** null = file and device were not compared yet. */
  readonly findings: readonly Finding[] | null;
  readonly allowed: readonly ForceName[];
  readonly run: RunView | null;
  readonly finished: FinishedRun | null;
}

/** States shorter than this are not shown and not spoken. */
export const BRIEF_MS = 400;

/** States that are usually over at once: the screen stays as it is until one lasts. */
export function isBrief(view: ScreenView): boolean {
  if (view.kind === 'running') return BRIEF_PHASES.includes(view.run.phase);
  return view.kind === 'connecting' || view.kind === 'comparing';
}

const BRIEF_PHASES: readonly Phase[] = ['connecting', 'checking', 'preparing'];

interface Pair {
  readonly bundle: BundleReport;
  readonly device: DeviceReport;
}

/** What the Update screen is in: one state, with what it needs and nothing else. */
export type ScreenView =
  | { readonly kind: 'empty' }
  | { readonly kind: 'refused-file'; readonly fileName: string; readonly failure: Failure }
  | { readonly kind: 'file-only'; readonly bundle: BundleReport }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'unreachable'; readonly failure: Failure }
  /** It answered before; what it said then. It is looked for by itself. */
  | { readonly kind: 'away'; readonly device: DeviceReport; readonly away: Away }
  | { readonly kind: 'device-only'; readonly device: DeviceReport }
  | { readonly kind: 'unkept'; readonly device: DeviceReport }
  | { readonly kind: 'busy'; readonly device: DeviceReport; readonly percent: number }
  | ({ readonly kind: 'comparing' } & Pair)
  | ({ readonly kind: 'ready'; readonly force: readonly ForceName[] } & Pair)
  | ({ readonly kind: 'same-version' } & Pair)
  | ({
      readonly kind: 'to-decide';
      readonly findings: readonly Finding[];
      readonly open: number;
      readonly force: readonly ForceName[];
    } & Pair)
  | ({ readonly kind: 'blocked'; readonly findings: readonly Finding[] } & Pair)
  | { readonly kind: 'running'; readonly run: RunView }
  | { readonly kind: 'finished'; readonly finished: FinishedRun };

export function screenView(facts: ScreenFacts): ScreenView {
  const { firmware, device, run, finished } = facts;
  if (run !== null) return { kind: 'running', run };
  if (finished !== null) return { kind: 'finished', finished };
  if (firmware.kind === 'refused') return { ...firmware, kind: 'refused-file' };
  if (device.kind === 'connecting') return { kind: 'connecting' };
  if (device.kind === 'unreachable') return { kind: 'unreachable', failure: device.failure };
  if (device.kind === 'none')
    return firmware.kind === 'sound'
      ? { kind: 'file-only', bundle: firmware.bundle }
      : { kind: 'empty' };
  const { report, away } = device;
  if (away !== undefined) return { kind: 'away', device: report, away };
  if (report.status?.is_committed === false) return { kind: 'unkept', device: report };
  if (firmware.kind !== 'sound') return { kind: 'device-only', device: report };
  return judged({ bundle: firmware.bundle, device: report }, facts);
}

/** File and device are there: what the comparison says. */
function judged(pair: Pair, { findings, allowed }: ScreenFacts): ScreenView {
  if (findings === null) return { kind: 'comparing', ...pair };
  const force = findings.flatMap((finding) => (finding.force === null ? [] : [finding.force]));
  const open = force.filter((name) => !allowed.includes(name)).length;
  const busy = findings.find((finding) => finding.failure.code === 'device/busy');
  if (busy?.failure.code === 'device/busy')
    return { kind: 'busy', device: pair.device, percent: busy.failure.facts.percent };
  if (findings.some((finding) => finding.force === null))
    return { kind: 'blocked', ...pair, findings };
  if (findings.length === 1 && isSameBuild(findings[0], pair) && open > 0)
    return { kind: 'same-version', ...pair };
  return findings.length === 0
    ? { kind: 'ready', ...pair, force: [] }
    : { kind: 'to-decide', ...pair, findings, open, force };
}

const isSameBuild = (finding: Finding | undefined, { bundle, device }: Pair): boolean =>
  finding?.failure.code === 'device/same-version' && bundle.buildId === device.info.fw_id;

/** A file that travels with the app did not come: `answer` null where nobody answered. */
export function notFetched(address: string, answer: Response | null): FirmwareState {
  const status = answer?.status ?? null;
  const failure = toFailure(new OtaError('file/not-fetched', { file: address, status }));
  return { kind: 'refused', fileName: address, failure };
}

type Known = Extract<DeviceState, { kind: 'known' }>;

/** No answer, as the worker reports it. `now`: window's clock, ms. */
export function awayOf(latest: Exclude<PresenceEvent, { kind: 'answers' }>, now: number): Away {
  const since = now - latest.forMs;
  return latest.kind === 'silent'
    ? { kind: latest.kind, since }
    : { kind: latest.kind, since, failure: latest.failure };
}

/** The question failed because the device is not reached: it answered before, and stays the chosen one. */
export const lostSince = (
  device: Known,
  { failure }: Extract<Outcome<DeviceReport>, { ok: false }>,
  now: number,
): Known => ({ ...device, away: { kind: 'gone', since: device.away?.since ?? now, failure } });

/** Says no more than that the device is not reached. */
export const isLoss = ({ code }: Failure): boolean =>
  code.startsWith('link/') || code === 'rpc/timeout';

const ANSWERS: readonly FailureCode[] = [
  'rpc/remote',
  'rpc/bad-reply',
  'device/no-info',
  'device/wrong-password',
];

/** Somebody is there and said no, or something else: not the silence of a device without power. */
export const hasAnswered = ({ code }: Failure): boolean => ANSWERS.includes(code);

/** It asks who calls, or refused who said so (rpc-frames.md#digest-authentication). */
export const asksWhoCalls = ({ code, facts }: Failure): boolean =>
  code === 'device/wrong-password' || (code === 'rpc/remote' && facts.remoteCode === 401);

/** What the device of this state asks a password for; null = it asks for none. */
export function signInAsked(view: ScreenView): Failure | null {
  if (view.kind === 'unreachable') return asksWhoCalls(view.failure) ? view.failure : null;
  if (view.kind !== 'blocked') return null;
  return view.findings.map(({ failure }) => failure).find(asksWhoCalls) ?? null;
}

/** A state once shown stays this long, so that nothing flickers past (screens.md#pace). */
export const STAY_MS = 600;

interface Since {
  readonly key: string;
  readonly at: number;
}

/** How calmly the screen follows the states: brief ones are left out, none flickers past. Times are of any one clock, ms. */
export class ScreenPace {
  #shown: Since & { readonly passes: boolean };
  /** What is to come, and since when. */
  #next: Since | null = null;

  constructor(first: ScreenView, now: number) {
    this.#shown = { key: keyOf(first), at: now, passes: passes(first) };
  }

  /** How long `next` has to wait until it is shown; 0: show it now. */
  waitMs(next: ScreenView, now: number): number {
    const key = keyOf(next);
    if (this.#next?.key !== key) this.#next = { key, at: now };
    if (key === this.#shown.key || isUrgent(next)) return 0;
    const lasts = isBrief(next) ? this.#next.at + BRIEF_MS : now;
    const stayed = this.#shown.passes ? this.#shown.at + STAY_MS : now;
    return Math.max(0, lasts - now, stayed - now);
  }

  /** `view` is what the screen shows from now on. */
  show(view: ScreenView, now: number): void {
    const key = keyOf(view);
    if (key !== this.#shown.key) this.#shown = { key, at: now, passes: passes(view) };
  }
}

/** The same for what is one state to people, however its numbers change. */
const keyOf = (view: ScreenView): string =>
  view.kind === 'running' ? `running ${view.run.phase}` : view.kind;

/** Goes on by itself: whoever looks has nothing to decide. */
const passes = (view: ScreenView): boolean =>
  view.kind === 'running' ? view.run.trial === null && !isUrgent(view) : isBrief(view);

/** What happened to the update, or was asked for, is seen at once. */
const isUrgent = (view: ScreenView): boolean =>
  view.kind === 'running' && (view.run.pause !== null || view.run.cancelling);
