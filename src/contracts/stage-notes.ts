/** The stages of an update as people see them, and how long each took. Pure. */

/** As the screen names them (messages/screen-words.ts), in their order. */
export const STAGE_NAMES = [
  'check',
  'prepare',
  'write',
  'finish',
  'restart',
  'verify',
  'commit',
] as const;
export type StageName = (typeof STAGE_NAMES)[number];

export interface StageNote {
  readonly stage: StageName;
  /** Milliseconds since the update began, when it was first entered. */
  readonly startedMs: number;
  /** So long it lasted in all, up to `sinceMs`. */
  readonly tookMs: number;
  /** Milliseconds since the update began, from when it lasts now; null = it is over. */
  readonly sinceMs: number | null;
}

const STAGE_OF = {
  connecting: 'check',
  checking: 'check',
  preparing: 'prepare',
  writing: 'write',
  finalizing: 'finish',
  rebooting: 'restart',
  verifying: 'verify',
  committing: 'commit',
} as const satisfies Readonly<Record<string, StageName>>;

/** Of an event of an update (update/events.ts). */
type StageEvent =
  | { readonly type: 'phase'; readonly phase: keyof typeof STAGE_OF }
  | { readonly type: string; readonly phase?: never };

/** The stage that an event begins; null = none. */
export function stageOfEvent(event: StageEvent): StageName | null {
  if (event.type === 'trial') return 'commit';
  return event.phase === undefined ? null : STAGE_OF[event.phase];
}

/** Closes the stage that lasts and opens this one, or opens it again. */
export function enterStage(
  stages: readonly StageNote[],
  stage: StageName,
  atMs: number,
): readonly StageNote[] {
  if (stages.some((note) => note.stage === stage && note.sinceMs !== null)) return stages;
  const closed = closeStages(stages, atMs);
  const known = closed.some((note) => note.stage === stage);
  if (!known) return [...closed, { stage, startedMs: atMs, tookMs: 0, sinceMs: atMs }];
  return closed.map((note) => (note.stage === stage ? { ...note, sinceMs: atMs } : note));
}

/** The same with the stage that lasts ended now. */
export const closeStages = (stages: readonly StageNote[], atMs: number): readonly StageNote[] =>
  stages.map((note) =>
    note.sinceMs === null
      ? note
      : { ...note, tookMs: note.tookMs + Math.max(0, atMs - note.sinceMs), sinceMs: null },
  );
