/**
 * Chromium by its own protocol, without Playwright, under which a page never becomes hidden: the tab in front hides
 * the others, as for a person.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WebSocket } from 'ws';
import { chromiumPath } from './browsers.ts';
import type { DevToolsSession } from '../testbed/bluetooth/bluetooth-testbed.ts';

type Listener = (params: never) => void;

interface Answer {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

export interface RawTab extends DevToolsSession {
  readonly targetId: string;
  /** The value of an expression, awaited; undefined where it has none. */
  evaluate(expression: string): Promise<unknown>;
}

export class RawBrowser {
  readonly #browser: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #listeners: { session: string; method: string; listener: Listener }[] = [];
  #lastId = 0;

  private constructor(browser: ChildProcess, profile: string, socket: WebSocket) {
    this.#browser = browser;
    this.#profile = profile;
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#hear(JSON.parse(data.toString()) as Answer));
  }

  static async begin(
    flags: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<RawBrowser> {
    const profile = mkdtempSync(path.join(tmpdir(), 'slipway-raw-'));
    const args = [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      ...flags,
      'about:blank',
    ];
    const browser = spawn(chromiumPath(), args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    const address = await new Promise<string>((resolve, reject) => {
      browser.stderr.on('data', (text: Buffer) => {
        said += text.toString();
        const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
      browser.once('exit', () => reject(new Error(`Chromium ended: ${said}`)));
    });
    const socket = new WebSocket(address, { perMessageDeflate: false });
    await once(socket, 'open');
    return new RawBrowser(browser, profile, socket);
  }

  /** In front of the others, which are hidden from then on. */
  async openTab(url: string): Promise<RawTab> {
    const { targetId } = (await this.send('Target.createTarget', { url })) as { targetId: string };
    const attach = { targetId, flatten: true };
    const { sessionId } = (await this.send('Target.attachToTarget', attach)) as {
      sessionId: string;
    };
    const send = (method: string, params: object = {}): Promise<unknown> =>
      this.send(method, params, sessionId);
    return {
      targetId,
      send,
      on: (method, listener) => this.on(method, listener, sessionId),
      async evaluate(expression) {
        const params = { expression, awaitPromise: true, returnByValue: true, userGesture: false };
        const { result, exceptionDetails } = (await send('Runtime.evaluate', params)) as {
          result: { value?: unknown };
          exceptionDetails?: { text: string; exception?: { description?: string } };
        };
        if (exceptionDetails !== undefined)
          throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
        return result.value;
      },
    };
  }

  send(method: string, params: object = {}, sessionId?: string): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    const answered = new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        if (error === undefined) resolve(result);
        else reject(new Error(`${method}: ${error.message}`));
      });
    });
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    return answered;
  }

  on(method: string, listener: Listener, sessionId = ''): void {
    this.#listeners.push({ session: sessionId, method, listener });
  }

  async end(): Promise<void> {
    const gone = once(this.#browser, 'exit');
    await this.send('Browser.close').catch(() => undefined); // it may be gone before it answers
    await gone;
    this.#socket.terminate();
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #hear(answer: Answer): void {
    if (answer.id !== undefined) {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
      return;
    }
    for (const { session, method, listener } of this.#listeners)
      if (method === answer.method && session === (answer.sessionId ?? ''))
        listener(answer.params as never);
  }
}
