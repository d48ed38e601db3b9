/** The product-sized bundle over ws:// on loopback: the two commands of the README against each other. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Figures } from './figure.ts';

const BUNDLE = 'tests/fixtures/bundles/demo-esp32-2.0.0.zip';
const node = ['--import', 'tsx'];

/** JSON lines of a command as they come. */
async function* eventsOf(child: ChildProcess): AsyncGenerator<Record<string, unknown>> {
  if (child.stdout === null) throw new Error('no standard output');
  for await (const line of createInterface({ input: child.stdout }))
    yield JSON.parse(line) as Record<string, unknown>;
}

async function pushOnce(): Promise<{ readonly seconds: number; readonly writeSeconds: number }> {
  const device = spawn(
    process.execPath,
    [...node, 'src/cli/device.ts', '--ws', '127.0.0.1:0', '--app', 'demo', '--fw-version', '1.0.0'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const ready = await eventsOf(device).next();
    const { ws } = ready.value as { ws: string };
    const args = [...node, 'src/cli/push.ts', BUNDLE, '--port', ws, '--json'];
    const push = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let last: Record<string, unknown> = {};
    for await (const event of eventsOf(push)) last = event;
    if (last['result'] !== 'committed') throw new Error(JSON.stringify(last));
    return last as unknown as { seconds: number; writeSeconds: number };
  } finally {
    device.kill('SIGTERM');
  }
}

export async function benchPush(): Promise<Figures> {
  const runs = [await pushOnce(), await pushOnce(), await pushOnce()];
  const best = (pick: (run: (typeof runs)[number]) => number): number =>
    runs.map(pick).sort((a, b) => a - b)[1] ?? Number.NaN;
  return {
    'push.ws.seconds': {
      value: best((run) => run.seconds),
      unit: 's',
      target: 4,
      better: 'lower',
      limit: null,
    },
    'push.ws.writeSeconds': {
      value: best((run) => run.writeSeconds),
      unit: 's',
      target: null,
      better: 'lower',
      limit: null,
    },
  };
}
