/** `npm run device` and `npm run push`, from the sources, as people and outside checks call them. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, expect, it } from 'vitest';

interface Line {
  readonly event?: string;
  readonly ws?: string;
  readonly pid?: number;
  readonly result?: string;
}

let device: ChildProcess | null = null;

afterEach(() => {
  // npm passes no signal to its child: the group that both are in gets it.
  if (device?.pid !== undefined && device.exitCode === null) process.kill(-device.pid, 'SIGKILL');
});

async function startDevice(): Promise<Line> {
  const args = ['run', '--silent', 'device', '--', '--ws', '0', '--app', 'demo'];
  device = spawn('npm', [...args, '--fw-version', '1.0.0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const [line] = (await once(createInterface({ input: device.stdout! }), 'line')) as [string];
  return JSON.parse(line) as Line;
}

it('a device and a push from a checkout make an update, and say so in lines of JSON', async () => {
  const ready = await startDevice();
  expect(ready).toMatchObject({ event: 'ready' });
  const bundle = 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip';
  const args = ['run', '--silent', 'push', '--', bundle, '--port', ready.ws ?? '', '--json'];
  const push = spawn('npm', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: Line[] = [];
  createInterface({ input: push.stdout }).on('line', (line) => {
    lines.push(JSON.parse(line) as Line);
  });
  await once(push, 'close');
  expect(push.exitCode).toBe(0);
  expect(lines.at(-1)).toMatchObject({ result: 'committed', from: '1.0.0', to: '1.1.0' });
});

it('push from a checkout refuses a wrong use with exit status 1 and a sentence', () => {
  const { status, stdout } = spawnSync('npm', ['run', '--silent', 'push', '--', '--nonsense'], {
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stdout).toMatch(/--nonsense/);
});
