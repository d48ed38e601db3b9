import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serve } from '../../../../scripts/static-server.mjs';
import { builtApp } from '../language/app-in-language.ts';
import { refuseStorage, tellProblems } from './refusals.ts';
import type { Refusals } from './refusals.ts';

export interface ServedApp {
  /** Ends with a slash. */
  readonly address: string;
  /** What nobody should ever cause, of window and workers alike. */
  readonly problems: readonly string[];
  end(): Promise<void>;
}

/**
 * The built app with a few lines before each of its scripts, which run before the app's own in every browser, in the
 * window and in each worker: no browser has one way to do that in all of them.
 */
export async function serveApp(refusals: Refusals = {}): Promise<ServedApp> {
  const problems: string[] = [];
  const ear = createServer((request, response) => {
    let text = '';
    request.on('data', (bytes: Buffer) => (text += bytes.toString()));
    request.on('end', () => {
      problems.push(text);
      response.end();
    });
  });
  await new Promise<void>((resolve) => ear.listen(0, '127.0.0.1', resolve));
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-served-'));
  cpSync(await builtApp(), folder, { recursive: true });
  const before = beforeAll(`http://127.0.0.1:${(ear.address() as AddressInfo).port}/`, refusals);
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.js')) prepend(path.join(folder, file), before);
  const server = await serve(folder);
  return {
    address: `http://127.0.0.1:${server.port}/`,
    problems,
    async end() {
      await server.close();
      ear.closeAllConnections();
      await new Promise((resolve) => ear.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Once in each thread, whichever script is the first. */
const beforeAll = (ear: string, refusals: Refusals): string => `
if (globalThis.slipwayTold === undefined) {
  globalThis.slipwayTold = true;
  (${tellProblems.toString()})(${JSON.stringify(ear)});
  (${refuseStorage.toString()})(${JSON.stringify(refusals)});
}
`;

function prepend(file: string, text: string): void {
  writeFileSync(file, text + readFileSync(file, 'utf8'));
}
