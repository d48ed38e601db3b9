import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type DeviceEvent = Readonly<Record<string, unknown>> & { readonly event: string };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** `npm run device` as a process of its own. */
export class DeviceProcess {
  readonly events: DeviceEvent[] = [];
  readonly #child;
  readonly #closed: Promise<unknown>;
  #errors = '';
  #wake: () => void = () => undefined;

  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/device.ts', ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#closed = once(this.#child, 'close').then(() => this.#wake());
    this.#child.stderr.on('data', (data: Buffer) => (this.#errors += data.toString()));
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.events.push(JSON.parse(line) as DeviceEvent);
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
      if (this.#child.exitCode !== null) throw new Error(`ended: ${this.#errors}`);
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

  async end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null> {
    this.#child.kill(signal);
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
