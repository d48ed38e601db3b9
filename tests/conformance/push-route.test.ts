/** `push` with several files, against a device that is a process of its own. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { routeBundle } from '../support/bundle/route-bundle.ts';
import { commandArgs, ROOT } from '../support/conformance/commands.ts';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import { PushProcess, startPush } from '../support/conformance/push-process.ts';
import type { PushLine } from '../support/conformance/push-process.ts';

let folder: string;
let device: DeviceProcess | null = null;
const before = process.env['XDG_STATE_HOME'];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'slipway-route-'));
  process.env['XDG_STATE_HOME'] = path.join(folder, 'state');
});

afterEach(async () => {
  await device?.end('SIGTERM');
  device = null;
  process.env['XDG_STATE_HOME'] = before;
  rmSync(folder, { recursive: true, force: true });
});

/** A firmware of its own, by its version. */
function file(version: string, requires?: string): string {
  const name = path.join(folder, `${version}.zip`);
  writeFileSync(name, routeBundle(version, requires));
  return name;
}

const steps = () => [file('2.0.0', '>= 1.2'), file('1.1.0'), file('1.2.0', '>=1.1 <2')];

const flash = (): readonly string[] => ['--flash', path.join(folder, 'chip')];

async function start(...more: readonly string[]): Promise<string> {
  device = new DeviceProcess([
    ...['--ws', '0', '--app', 'demo', '--fw-version', '1.0.0', ...flash(), ...more],
  ]);
  return String((await device.ready()).ws);
}

const runs = async (ws: string) => {
  const http = ws.replace('ws:', 'http:');
  return (await callDevice({ event: 'ready', http }, 'Sys.GetInfo')).result;
};
const told = (lines: readonly PushLine[], step: string) =>
  lines.filter((line) => line['event'] === 'route' && line['step'] === step);

describe('push with several files', () => {
  it('does one after the other, each kept before the next, whatever their order', async () => {
    const ws = await start();
    const { status, last, lines } = await startPush([...steps(), '--port', ws]);
    expect(told(lines, 'planned')[0]).toMatchObject({
      steps: [
        { version: '1.1.0', requires: null },
        { version: '1.2.0', requires: '>=1.1 <2' },
        { version: '2.0.0', requires: '>= 1.2' },
      ],
      passedOver: [],
    });
    expect(lines.filter(({ event }) => event === 'committed')).toHaveLength(3);
    expect(last).toMatchObject({ result: 'committed', from: '1.2.0', to: '2.0.0' });
    expect(last).toMatchObject({ route: { done: 3, of: 3 } });
    expect(status).toBe(0);
    expect(await runs(ws)).toMatchObject({ fw_version: '2.0.0' });
  });

  it('stops where a step went back, and the device runs the step before', async () => {
    device = new DeviceProcess(
      [
        ...['--ws', '0', '--app', 'demo', '--fw-version', '1.0.0', ...flash()],
        ...['--latency', '100'],
      ],
      {
        onEvent: ({ event, version }) =>
          event === 'boot' && version === '1.2.0' && device?.signal('SIGKILL'),
      },
    );
    const ws = String((await device.ready()).ws);
    const pushed = startPush([...steps(), '--port', ws]);
    await device.exit();
    device = new DeviceProcess(['--ws', new URL(ws).host, ...flash()]);
    const { status, last, lines } = await pushed;
    expect(last).toMatchObject({ result: 'reverted', from: '1.1.0', route: { done: 1, of: 3 } });
    expect(told(lines, 'stopped')[0]).toMatchObject({ number: 2, of: 3 });
    expect(told(lines, 'begin').map((line) => line['number'])).toEqual([1, 2]);
    expect(status).toBe(4);
    expect(await runs(ws)).toMatchObject({ fw_version: '1.1.0' });
  });

  it('refuses a route with a gap, and a file whose step before is missing, before anything is sent', async () => {
    const ws = await start();
    const gap = await startPush([file('2.0.0', '>= 1.2'), file('1.1.0'), '--port', ws]);
    expect(gap.last).toMatchObject({
      result: 'refused',
      failure: {
        code: 'bundle/needs-version',
        facts: { version: '2.0.0', requires: '>= 1.2', before: '1.1.0' },
      },
    });
    expect(gap.status).toBe(2);
    const alone = await startPush([file('2.0.0', '>= 1.2'), '--port', ws]);
    expect(alone.last).toMatchObject({
      result: 'refused',
      failure: { code: 'bundle/needs-version', facts: { before: '1.0.0' } },
    });
    expect(alone.status).toBe(2);
    expect(await runs(ws)).toMatchObject({ fw_version: '1.0.0' });
  });

  it('goes on at the step that was interrupted', async () => {
    const ws = await start('--latency', '20');
    const files = steps();
    const push = new PushProcess([...files, '--port', ws]);
    const isSecond = (line: PushLine) => line['event'] === 'route' && line['number'] === 2;
    await push.line(isSecond);
    await push.line(() =>
      push.lines
        .slice(push.lines.findIndex(isSecond))
        .some((line) => Number(line['acknowledgedBytes']) > 20_000),
    );
    push.signal('SIGKILL');
    await push.ending();
    const { status, last, lines } = await startPush([...files, '--port', ws, '--resume']);
    expect(told(lines, 'planned')[0]).toMatchObject({
      steps: [{ version: '1.2.0' }, { version: '2.0.0' }],
      passedOver: [{ version: '1.1.0' }],
    });
    expect(last).toMatchObject({ result: 'committed', to: '2.0.0', route: { done: 2, of: 2 } });
    expect(status).toBe(0);
    expect(await runs(ws)).toMatchObject({ fw_version: '2.0.0' });
  });

  it('tells people its steps in lines', async () => {
    const ws = await start();
    const args = commandArgs('push', [...steps(), '--port', ws]);
    const { stdout: text } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
    expect(text).toContain('3 steps: 1.1.0 → 1.2.0 (after >=1.1 <2) → 2.0.0 (after >= 1.2)');
    expect(text).toContain('Step 2 of 3: 1.2.0');
    expect(text).toContain('Step 2 of 3 is kept.');
  });
});
