import { existsSync, lstatSync, writeFileSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensureSocat } from '../../scripts/ensure.mjs';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { createPtyFolder, openRawPort } from '../support/conformance/serial-client.ts';
import { atPhase, startPush } from '../support/conformance/push-process.ts';

const FRESH = ['--app', 'demo', '--fw-version', '1.0.0'];

let folder: ReturnType<typeof createPtyFolder>;
let device: DeviceProcess | null = null;

beforeAll(() => ensureSocat());
beforeEach(() => {
  folder = createPtyFolder();
});
afterEach(async () => {
  await device?.end('SIGTERM');
  device = null;
  folder.remove();
});

async function startDevice(...args: readonly string[]) {
  device = new DeviceProcess(['--pty', folder.at('tty'), ...FRESH, ...args]);
  return { device, ready: await device.ready() };
}

const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip';

const push = (port: string) => startPush([BUNDLE, '--port', port]);

describe('the device command on a pseudo-terminal', () => {
  it('says where it is, answers there, and leaves no link behind', async () => {
    const { device: running, ready } = await startDevice('--baud', '115200');
    const tty = folder.at('tty');
    expect(ready).toMatchObject({ pty: tty, serial: `serial://${tty}?baud=115200` });
    const port = await openRawPort(tty);
    await port.say('{"id":1,"method":"Sys.GetInfo"}c1b3c9ca\n');
    expect(await port.hear(/\}[0-9a-f]{8}\n/)).toContain('"fw_version":"1.0.0"');
    await port.close();
    expect(await running.end('SIGTERM')).toBe(0);
    expect(lstatSync(tty, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('can be closed and opened again', async () => {
    await startDevice();
    for (const id of [1, 2, 3]) {
      const port = await openRawPort(folder.at('tty'));
      await port.say(`{"id":${id},"method":"RPC.Ping"}\n`);
      expect(await port.hear(/\}\n/)).toContain(`"id":${id}`);
      await port.close();
    }
  });

  // That it is no slower than its line shows `npm run bench -- serial`, where nothing runs beside.
  it('is no faster than its line, in both directions', async () => {
    await startDevice('--baud', '9600');
    const port = await openRawPort(folder.at('tty'));
    const text = `{"id":1,"method":"RPC.Ping","tag":"${'x'.repeat(400)}"}\n`;
    const startedAt = performance.now();
    await port.say(text);
    const [reply = ''] = /\n\{"id":1,.*\}\n/.exec(await port.hear(/\}\n/)) ?? [];
    const lineMs = ((text.length + reply.length) * 10_000) / 9600;
    expect(reply).toContain('channel_info');
    expect(performance.now() - startedAt).toBeGreaterThan(lineMs - 20);
    await port.close();
  });

  it('prints what a chip prints when it restarts, and its log', async () => {
    await startDevice();
    const port = await openRawPort(folder.at('tty'));
    await port.say('{"id":1,"method":"Sys.Reboot"}\n');
    const heard = await port.hear(/SW_CPU_RESET[^]*entry/);
    expect(heard).toContain('Rebooting in 100 ms\r\n');
    expect(heard).toMatch(/[\u0080-\u00ff]/);
    await port.close();
  });

  it('leaves a file alone that is where the port should be', async () => {
    writeFileSync(folder.at('tty'), 'mine');
    device = new DeviceProcess(['--pty', folder.at('tty')]);
    expect(await device.exit()).toBe(1);
    expect(existsSync(folder.at('tty'))).toBe(true);
    expect(device.errors).toContain(folder.at('tty'));
  });
});

describe('the push command over serial', () => {
  it('updates a device on a paced line, through its restart, and keeps the new firmware', async () => {
    const { ready } = await startDevice(
      '--baud',
      '460800',
      '--latency',
      '1',
      '--timing',
      'typical',
    );
    const { status, last } = await push(String(ready['serial']));
    expect(last).toMatchObject({ result: 'committed', from: '1.0.0', to: '1.1.0', failure: null });
    expect(status).toBe(0);
  }, 60_000);

  it('ends as lost when the port vanishes in the middle and stays away, and the device keeps what it has', async () => {
    const flash = folder.at('chip');
    const { device: running, ready } = await startDevice('--baud', '57600', '--flash', flash);
    const pushed = push(String(ready['serial']));
    await running.event(({ event, state }) => event === 'update' && state === 'progress');
    await running.end('SIGKILL');
    const { status, last } = await pushed;
    expect(last).toMatchObject({ result: 'failed', failure: { code: 'link/lost' } });
    expect(status).toBe(3);
    const { device: again } = await startDevice('--flash', flash);
    const boot = await again.event(({ event }) => event === 'boot');
    expect(boot).toMatchObject({ version: '1.0.0', committed: true });
  }, 60_000);

  it('is gone at once when it is left with Ctrl-C at a port that says nothing', async () => {
    const { device: running, ready } = await startDevice();
    running.signal('SIGSTOP');
    const interrupt = atPhase('checking', (child) => void child.kill('SIGINT'));
    const { status, last } = await startPush(
      [BUNDLE, '--port', String(ready['serial'])],
      interrupt,
    );
    running.signal('SIGCONT');
    expect(last).toMatchObject({ result: 'failed', failure: { code: 'cancelled' } });
    expect(status).toBe(3);
  });

  it('says link/refused where there is no port', async () => {
    const { status, last } = await push(`serial://${folder.at('nothing')}`);
    expect(last).toMatchObject({ result: 'failed', failure: { code: 'link/refused' } });
    expect(status).toBe(3);
  });
});
