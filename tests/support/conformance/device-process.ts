import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { commandArgs, ROOT } from './commands.ts';

export type DeviceEvent = Readonly<Record<string, unknown>> & { readonly event: string };

export interface ProcessOptions {
  /** A process group of its own, so that a signal reaches whatever it has started, too. */
  readonly ownGroup?: boolean;
  /** Told every event as soon as it is read. */
  readonly onEvent?: (event: DeviceEvent) => void;
}

/** The device command as a process of its own. */
export class DeviceProcess {
  readonly events: DeviceEvent[] = [];
  readonly #child;
  readonly #ownGroup: boolean;
  readonly #closed: Promise<unknown>;
  #errors = '';
  #wake: () => void = () => undefined;

  constructor(args: readonly string[], { ownGroup = false, onEvent }: ProcessOptions = {}) {
    this.#ownGroup = ownGroup;
    this.#child = spawn(process.execPath, commandArgs('device', args), {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: ownGroup,
    });
    this.#closed = once(this.#child, 'close').then(() => this.#wake());
    this.#child.stderr.on('data', (data: Buffer) => (this.#errors += data.toString()));
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      const event = JSON.parse(line) as DeviceEvent;
      this.events.push(event);
      onEvent?.(event);
      this.#wake();
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The first event that fits, past or to come. Fails when the process ends before. */
  async event(fits: (event: DeviceEvent) => boolean): Promise<DeviceEvent> {
    for (;;) {
      const found = this.events.find(fits);
      if (found !== undefined) return found;
      if (this.hasEnded) throw new Error(`ended: ${this.#errors}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async ready(): Promise<DeviceEvent> {
    const ready = await this.event(({ event }) => event === 'ready');
    if (this.events[0] !== ready) throw new Error('ready is not the first event');
    await this.event(({ event }) => event === 'boot' || event === 'bricked');
    return ready;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Sends it at once. */
  signal(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    if (this.hasEnded) return;
    if (this.#ownGroup) process.kill(-this.pid, signal);
    else this.#child.kill(signal);
  }

  async end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null> {
    this.signal(signal);
    return this.exit();
  }

  /** Exit status; null when a signal ended it. */
  async exit(): Promise<number | null> {
    await this.#closed;
    return this.#child.exitCode;
  }

  get errors(): string {
    return this.#errors;
  }
}

interface CallReply {
  readonly result?: unknown;
  readonly error?: { readonly code: number };
}

/** One call over HTTP, as a frame, on a connection of its own: a restart drops those that are kept. */
export async function callDevice(
  ready: DeviceEvent,
  method: string,
  params: unknown = null,
): Promise<CallReply> {
  const asked = request(String(ready.http), { method: 'POST', agent: false });
  asked.end(JSON.stringify({ id: 1, method, params }));
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  for await (const piece of answer) text += String(piece);
  return JSON.parse(text) as CallReply;
}
