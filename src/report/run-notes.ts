/** What is noted of an update while it runs, for its report: bounded however long it takes. Pure. */
import type { CheckState } from '../contracts/product-check.ts';
import { enterStage, stageOfEvent } from '../contracts/stage-notes.ts';
import type { StageNote } from '../contracts/stage-notes.ts';
import type { Finding, UpdateEvent } from '../update/events.ts';
import type { ReportValue } from './clean-failure.ts';
import { nameText } from './clean-text.ts';

/** What a device said of itself. */
export type DeviceAnswer = Pick<Extract<UpdateEvent, { type: 'device' }>, 'info' | 'boot'>;

export interface EventNote {
  /** Milliseconds since the update began. */
  readonly atMs: number;
  readonly event: UpdateEvent['type'];
  readonly acknowledgedBytes: number;
  /** More than 1: so many of a kind followed each other, and this is the last. */
  readonly times: number;
  readonly facts: Readonly<Record<string, ReportValue>>;
}

export interface RunNotes {
  /** By the clock of the events; null = none came yet. */
  readonly startedAt: number | null;
  readonly before: DeviceAnswer | null;
  readonly after: DeviceAnswer | null;
  readonly findings: readonly Finding[];
  readonly stages: readonly StageNote[];
  readonly events: readonly EventNote[];
  /** Events for which there was no room, between the first and the last ones. */
  readonly leftOut: number;
  readonly retries: number;
}

export const NO_NOTES: RunNotes = {
  startedAt: null,
  before: null,
  after: null,
  findings: [],
  stages: [],
  events: [],
  leftOut: 0,
  retries: 0,
};

/** How it began and how it ended tell most. */
const FIRST_EVENTS = 100;
const LAST_EVENTS = 200;

/** The notes after one more event. */
export function noteEvent(notes: RunNotes, event: UpdateEvent): RunNotes {
  const startedAt = notes.startedAt ?? event.at;
  const atMs = event.at - startedAt;
  const stage = stageOfEvent(event);
  const noted = {
    ...notes,
    startedAt,
    stages: stage === null ? notes.stages : enterStage(notes.stages, stage, atMs),
    retries: notes.retries + (event.type === 'retry' ? 1 : 0),
    ...(event.type === 'findings' && { findings: event.findings }),
    ...(event.type === 'device' && { [event.when]: event }),
  };
  const facts = factsOf(event);
  return facts === null ? noted : { ...noted, ...withNote(notes, { event, atMs, facts }) };
}

interface Noted {
  readonly event: UpdateEvent;
  readonly atMs: number;
  readonly facts: Readonly<Record<string, ReportValue>>;
}

/** What repeats itself for as long as it lasts is one note: a search for the device, checks of a trial. */
const repeats = ({ type, ...event }: UpdateEvent): boolean =>
  type === 'looking' || type === 'checks' || (type === 'device' && 'check' in event);

function withNote(
  { events, leftOut }: RunNotes,
  { event, atMs, facts }: Noted,
): Pick<RunNotes, 'events' | 'leftOut'> {
  const { type, acknowledgedBytes } = event;
  const last = events.at(-1);
  const again = last?.event === type && repeats(event) && last.facts['restarted'] !== true;
  const note = { atMs, event: type, acknowledgedBytes, times: again ? last.times + 1 : 1, facts };
  const all = again ? [...events.slice(0, -1), note] : [...events, note];
  if (all.length <= FIRST_EVENTS + LAST_EVENTS) return { events: all, leftOut };
  const kept = [...all.slice(0, FIRST_EVENTS), ...all.slice(FIRST_EVENTS + 1)];
  return { events: kept, leftOut: leftOut + 1 };
}

/** What of an event is told; null: it is not noted. */
function factsOf(event: UpdateEvent): Readonly<Record<string, ReportValue>> | null {
  switch (event.type) {
    case 'progress':
    case 'reading':
      return null;
    case 'phase':
      return { phase: event.phase };
    case 'device':
      return {
        when: event.when,
        version: nameText(event.info.fw_version),
        buildId: nameText(event.info.fw_id),
        uptimeSeconds: event.info.uptime,
        slot: event.boot?.active_slot ?? null,
        ...(event.check !== undefined && {
          answeredInMs: Math.round(event.check.answeredInMs),
          restarted: event.check.restarted,
        }),
      };
    case 'findings':
      return { findings: event.findings.length, replaces: event.replaces?.length ?? null };
    case 'retry':
      return { offset: event.offset, attempt: event.attempt, why: event.why };
    case 'paused':
      return { why: event.why, link: event.link, leftMs: event.leftMs };
    case 'looking':
      return { tries: event.tries, why: event.failure.code };
    case 'went-on':
      return { offset: event.offset };
    case 'started-over':
    case 'rebooting':
      return { why: event.why };
    case 'smaller-blocks':
      return { offset: event.offset, bytes: event.bytes, losses: event.losses };
    case 'trial':
      return { version: nameText(event.version), leftMs: event.leftMs };
    case 'contact':
      return {
        contact: event.contact,
        link: event.link,
        silentMs: event.silentMs,
        leftMs: event.leftMs,
      };
    case 'checks': {
      const count = (wanted: CheckState): number =>
        event.checks.filter(({ state }) => state === wanted).length;
      const [passed, failed] = [count('passed'), count('failed')];
      const states = { passed, failed, waiting: count('waiting'), notTold: count('not-told') };
      return { ...states, ifNobodyActs: event.ifNobodyActs };
    }
    case 'committed':
      return { version: nameText(event.version) };
    case 'left-behind':
      return { why: event.failure.code };
  }
}
