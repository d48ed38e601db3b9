import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { commandArgs, ROOT } from './commands.ts';

export type PushLine = Readonly<Record<string, unknown>>;

export interface PushEnding {
  readonly status: number | null;
  readonly lines: readonly PushLine[];
  /** The outcome. */
  readonly last: PushLine;
}

/** What `push` promises: it ends by itself within so many milliseconds after its result. */
const EXIT_WITHIN_MS = 5000;

/** `push --json` as a process of its own, watched line by line. Throws where it is still there 5 s after its result. */
export async function startPush(
  args: readonly string[],
  onLine: (line: PushLine, child: ChildProcess) => void = () => undefined,
): Promise<PushEnding> {
  const child = spawn(process.execPath, commandArgs('push', [...args, '--json']), {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: PushLine[] = [];
  let late: NodeJS.Timeout | undefined;
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as PushLine;
    lines.push(line);
    onLine(line, child);
    if ('result' in line) late = setTimeout(() => child.kill('SIGKILL'), EXIT_WITHIN_MS);
  });
  await once(child, 'close');
  clearTimeout(late);
  if (child.signalCode === 'SIGKILL') throw new Error('push is still there 5 s after its result');
  return { status: child.exitCode, lines, last: lines.at(-1) ?? {} };
}

/** Does something once, at the first line of this phase. */
export function atPhase(phase: string, act: (child: ChildProcess) => void) {
  let done = false;
  return (line: PushLine, child: ChildProcess): void => {
    if (done || line['event'] !== 'phase' || line['phase'] !== phase) return;
    done = true;
    act(child);
  };
}
