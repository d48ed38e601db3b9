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

/** `push --json` as a process of its own that is watched while it runs, and may be killed. */
export class PushProcess {
  readonly lines: PushLine[] = [];
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #wake: () => void = () => undefined;

  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, commandArgs('push', [...args, '--json']), {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#closed = once(this.#child, 'close').then(() => this.#wake());
    if (this.#child.stdout !== null)
      createInterface({ input: this.#child.stdout }).on('line', (text) => {
        this.lines.push(JSON.parse(text) as PushLine);
        this.#wake();
      });
  }

  /** The first line that fits, past or to come. Fails when the process ends before. */
  async line(fits: (line: PushLine) => boolean): Promise<PushLine> {
    for (;;) {
      const found = this.lines.find(fits);
      if (found !== undefined) return found;
      if (this.hasEnded) throw new Error(`ended: ${JSON.stringify(this.lines.slice(-5))}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  signal(signal: 'SIGINT' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    if (!this.hasEnded) this.#child.kill(signal);
  }

  async ending(): Promise<PushEnding> {
    await this.#closed;
    return { status: this.#child.exitCode, lines: this.lines, last: this.lines.at(-1) ?? {} };
  }
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
