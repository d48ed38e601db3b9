import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { commandArgs, ROOT } from '../support/conformance/commands.ts';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { HOSTILE, RAW } from '../support/hostile-text.ts';

const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip';

let device: DeviceProcess | null = null;

afterEach(async () => {
  await device?.end('SIGTERM');
  device = null;
});

/** All that `push` writes on both streams. */
async function push(...args: readonly string[]): Promise<{ status: number | null; text: string }> {
  const child = spawn(process.execPath, commandArgs('push', [BUNDLE, ...args]), {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (text += data.toString()));
  await once(child, 'close');
  return { status: child.exitCode, text };
}

async function startLiar(): Promise<string> {
  device = new DeviceProcess([
    ...['--ws', '0', '--app', HOSTILE.beginsALine],
    ...['--fw-version', `${HOSTILE.clearsTheScreen}${HOSTILE.turnsTheSentence}`],
  ]);
  return String((await device.ready())['ws']);
}

describe('a device whose names hold codes for a terminal', () => {
  it('is refused in lines that say so, and none of its own', async () => {
    const { status, text } = await push('--port', await startLiar());
    expect(status).toBe(2);
    const lines = text.trimEnd().split('\n');
    for (const line of lines) expect(line).not.toMatch(RAW);
    expect(lines.filter((line) => line.startsWith('Done'))).toEqual([]);
    expect(text).toContain('Refused. Nothing was written.');
    expect(text).toContain('demo␊Done: 1.0.0 → 9.9.9, kept');
  });

  it('is the same in JSON, and parsed its very names', async () => {
    const { status, text } = await push('--port', await startLiar(), '--json');
    expect(status).toBe(2);
    const lines = text.trimEnd().split('\n');
    for (const line of lines) expect(line).not.toMatch(RAW);
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.find(({ event }) => event === 'device')?.['info']).toMatchObject({
      app: HOSTILE.beginsALine,
    });
    expect(events.at(-1)).toMatchObject({ result: 'refused' });
  });

  it('cannot be helped by the name of an option or of a file', async () => {
    for (const arg of [`--${HOSTILE.clearsTheScreen}`, `${HOSTILE.beginsALine}.zip`]) {
      const { status, text } = await push('--port', 'tcp://127.0.0.1:9', arg);
      expect(status).toBe(1);
      for (const line of text.trimEnd().split('\n')) expect(line).not.toMatch(RAW);
      expect(text).not.toMatch(/^Done/m);
    }
  });
});
