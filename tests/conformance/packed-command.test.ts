import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

// npm packs and installs first, on machines that do other things meanwhile.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip';
const run = promisify(execFile);

/** Nothing of the checkout, of vitest or of the npm that runs the tests reaches the command. */
const env: NodeJS.ProcessEnv = { PATH: process.env['PATH'], NODE_PATH: '' };

let folder = '';
let packed: readonly string[] = [];

interface PackReport {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'slipway-packed-'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: ROOT,
  });
  const [report] = JSON.parse(stdout) as readonly PackReport[];
  if (report === undefined) throw new Error(`npm pack said ${stdout}`);
  packed = report.files.map((file) => file.path);
  const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--prefix', folder];
  await run('npm', [...install, path.join(folder, report.filename)], { cwd: folder });
  copyFileSync(path.join(ROOT, BUNDLE), path.join(folder, 'fw.zip'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** As a person calls it after the installation. */
const slipway = (): string => path.join(folder, 'node_modules/.bin/slipway');

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly errors: string;
}

async function ended(...args: readonly string[]): Promise<Ended> {
  const child = spawn(slipway(), args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let errors = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  await once(child, 'close');
  return { status: child.exitCode, out, errors };
}

/** The address in its first event. */
async function readyAddress(device: ChildProcess): Promise<string> {
  if (device.stdout === null) throw new Error('nothing to read from');
  for await (const line of createInterface({ input: device.stdout })) {
    const event = JSON.parse(line) as { readonly event: string; readonly ws?: string };
    if (event.event === 'ready' && event.ws !== undefined) return event.ws;
  }
  throw new Error('the device ended before it was ready');
}

describe('the packed command', () => {
  it('has the built command, its licences, and nothing else of the repository', () => {
    const others = packed.filter((file) => !/^dist-cli\/[\w-]+\.js$/.test(file));
    expect(others.sort()).toEqual([
      'LICENSE',
      'README.md',
      'dist-cli/LICENSES.txt',
      'package.json',
    ]);
  });

  it('brings no TypeScript runner and nothing of the browser build with it', () => {
    const modules = readdirSync(path.join(folder, 'node_modules'));
    expect(modules).toContain('slipway');
    const unwanted = ['tsx', 'esbuild', 'typescript', 'vite', 'svelte', 'comlink', 'idb', 'ws'];
    expect(modules.filter((name) => unwanted.includes(name) || /workbox/.test(name))).toEqual([]);
    expect(existsSync(path.join(folder, 'node_modules/slipway/src'))).toBe(false);
  });

  it('says its version, commit and build', async () => {
    const { status, out } = await ended('--version');
    expect(out).toMatch(
      /^slipway \d+\.\d+\.\d+ \(commit ([0-9a-f]{7,}|unknown), build [0-9a-f]{8}\)\n$/,
    );
    expect(status).toBe(0);
    expect((await ended('push', '--version')).out).toBe(out);
  });

  it('updates a device that it runs itself', async () => {
    const args = ['device', '--ws', '0', '--app', 'demo', '--fw-version', '1.0.0'];
    const device = spawn(slipway(), args, {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const closed = once(device, 'close');
    try {
      const address = await readyAddress(device);
      const { status, out } = await ended('push', 'fw.zip', '--port', address, '--json');
      const last: unknown = JSON.parse(out.trim().split('\n').at(-1) ?? '');
      expect(last).toMatchObject({
        result: 'committed',
        from: '1.0.0',
        to: '1.1.0',
        failure: null,
      });
      expect(status).toBe(0);
    } finally {
      device.kill('SIGTERM');
      await closed;
    }
    expect(device.exitCode).toBe(0);
  });

  it('reaches serial ports by the native package', async () => {
    const { status, out } = await ended('push', 'fw.zip', '--port', 'serial:///no/port', '--json');
    expect(out).toContain('"link/refused"');
    expect(out).toMatch(/no such file/i);
    expect(status).toBe(3);
  });

  it.each([
    [
      ['psuh'],
      'There is no command "psuh" (there are: push, device, bundle, diff, sign). See slipway --help.\n',
    ],
    [['--loud'], 'There is no option --loud. See slipway --help.\n'],
    [[], 'A command is missing (push, device, bundle, diff, sign). See slipway --help.\n'],
    [['device', '--loud'], 'There is no option --loud.\n'],
  ])('answers %j with one sentence and status 1', async (args, words) => {
    expect(await ended(...args)).toEqual({ status: 1, out: '', errors: words });
  });

  it('answers a wrong option of push with one sentence and status 1', async () => {
    const { status, out } = await ended('push', 'fw.zip', '--loud');
    expect(out).toBe('There is no option --loud. See --help.\n');
    expect(status).toBe(1);
  });

  it('names itself in its help', async () => {
    expect((await ended('push', '--help')).out).toMatch(/^slipway push fw\.zip --port URL/);
    expect((await ended('device', '--help')).out).toMatch(/^slipway device \[options\]/);
    expect((await ended('--help')).out).toMatch(/^slipway COMMAND/);
  });
});
