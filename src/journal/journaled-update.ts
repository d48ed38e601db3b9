import type { JournalEntry, JournalStage, SessionEntry } from './entries.ts';

/** An update as far as its journal tells. */
export interface JournaledUpdate extends Omit<SessionEntry, 'type' | 'version' | 'atMs'> {
  readonly startedAtMs: number;
  /** null: the device was looked at, and nothing was asked of it. */
  readonly stage: JournalStage | null;
  /** Of the last entry of this stage. */
  readonly stageAtMs: number;
  /** At least so many: what came after the last entry is not known. */
  readonly acknowledgedBytes: number;
  /** The new firmware was seen; null = it was not. */
  readonly trial: { readonly dueAtMs: number | null } | null;
  /** null = the journal just stops. */
  readonly end: string | null;
  readonly lastAtMs: number;
}

/** null: the device was not known yet when it stopped, so nothing can have become of it. */
export function journaledUpdate(entries: readonly JournalEntry[]): JournaledUpdate | null {
  return entries.reduce<JournaledUpdate | null>(withEntry, null);
}

function withEntry(update: JournaledUpdate | null, entry: JournalEntry): JournaledUpdate | null {
  const { atMs } = entry;
  if (entry.type === 'session') return begun(entry);
  if (update === null) return null;
  const next = { ...update, lastAtMs: atMs };
  switch (entry.type) {
    case 'stage':
      return { ...next, stage: entry.stage, stageAtMs: atMs };
    case 'acknowledged':
      return { ...next, acknowledgedBytes: entry.bytes };
    case 'trial':
      return { ...next, trial: { dueAtMs: entry.dueAtMs } };
    case 'end':
      return { ...next, end: entry.result };
  }
}

/** One that starts over begins again in the same journal. */
function begun(entry: SessionEntry): JournaledUpdate {
  const { atMs, sessionId, device, from, reach, delivery, firmware, commitTimeoutMs, force } =
    entry;
  return {
    ...{ sessionId, device, from, reach, delivery, firmware, commitTimeoutMs, force },
    ...{ startedAtMs: atMs, stageAtMs: atMs, lastAtMs: atMs },
    ...{ stage: null, acknowledgedBytes: 0, trial: null, end: null },
  };
}

/** What still counts of it, for whoever goes on in it: from the last beginning on, and of the percents the last. */
export function compacted(entries: readonly JournalEntry[]): readonly JournalEntry[] {
  const own = entries.slice(Math.max(0, lastOf(entries, 'session')));
  const last = lastOf(own, 'acknowledged');
  return own.filter(({ type }, at) => type !== 'acknowledged' || at === last);
}

const lastOf = (entries: readonly JournalEntry[], wanted: JournalEntry['type']): number =>
  entries.map(({ type }) => type).lastIndexOf(wanted);
