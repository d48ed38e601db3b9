/** The journal of `push`, in the state folder of whoever runs it: what `--resume` goes by when the process before was gone. */
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Bundle } from '../bundle/bundle.ts';
import { decodeJournal, encodeEntry, MOST_JOURNAL_BYTES } from '../journal/entries.ts';
import { compacted, journaledUpdate } from '../journal/journaled-update.ts';
import type { JournaledUpdate } from '../journal/journaled-update.ts';
import { createUpdateRecorder, journaledFirmware } from '../journal/update-recorder.ts';
import type { UpdateRecorder } from '../journal/update-recorder.ts';
import type { PushOptions } from './push-options.ts';

export interface PushJournal extends UpdateRecorder {
  readonly sessionId: string;
  /** The update of this file over this port that is carried on; null = it is a new one. */
  readonly before: JournaledUpdate | null;
}

export interface PushJournalOptions extends Pick<
  PushOptions,
  'resume' | 'via' | 'commitTimeoutMs' | 'force'
> {
  readonly bundle: Bundle;
  /** As people wrote it. */
  readonly address: string;
  /** `XDG_STATE_HOME` is read. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Of the session, and of the process that writes it. */
const NAME = /^[0-9a-f-]{36}\.(\d+)\.log$/;
/** Of updates that nobody ended; the oldest make room. */
const MOST_JOURNALS = 16;
/** A process that lives and has written nothing for so long is another one with its number. */
const LIVES_WITHIN_MS = 3_600_000;

/** A folder that cannot be used is no failure: then nothing is kept, and nothing is found. */
export function openPushJournal(options: PushJournalOptions): PushJournal {
  const { bundle, address, via, commitTimeoutMs, force, env } = options;
  const folder = folderOf(env);
  const place = placeOf(address);
  const found = options.resume ? findInterrupted(folder, bundle.sha256, place) : null;
  const sessionId = found?.update.sessionId ?? crypto.randomUUID();
  const file = openOrNull(folder, { sessionId, takes: found?.name ?? null });
  const plan = {
    ...{ sessionId, commitTimeoutMs, force: [...force] },
    reach: { method: 'command', place },
    delivery: via.kind === 'mdash' ? 'pull' : via.kind,
    firmware: journaledFirmware(bundle),
  } as const;
  const before = file === null ? null : (found?.update ?? null);
  const recorder = createUpdateRecorder(plan, {
    append: (line) => file?.append(line),
    wall: () => Date.now(),
    isCarriedOn: before !== null,
  });
  return {
    ...{ sessionId, before },
    hear: (event) => recorder.hear(event),
    end(result) {
      const isSettled = recorder.end(result);
      file?.end(isSettled);
      return isSettled;
    },
  };
}

/** An update of this file over this port was interrupted. */
export const isInterrupted = ({
  bundle,
  address,
  env,
}: Pick<PushJournalOptions, 'bundle' | 'address' | 'env'>): boolean =>
  findInterrupted(folderOf(env), bundle.sha256, placeOf(address)) !== null;

/** https://specifications.freedesktop.org/basedir-spec/latest/ */
const folderOf = ({ XDG_STATE_HOME: state }: PushJournalOptions['env']): string =>
  path.join(
    state !== undefined && path.isAbsolute(state) ? state : path.join(homedir(), '.local', 'state'),
    'slipway',
    'updates',
  );

/** Without what may be secret in it. */
function placeOf(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  [url.username, url.password, url.search] = ['', '', ''];
  return url.href;
}

interface Found {
  readonly name: string;
  readonly update: JournaledUpdate;
}

/** The last one of this file over this port whose process is gone. */
function findInterrupted(folder: string, sha256: string, place: string): Found | null {
  const found = journalsIn(folder).filter(
    ({ update }) =>
      update.end === null &&
      update.firmware.sha256 === sha256 &&
      update.reach.method === 'command' &&
      update.reach.place === place,
  );
  return found.sort((one, other) => other.update.lastAtMs - one.update.lastAtMs)[0] ?? null;
}

function journalsIn(folder: string): readonly Found[] {
  return namesIn(folder).flatMap((name): readonly Found[] => {
    try {
      const file = path.join(folder, name);
      if (isRunning(file, name) || statSync(file).size > MOST_JOURNAL_BYTES) return [];
      const update = journaledUpdate(decodeJournal(readFileSync(file, 'utf8')).entries);
      return update !== null && name.startsWith(`${update.sessionId}.`) ? [{ name, update }] : [];
    } catch {
      return []; // gone meanwhile, or not ours to read
    }
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => NAME.test(name));
  } catch {
    return []; // there is none yet
  }
}

function isRunning(file: string, name: string): boolean {
  const pid = Number(NAME.exec(name)?.[1]);
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (reason) {
    if (!isOfAnother(reason)) return false;
  }
  return Date.now() - statSync(file).mtimeMs < LIVES_WITHIN_MS;
}

/** It lives, and belongs to somebody else. */
const isOfAnother = (reason: unknown): boolean =>
  reason instanceof Error && 'code' in reason && reason.code === 'EPERM';

interface KeptFile {
  append(line: string): void;
  /** Settled: nobody needs it any more. */
  end(isSettled: boolean): void;
}

/** `takes`: the journal that is gone on with; who renames it first has it. null: there is no place for it. */
function openOrNull(
  folder: string,
  { sessionId, takes }: { readonly sessionId: string; readonly takes: string | null },
): KeptFile | null {
  const file = path.join(folder, `${sessionId}.${process.pid}.log`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (takes !== null) renameSync(path.join(folder, takes), file);
    else makeRoom(folder);
    writeFileSync(file, takes === null ? '' : soundPart(file), { mode: 0o600 });
    // Synchronous: what is written is on disk before the next call is sent.
    return keptFile(openSync(file, 'as'), file);
  } catch {
    return null; // nothing is kept
  }
}

function soundPart(file: string): string {
  const { entries } = decodeJournal(readFileSync(file, 'utf8'));
  return compacted(entries).map(encodeEntry).join('');
}

function keptFile(handle: number, file: string): KeptFile {
  let isOpen = true;
  return {
    append(line) {
      try {
        if (isOpen) writeSync(handle, line);
      } catch {
        isOpen = false; // full: what comes is not kept
      }
    },
    end(isSettled) {
      try {
        closeSync(handle);
        if (isSettled) unlinkSync(file);
      } catch {
        // its end is written in it
      }
    },
  };
}

function makeRoom(folder: string): void {
  const dated = namesIn(folder).map((name) => {
    const file = path.join(folder, name);
    return { file, atMs: statSync(file).mtimeMs };
  });
  const old = dated.sort((one, other) => other.atMs - one.atMs).slice(MOST_JOURNALS - 1);
  for (const { file } of old) unlinkSync(file);
}
