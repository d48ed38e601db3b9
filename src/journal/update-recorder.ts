import type { Phase, UpdateEvent, UpdateResult } from '../update/events.ts';
import type { UpdateDeps } from '../update/run-update.ts';
import { isTakenOver } from '../update/taken-over.ts';
import { encodeEntry, JOURNAL_STAGES, MOST_JOURNAL_ENTRIES } from './entries.ts';
import type { JournalEntry, JournalStage, SessionEntry } from './entries.ts';

/** What is known of an update before its device has answered. */
export type JournalPlan = Pick<
  SessionEntry,
  'sessionId' | 'reach' | 'delivery' | 'firmware' | 'commitTimeoutMs' | 'force'
>;

/** What a journal has of the file that is written. */
export function journaledFirmware({
  sha256,
  fileName,
  sizeBytes,
  manifest,
}: UpdateDeps['bundle']): SessionEntry['firmware'] {
  const { name, version, buildId } = manifest;
  return { sha256, fileName, name, version, buildId, sizeBytes };
}

export interface RecorderDeps {
  /** Keeps one line; must not throw. */
  readonly append: (line: string) => void;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  /** The journal has the beginning of this update already: it is carried on. */
  readonly isCarriedOn?: boolean;
}

export interface UpdateRecorder {
  hear(event: UpdateEvent): void;
  /**
   * False: what became of the device is not known, and may be asked later; the journal stays without an end. So it does where an
   * update was to be carried on and its device was never met, and where another page goes on with it.
   */
  end(result: UpdateResult): boolean;
}

const isStage = (phase: Phase): phase is JournalStage =>
  JOURNAL_STAGES.some((stage) => stage === phase);

/** Of those that make room for the last ones. */
const KEPT_FREE = 100;

/**
 * Writes the journal of one update by its events; it changes nothing of the update. Acknowledged bytes are written once for each
 * percent, and the entries are bounded: an update that starts over without end has the later ones left out, but for its end.
 */
export function createUpdateRecorder(plan: JournalPlan, deps: RecorderDeps): UpdateRecorder {
  const { append, wall, isCarriedOn = false } = deps;
  let isBegun = isCarriedOn;
  let isMet = !isCarriedOn;
  let percent = 0;
  let written = 0;
  const write = (entry: JournalEntry, room = KEPT_FREE): void => {
    if (!isBegun || written >= MOST_JOURNAL_ENTRIES - room) return;
    written += 1;
    append(encodeEntry(entry));
  };
  const acknowledge = (bytes: number): void => {
    const now = Math.floor((bytes * 100) / plan.firmware.sizeBytes);
    if (now === percent) return;
    percent = now;
    write({ type: 'acknowledged', atMs: wall(), bytes });
  };
  const begin = ({ info, boot }: Extract<UpdateEvent, { type: 'device' }>): void => {
    isBegun = true;
    percent = 0;
    const { mac, id, arch, app, fw_version: version, fw_id: buildId } = info;
    const device = { mac, id, arch, app };
    const from = { version, buildId, slot: boot?.active_slot ?? null };
    write({ type: 'session', version: 1, atMs: wall(), ...plan, device, from });
  };
  return {
    hear(event) {
      if (event.type === 'device') {
        isMet = true;
        if (event.when === 'before') begin(event);
      } else if (event.type === 'phase') {
        if (isStage(event.phase)) write({ type: 'stage', atMs: wall(), stage: event.phase }, 20);
      } else if (event.type === 'progress' || event.type === 'started-over')
        acknowledge(event.acknowledgedBytes);
      else if (event.type === 'trial') {
        const dueAtMs = event.leftMs === null ? null : wall() + event.leftMs;
        write({ type: 'trial', atMs: wall(), dueAtMs }, 10);
      }
    },
    end(ended) {
      const { result } = ended;
      const isOver = result === 'refused' || (isMet && result !== 'unknown');
      const isSettled = isOver && !isTakenOver(ended);
      if (isSettled) write({ type: 'end', atMs: wall(), result }, 0);
      return isSettled;
    },
  };
}
