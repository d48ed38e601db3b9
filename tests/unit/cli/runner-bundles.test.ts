import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/contracts/clock.ts';
import { RunnerBundles } from '../../../src/cli/fleet/runner-bundles.ts';

const BYTES = readFileSync('tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip');
const SHA256 = createHash('sha256').update(BYTES).digest('hex');
const SHOWN = { keys: [], rules: [] };
const signal = new AbortController().signal;

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A coordinator that hands out `bytes`, and counts. */
async function serve(bytes: Uint8Array, status = 200) {
  let requests = 0;
  const server = createServer((_, answer) => {
    requests += 1;
    answer.writeHead(status).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const wanted = {
    sha256: SHA256,
    bytes: BYTES.length,
    url: `http://127.0.0.1:${port}/t0ken/fw.zip`,
  };
  return { wanted, requests: () => requests };
}

function emptyFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-packages-'));
  closers.push(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe('the packages of a runner', () => {
  it('are fetched once, also by many at the same time and by the next one of this folder', async () => {
    const { wanted, requests } = await serve(BYTES);
    const folder = emptyFolder();
    const packages = await RunnerBundles.at(folder, SHOWN);
    const opened = await Promise.all([1, 2, 3].map(() => packages.open(wanted, signal)));
    for (const { bundle } of opened) expect(bundle.sha256).toBe(SHA256);
    expect(readdirSync(folder)).toEqual([`${SHA256}.zip`]);
    const next = await RunnerBundles.at(folder, SHOWN);
    expect((await next.open(wanted, signal)).bundle.manifest.version).toBe('1.1.0');
    expect(requests()).toBe(1);
  });

  it('are fetched again where the file in the folder was damaged', async () => {
    const { wanted, requests } = await serve(BYTES);
    const folder = emptyFolder();
    writeFileSync(path.join(folder, `${SHA256}.zip`), 'damaged');
    const packages = await RunnerBundles.at(folder, SHOWN);
    expect((await packages.open(wanted, signal)).bundle.sha256).toBe(SHA256);
    expect(requests()).toBe(1);
    expect(readFileSync(path.join(folder, `${SHA256}.zip`))).toEqual(BYTES);
  });

  it('are refused where they are others than the job names, and not kept', async () => {
    const other = Uint8Array.from(BYTES).fill(1, 100, 101);
    const { wanted } = await serve(other);
    const folder = emptyFolder();
    const packages = await RunnerBundles.at(folder, SHOWN);
    await expect(packages.open(wanted, signal)).rejects.toMatchObject({
      code: 'source/other-file',
      facts: { found: BYTES.length, expected: BYTES.length },
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('name how the coordinator answered, without the address that nobody guesses', async () => {
    const { wanted } = await serve(BYTES, 404);
    const packages = await RunnerBundles.at(emptyFolder(), SHOWN);
    await expect(packages.open(wanted, signal)).rejects.toMatchObject({
      code: 'source/status',
      facts: {
        address: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
        status: 404,
      },
    });
  });

  it('are asked for five times where nobody answers, and then named as not to be had', async () => {
    const pauses: number[] = [];
    const clock: Clock = {
      now: () => 0,
      sleep: (ms) => {
        if (ms > 60_000) return new Promise(() => undefined); // the time for all tries
        pauses.push(ms);
        return Promise.resolve();
      },
    };
    const packages = await RunnerBundles.at(emptyFolder(), SHOWN, clock);
    const wanted = { sha256: SHA256, bytes: BYTES.length, url: 'http://127.0.0.1:9/t0ken/fw.zip' };
    await expect(packages.open(wanted, signal)).rejects.toMatchObject({
      code: 'source/not-fetched',
      facts: {
        address: 'http://127.0.0.1:9',
        detail: expect.stringContaining('ECONNREFUSED') as string,
      },
    });
    expect(pauses).toHaveLength(4);
  });

  it('are refused unsigned where a signature is asked for', async () => {
    const { wanted } = await serve(BYTES);
    const trust = { keys: [], rules: [{ app: null, rule: 'require' }] } as const;
    const packages = await RunnerBundles.at(emptyFolder(), trust);
    await expect(packages.open(wanted, signal)).rejects.toMatchObject({
      code: 'bundle/not-signed',
    });
  });

  it('go out of the folder when there are too many, the ones used longest ago first', async () => {
    const { wanted } = await serve(BYTES);
    const folder = emptyFolder();
    const old = Array.from({ length: 70 }, (_, at) => `${at.toString(16).padStart(64, '0')}.zip`);
    for (const name of old) writeFileSync(path.join(folder, name), 'x');
    writeFileSync(path.join(folder, 'mine.txt'), 'not a package');
    const packages = await RunnerBundles.at(folder, SHOWN);
    await packages.open(wanted, signal);
    const left = readdirSync(folder);
    expect(left.filter((name) => name.endsWith('.zip'))).toHaveLength(64);
    expect(left).toContain(`${SHA256}.zip`);
    expect(existsSync(path.join(folder, 'mine.txt'))).toBe(true);
  });

  it('say before anything is done that their folder cannot be written', async () => {
    const file = path.join(emptyFolder(), 'file');
    writeFileSync(file, '');
    await expect(RunnerBundles.at(path.join(file, 'in'), SHOWN)).rejects.toMatchObject({
      code: 'file/unwritable',
    });
  });
});
