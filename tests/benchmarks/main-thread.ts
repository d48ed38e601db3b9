/** What the page's main thread did, from Chromium's trace. */

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  /** Microseconds of the thread's own CPU time. */
  readonly tdur?: number;
  readonly args?: {
    readonly name?: string;
    readonly data?: {
      readonly isOutermostMainFrame?: boolean;
      readonly documentLoaderURL?: string;
    };
  };
}

export const TRACE_CATEGORIES: readonly string[] = ['toplevel', 'blink.user_timing', '__metadata'];

/** What a browser draws, with or without the main thread. */
export const FRAME_CATEGORIES: readonly string[] = [
  'devtools.timeline.frame',
  'disabled-by-default-devtools.timeline.frame',
];

export interface Task {
  /** Milliseconds since the navigation began. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds of CPU time: what others take from the machine meanwhile does not count. */
  readonly cpuMs: number;
}

/** A task this long makes a press wait that somebody notices. */
export const LONG_MS = 50;

/** The tasks of the main thread that loaded `address`, in order. Throws if the trace has no such navigation. */
export function mainThreadTasks(trace: Buffer, address: string): readonly Task[] {
  const events = eventsOf(trace);
  const start = events
    .filter(
      ({ name, args }) =>
        name === 'navigationStart' && args?.data?.documentLoaderURL?.startsWith(address) === true,
    )
    .at(-1);
  if (start === undefined) throw new Error(`the trace has no navigation to ${address}`);
  return tasksSince(events, start);
}

/** The same of the thread on which this `performance.mark` was made, from there on. */
export function tasksAfterMark(trace: Buffer, mark: string): readonly Task[] {
  const events = eventsOf(trace);
  const start = events.find(({ name }) => name === mark);
  if (start === undefined) throw new Error(`the trace has no mark ${mark}`);
  return tasksSince(events, start);
}

/** How many events of a name the page's process has between two of its `performance.mark`. Throws where the trace lacks one. */
export function countBetweenMarks(
  trace: Buffer,
  marks: { readonly from: string; readonly until: string },
  wanted: string,
): number {
  const events = eventsOf(trace);
  const from = events.find(({ name }) => name === marks.from);
  const until = events.find(({ name, pid }) => name === marks.until && pid === from?.pid);
  if (from === undefined || until === undefined) throw new Error('the trace lacks a mark');
  return events.filter(
    ({ name, pid, ts }) => name === wanted && pid === from.pid && ts >= from.ts && ts <= until.ts,
  ).length;
}

/** CPU time of the page's workers from the mark on, as a share of the time measured. Throws where the trace has no worker. */
export function workerShare(
  trace: Buffer,
  { mark, measuredMs }: { readonly mark: string; readonly measuredMs: number },
): number {
  const events = eventsOf(trace);
  const start = events.find(({ name }) => name === mark);
  if (start === undefined) throw new Error(`the trace has no mark ${mark}`);
  const workers = events.filter(
    ({ name, pid, args }) =>
      name === 'thread_name' &&
      pid === start.pid &&
      args?.name?.startsWith('DedicatedWorker') === true,
  );
  if (workers.length === 0) throw new Error('the trace has no worker');
  const cpuMs = workers
    .flatMap(({ tid }) => tasksSince(events, { ...start, tid }))
    .reduce((sum, task) => sum + task.cpuMs, 0);
  return cpuMs / measuredMs;
}

const eventsOf = (trace: Buffer): readonly TraceEvent[] =>
  (JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] }).traceEvents;

function tasksSince(events: readonly TraceEvent[], start: TraceEvent): readonly Task[] {
  const since = (ts: number): number => (ts - start.ts) / 1_000;
  return events
    .filter(
      ({ name, ph, pid, tid, ts }) =>
        name.endsWith('RunTask') &&
        ph === 'X' &&
        pid === start.pid &&
        tid === start.tid &&
        ts >= start.ts,
    )
    .map(({ ts, dur = 0, tdur = dur }) => ({
      from: since(ts),
      to: since(ts + dur),
      cpuMs: tdur / 1_000,
    }))
    .sort((a, b) => a.from - b.from);
}

/** The thread counts as quiet when no long task begins for so long. */
export const QUIET_MS = 1_000;

/** The first moment from `from` on after which the thread is quiet: no long task begins. */
export function quietFrom(tasks: readonly Task[], from: number): number {
  let quiet = from;
  for (const task of tasks)
    if (task.to > quiet && task.from < quiet + QUIET_MS) quiet = Math.max(quiet, task.to);
  return quiet;
}
