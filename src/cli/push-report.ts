import type { Bundle } from '../bundle/bundle.ts';
import type { Failure } from '../contracts/failure.ts';
import { escapedJson, terminalText } from '../messages/outside-text.ts';
import {
  allowedLine,
  bundleLine,
  committedLine,
  deviceLine,
  lostLinkLine,
  PHASE_LINES,
  progressLine,
  pushFailureWords,
  resultLine,
  retryLine,
  startedOverLine,
  trialLine,
  wentOnLine,
} from '../messages/push-words.ts';
import { standing } from '../update/preflight.ts';
import type { ForceName, UpdateEvent, UpdateResult } from '../update/events.ts';
import type { PushOutcome } from './push-outcome.ts';

/** Where the command tells what happens. */
export interface PushReport {
  bundle(bundle: Bundle): void;
  event(event: UpdateEvent): void;
  /** The last word. `result` null: no device was reached. */
  end(outcome: PushOutcome, failure: Failure | null, result: UpdateResult | null): void;
}

/** One JSON line per event; the outcome is the last one. */
export function createJsonReport(write: (text: string) => void): PushReport {
  const line = (value: object): void => write(`${escapedJson(value)}\n`);
  return {
    bundle: ({ fileName, sizeBytes, sha256, manifest, parts }) =>
      line({
        event: 'bundle',
        file: fileName,
        sizeBytes,
        sha256,
        name: manifest.name,
        platform: manifest.platform,
        version: manifest.version,
        buildId: manifest.buildId,
        parts: parts.map(({ part, file, sizeBytes }) => ({ name: part.name, file, sizeBytes })),
      }),
    event({ type, ...rest }) {
      line({ event: type, ...rest });
    },
    end: (outcome) => line(outcome),
  };
}

export interface TextReportOptions {
  readonly write: (text: string) => void;
  /** A terminal: progress stays on one line. */
  readonly isTerminal: boolean;
  readonly force: readonly ForceName[];
}

/** Calm lines for people. Without a terminal progress is told at every tenth. */
export function createTextReport({ write, isTerminal, force }: TextReportOptions): PushReport {
  let open = false;
  let tenth = 0;
  let writes = false;
  let startedAt: number | null = null;
  const line = (text: string): void => {
    write(`${open ? '\n' : ''}${terminalText(text)}\n`);
    open = false;
  };
  const progress = (event: Extract<UpdateEvent, { type: 'progress' }>): void => {
    const done = event.acknowledgedBytes / event.totalBytes;
    const text = progressLine({
      bytes: event.acknowledgedBytes,
      totalBytes: event.totalBytes,
      ms: event.at - (startedAt ?? event.at),
    });
    if (isTerminal) {
      write(`\r${text.padEnd(70)}`);
      open = true;
    } else if (Math.floor(done * 10) > tenth) {
      tenth = Math.floor(done * 10);
      line(text);
    }
  };
  return {
    bundle: ({ fileName, sizeBytes, manifest, parts }) =>
      line(bundleLine({ ...manifest, fileName, sizeBytes, parts: parts.length })),
    event(event) {
      if (event.type === 'phase') writes = event.phase === 'writing';
      if (event.type === 'phase' && writes) startedAt = event.at;
      if (event.type === 'progress') progress(event);
      else if (event.type === 'retry') line(retryLine(writes ? event.offset : null, event.attempt));
      else for (const text of linesOf(event, force)) line(text);
    },
    end(_, failure, result) {
      if (result !== null) line(resultLine(result));
      if (failure !== null) line(pushFailureWords(failure));
    },
  };
}

function linesOf(
  event: Exclude<UpdateEvent, { type: 'progress' | 'retry' }>,
  force: readonly ForceName[],
): readonly string[] {
  switch (event.type) {
    case 'phase': {
      const text = PHASE_LINES[event.phase];
      return text === null ? [] : [text];
    }
    case 'device': {
      const { id, app, fw_version: version } = event.info;
      const slot = event.boot?.active_slot ?? null;
      return [deviceLine({ id, app, version, slot, when: event.when })];
    }
    case 'findings': {
      const left = standing(event.findings, force);
      const allowed = event.findings.filter((finding) => !left.includes(finding));
      return allowed.map(({ failure }) => allowedLine(failure));
    }
    case 'rebooting':
    case 'looking':
      return [];
    case 'paused':
      return [lostLinkLine(event.acknowledgedBytes)];
    case 'went-on':
      return [wentOnLine(event.offset)];
    case 'started-over':
      return [startedOverLine(event.why)];
    case 'trial':
      return [trialLine(event.version, event.leftMs)];
    case 'committed':
      return [committedLine(event.version)];
  }
}
