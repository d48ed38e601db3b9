/** WebKitGTK by its driver (w3.org/TR/webdriver), on a display of its own that nobody sees. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { findWebKit } from '../../../../scripts/ensure.mjs';
import type { DrivenBrowser } from './driven-page.ts';

/** Against hanging: a browser that starts on a busy machine. */
const STARTS_WITHIN_MS = 90_000;
const ASK_EVERY_MS = 100;
/** The key of an element's id in answers, fixed by the standard. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** MiniBrowser, which forgets everything with its session. */
export async function openWebKit(): Promise<DrivenBrowser> {
  const programs = findWebKit();
  if (programs === null) throw new Error('WebKitWebDriver, MiniBrowser or Xvfb is not there');
  const started: ChildProcess[] = [];
  const start = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    const child = spawn(program, args, { stdio: [...stdio], env: { ...process.env, ...env } });
    started.push(child);
    return child;
  };
  const end = async (): Promise<void> => {
    for (const child of started.reverse()) await endOf(child);
  };
  try {
    const display = await displayOf(start(programs.xvfb, XVFB));
    const port = await freePort();
    start(programs.driver, [`--port=${port}`], {
      DISPLAY: display,
      GDK_BACKEND: 'x11',
      // Its processes are not put into boxes of their own: that asks for rights that a container has not.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      WEBKIT_DISABLE_DMABUF_RENDERER: '1',
    });
    const session = await newSession(`http://127.0.0.1:${port}`, programs.browser);
    return { ...drivenBy(session), end: () => session.delete().then(end, end) };
  } catch (reason) {
    await end();
    throw reason;
  }
}

/** `-displayfd 1`: it chooses a free display and writes its number there. */
const XVFB = ['-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'];

async function displayOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('Xvfb has no output');
  const signal = AbortSignal.timeout(STARTS_WITHIN_MS);
  const [text] = (await once(stdout, 'data', { signal })) as [Buffer];
  return `:${text.toString().trim()}`;
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const stubborn = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(stubborn);
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

interface Session {
  post(command: string, body: object): Promise<unknown>;
  delete(): Promise<unknown>;
}

async function newSession(driver: string, browser: string): Promise<Session> {
  const options = { binary: browser, args: ['--automation'] };
  const alwaysMatch = { 'webkitgtk:browserOptions': options };
  const end = Date.now() + STARTS_WITHIN_MS;
  for (;;) {
    try {
      await call(`${driver}/status`, 'GET');
      break;
    } catch (reason) {
      if (Date.now() > end) throw reason;
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS)); // it does not listen yet
    }
  }
  const { sessionId } = (await call(`${driver}/session`, 'POST', {
    capabilities: { alwaysMatch },
  })) as { sessionId: string };
  const at = `${driver}/session/${sessionId}`;
  return {
    post: (command, body) => call(`${at}/${command}`, 'POST', body),
    delete: () => call(at, 'DELETE'),
  };
}

async function call(url: string, method: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(STARTS_WITHIN_MS),
  });
  const { value } = (await response.json()) as { value: unknown };
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname}: ${JSON.stringify(value)}`);
  return value;
}

function drivenBy({ post }: Session): Omit<DrivenBrowser, 'end'> {
  const find = async (using: string, value: string): Promise<string> => {
    const element = (await post('element', { using, value })) as Readonly<Record<string, string>>;
    return element[ELEMENT] ?? '';
  };
  return {
    open: async (url) => {
      await post('url', { url });
    },
    evaluate: (expression) => post('execute/sync', { script: `return (${expression})`, args: [] }),
    press: async (xpath) => {
      await post(`element/${await find('xpath', xpath)}/click`, {});
    },
    chooseFile: async (file) => {
      const input = await find('css selector', 'input[type=file]');
      await post(`element/${input}/value`, { text: file });
    },
  };
}
