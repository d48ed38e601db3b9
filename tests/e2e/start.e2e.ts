import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { DeviceProcess } from '../support/conformance/device-process.ts';
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

const start = (port: number, ...args: readonly string[]) =>
  spawn(process.execPath, ['scripts/start.mjs', ...args], {
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

  it('serves others in the network by choice, who update a device from there', async () => {
    const id = 'esp32_0E70AB';
    const device = new DeviceProcess(['--ws', '0', '--id', id, '--fw-version', '1.0.0']);
    const ready = await device.ready();
    await device.event(({ event }) => event === 'boot');
    const child = start(42_193, '--host');
    const { port } = new URL(await addressFrom(child.stdout));
    // Not of this computer by its name: to a browser no place to trust.
    const flags = ['--host-resolver-rules=MAP slipway.lan 127.0.0.1'];
    const visit = await Visit.begin({
      address: `http://slipway.lan:${port}/`,
      bench: { env: {}, flags, prepare: () => undefined },
      installs: true,
    });
    expect(await visit.page.evaluate(() => isSecureContext)).toBe(false);
    await visit.button(/^Network/).click();
    const field = visit.page.getByRole('textbox', { name: 'Address' });
    await field.fill(String(ready.ws));
    await field.press('Enter');
    await visit.headlineSays(new RegExp(`^${id} runs 1\\.0\\.0`));
    await visit.chooseFile('demo-esp32-1.1.0-tiny.zip');
    await visit.button('Update to 1.1.0').click();
    await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/);
    await visit.button('Keep 1.1.0').click();
    await visit.headlineSays(new RegExp(`^${id} runs 1\\.1\\.0$`));
    // The header is of no use there, which Chromium says; whatever else it says is a fault.
    expect(visit.problems.filter((one) => !one.includes('Cross-Origin-Opener-Policy'))).toEqual([]);
    await visit.end();
    child.kill('SIGTERM');
    await once(child, 'close');
    await device.end('SIGTERM');
  });

  it('says what it does not understand, and where it cannot listen', async () => {
    const ends = async (...args: readonly string[]) => {
      const child = spawn(process.execPath, ['scripts/start.mjs', ...args]);
      const said = (await child.stderr.toArray()).join('');
      if (child.exitCode === null) await once(child, 'close');
      return [child.exitCode, said];
    };
    expect(await ends('--port', '1')).toEqual([2, expect.stringMatching(/--host \[ADDRESS\]/)]);
    expect(await ends('--host', '192.0.2.1')).toEqual([
      1,
      expect.stringMatching(/cannot listen at 192\.0\.2\.1: EADDRNOTAVAIL/),
    ]);
  });
});
