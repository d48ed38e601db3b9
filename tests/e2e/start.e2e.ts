import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Visit } from '../support/e2e/visit.ts';

/** The address that `npm start` prints. */
async function addressFrom(output: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const piece of output) {
    text += piece.toString();
    const found = /http:\/\/localhost:\d+/.exec(text);
    if (found !== null) return found[0];
  }
  throw new Error(`no address in: ${text}`);
}

const start = (port: number) =>
  spawn(process.execPath, ['scripts/start.mjs'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', PORT: String(port) },
  });

describe('npm start', () => {
  it('installs and builds nothing that is there, serves the app and says where, and ends on a signal', async () => {
    const child = start(42_173);
    const address = await addressFrom(child.stdout);
    const visit = await Visit.begin({ address: `${address}/`, installs: true });
    await visit.headlineSays(/^Update a device/);
    await visit.practiceSays('demo 1.0.0', 'committed');
    expect(visit.problems).toEqual([]);
    await visit.end();
    child.kill('SIGTERM');
    await once(child, 'close');
    expect(child.exitCode).toBe(0);
  });

  it('takes the next port when its own is taken', async () => {
    const holder = createServer().listen(42_183, 'localhost');
    await once(holder, 'listening');
    const child = start(42_183);
    expect(await addressFrom(child.stdout)).toBe('http://localhost:42184');
    child.kill('SIGTERM');
    await once(child, 'close');
    holder.close();
  });
});
