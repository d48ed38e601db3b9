/** Firefox by WebDriver BiDi (w3.org/TR/webdriver-bidi), which it speaks itself: no driver beside it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WebSocket } from 'ws';
import { findFirefox } from '../../../../scripts/ensure.mjs';
import type { DrivenBrowser } from './driven-page.ts';

/** A profile of nobody's: it asks nothing, reports nothing and looks for nothing. */
const SETTINGS: Readonly<Record<string, boolean | string | number>> = {
  'app.update.disabledForTesting': true,
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.reportingpolicy.firstRun': false,
};
/** Against hanging: a browser that starts on a busy machine. */
const STARTS_WITHIN_MS = 90_000;

interface Answer {
  readonly id?: number;
  readonly type: string;
  readonly result?: unknown;
  readonly message?: string;
}

interface Evaluated {
  readonly type: 'success' | 'exception';
  readonly result?: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly text: string };
}

/** One window, a private one. */
export async function openPrivateFirefox(): Promise<DrivenBrowser> {
  const program = findFirefox();
  if (program === null) throw new Error('Firefox is not there: name a binary in $FIREFOX');
  const profile = mkdtempSync(path.join(tmpdir(), 'slipway-firefox-'));
  const settings = { ...SETTINGS, 'browser.privatebrowsing.autostart': true };
  const lines = Object.entries(settings).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  writeFileSync(path.join(profile, 'user.js'), lines.join(''));
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0'];
  const browser = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = once(browser, 'exit');
  const address = await firstMatch(browser.stderr, /WebDriver BiDi listening on (ws:\S+)/, gone);
  const socket = new WebSocket(`${address}/session`, { perMessageDeflate: false });
  await once(socket, 'open');
  const send = commandsOver(socket);
  await send('session.new', { capabilities: {} });
  const { contexts } = (await send('browsingContext.getTree', {})) as {
    contexts: readonly { context: string }[];
  };
  const context = contexts[0]?.context ?? '';
  const find = async (locator: object): Promise<{ sharedId: string }> => {
    const params = { context, locator, maxNodeCount: 1 };
    const { nodes } = (await send('browsingContext.locateNodes', params)) as {
      nodes: readonly { sharedId: string }[];
    };
    const [node] = nodes;
    if (node === undefined) throw new Error(`nothing in the page is ${JSON.stringify(locator)}`);
    return { sharedId: node.sharedId };
  };
  return {
    async open(url) {
      await send('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    async evaluate(expression) {
      const params = { expression, target: { context }, awaitPromise: true };
      const { result, exceptionDetails } = (await send('script.evaluate', params)) as Evaluated;
      if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text);
      return result?.value;
    },
    async press(xpath) {
      const element = await find({ type: 'xpath', value: xpath });
      const scroll = {
        functionDeclaration: `(element) => element.scrollIntoView({ block: 'center', behavior: 'instant' })`,
        arguments: [element],
        target: { context },
        awaitPromise: false,
      };
      await send('script.callFunction', scroll);
      const origin = { type: 'element', element };
      const actions = [
        { type: 'pointerMove', x: 0, y: 0, origin },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ];
      const pointer = { type: 'pointer', id: 'mouse', actions };
      await send('input.performActions', { context, actions: [pointer] });
    },
    async chooseFile(file) {
      const element = await find({ type: 'css', value: 'input[type=file]' });
      await send('input.setFiles', { context, element, files: [file] });
    },
    async end() {
      socket.terminate();
      browser.kill('SIGTERM');
      const stubborn = setTimeout(() => browser.kill('SIGKILL'), 10_000);
      await gone;
      clearTimeout(stubborn);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The first group of the first line of `output` that matches. */
async function firstMatch(
  output: NodeJS.ReadableStream,
  words: RegExp,
  gone: Promise<unknown>,
): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`${why}: ${said}`));
    const late = setTimeout(() => fail('Firefox does not listen'), STARTS_WITHIN_MS);
    output.on('data', (text: Buffer) => {
      said += text.toString();
      const found = words.exec(said)?.[1];
      if (found === undefined) return;
      clearTimeout(late);
      resolve(found);
    });
    void gone.then(() => fail('Firefox has ended'));
  });
}

function commandsOver(socket: WebSocket): (method: string, params: object) => Promise<unknown> {
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  socket.on('message', (data: Buffer) => {
    const answer = JSON.parse(data.toString()) as Answer;
    if (answer.id === undefined) return;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  return (method, params) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, ({ type, result, message }) => {
        if (type === 'success') resolve(result);
        else reject(new Error(`${method}: ${message ?? type}`));
      });
      socket.send(JSON.stringify({ id: last, method, params }));
    });
}
