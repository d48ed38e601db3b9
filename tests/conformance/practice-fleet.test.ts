/** The command that the screen Fleet shows, with the Mosquitto of this machine. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import mqtt from 'mqtt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ensureBroker } from '../../scripts/ensure.mjs';
import { PRACTICE_COMMAND, practiceList } from '../../src/ui/features/fleet/practice-fleet.ts';
import { ROOT } from '../support/conformance/commands.ts';
import { freePort } from '../support/testbed/server-ports.ts';

vi.setConfig({ testTimeout: 90_000 });

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function start(port: number, env: NodeJS.ProcessEnv = process.env) {
  const script = `scripts/${PRACTICE_COMMAND.split(' ').at(-1) ?? ''}.mjs`;
  const child: ChildProcess = spawn(process.execPath, [script, String(port)], { cwd: ROOT, env });
  closers.push(() => child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data: Buffer) => (said += data.toString()));
  const exit = once(child, 'close').then(([status]) => status as number | null);
  return { child, exit, said: () => said };
}

describe('the practice fleet', () => {
  it('is ten devices at a broker that a page reaches, and goes with its command', async () => {
    ensureBroker();
    const port = await freePort();
    const { child, exit, said } = start(port);
    await expect.poll(said, { timeout: 60_000 }).toContain('10 practice devices run.');
    const client = await mqtt.connectAsync(`ws://localhost:${port}`);
    closers.push(() => client.endAsync(true));
    const answered = new Set<string>();
    client.on('message', (_, payload) =>
      answered.add(String((JSON.parse(payload.toString()) as { src?: unknown }).src)),
    );
    await client.subscribeAsync('somebody/rpc');
    const ask = { id: 1, src: 'somebody', method: 'Sys.GetInfo' };
    for (const id of practiceList().split('\n'))
      await client.publishAsync(`${id}/rpc`, JSON.stringify(ask));
    const all = practiceList().split('\n');
    await expect.poll(() => [...answered].sort(), { timeout: 30_000 }).toEqual(all);

    const second = start(port);
    expect(await second.exit).toBe(1);
    expect(second.said()).toMatch(/^Port \d+ of this computer is in use\./);

    child.kill('SIGINT');
    expect(await exit).toBe(0);
    await expect(
      mqtt.connectAsync(`ws://localhost:${port}`, { reconnectPeriod: 0 }),
    ).rejects.toThrow();
  });
});
