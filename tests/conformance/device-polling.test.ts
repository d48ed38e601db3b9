import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { serveFiles, whole, type FileServer } from '../support/conformance/file-server.ts';
import { startWiredDevice, waitForVersion } from '../support/conformance/wired-device.ts';
import { tinyBundle } from '../support/ota-core/device/test-device.ts';

vi.setConfig({ testTimeout: 90_000 });

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(answer: RequestListener): Promise<FileServer> {
  const server = await serveFiles(answer);
  closers.push(() => server.close());
  return server;
}

describe('a device that looks for updates', () => {
  /** As the public update server does: 304 to whoever runs what there is. */
  const offer =
    (current: () => string): RequestListener =>
    (request, response) => {
      const [, version] = String(request.headers['x-mgos-fw-version']).split(' ');
      if (version === current()) response.writeHead(304).end();
      else whole(tinyBundle)(request, response);
    };
  const settingsOf = ({ url }: FileServer) => ({ url: `${url}/latest`, interval: 1 });
  const boots = ({ events }: DeviceProcess) =>
    events.filter(({ event }) => event === 'boot').map(({ version }) => version);

  it('by --config stays on what it has until there is another, and then keeps it', async () => {
    let current = '1.0.0';
    const server = await serve(offer(() => current));
    const { url, interval } = settingsOf(server);
    const configs = [`update.url=${url}`, `update.interval=${interval}`];
    const device = new DeviceProcess(['--ws', '0', ...configs.flatMap((it) => ['--config', it])]);
    closers.push(() => device.end('SIGKILL'));
    await device.ready();
    await vi.waitUntil(() => server.requests.length > 1, { timeout: 60_000 });
    expect(boots(device)).toEqual(['1.0.0']);
    current = '1.1.0';
    await device.event(({ event, version }) => event === 'boot' && version === '1.1.0');
    const before = server.requests.length;
    await vi.waitUntil(() => server.requests.length > before + 1, { timeout: 60_000 });
    expect(boots(device)).toEqual(['1.0.0', '1.1.0']);
  });

  it('by its own settings begins with its restart', async () => {
    const server = await serve(offer(() => '1.1.0'));
    const device = await startWiredDevice();
    closers.push(() => device.stop());
    const call = (method: string, params: unknown) =>
      device.emulator.call({ method, params, channel: 'UART0' });
    await call('Config.Set', { config: { update: settingsOf(server) } });
    await call('Config.Save', { reboot: true });
    await waitForVersion(device, '1.1.0');
    expect(server.requests[0]).toMatchObject({
      url: '/latest',
      headers: { 'x-mgos-device-id': 'esp32_0A1B2C 30AEA40A1B2C' },
    });
  });
});
