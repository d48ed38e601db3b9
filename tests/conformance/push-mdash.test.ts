/** `push --via shadow --shadow mdash --shadow-upload`: mDash writes the file; service, device and push are on real sockets. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import { startPush } from '../support/conformance/push-process.ts';
import { startMdash } from '../support/shadows/mdash-server.ts';

vi.setConfig({ testTimeout: 90_000 });

const TINY = 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip';
const ID = 'esp32_0A1B2C';
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function setUp({ key }: { readonly key?: string } = {}) {
  const mdash = await startMdash(ID);
  closers.push(() => mdash.stop());
  const start = async (...more: readonly string[]) => {
    const settings = [`dash.server=${mdash.deviceUrl}`, `dash.token=${mdash.token}`];
    const config = settings.flatMap((each) => ['--config', each]);
    const fresh = ['--ws', '0', '--app', 'demo', '--fw-version', '1.0.0', '--id', ID];
    const device = new DeviceProcess([...fresh, '--shadow', 'mdash', ...config, ...more]);
    closers.push(() => device.end('SIGTERM'));
    const ready = await device.ready();
    await device.event(({ event }) => event === 'boot');
    await mdash.online();
    return { device, ready };
  };
  const service = ['--shadow', 'mdash', '--shadow-url', `${mdash.url}/${ID}`];
  const upload = [...service, '--shadow-key', key ?? mdash.key, '--shadow-upload'];
  return { mdash, start, args: [TINY, '--via', 'shadow', ...upload] };
}

const UPDATED = { result: 'committed', from: '1.0.0', to: '1.1.0', failure: null };

describe('push by the upload to mDash', () => {
  it('updates a device that only mDash reaches, sees it restart, and keeps the new firmware there', async () => {
    const { start, args, mdash } = await setUp();
    const { ready } = await start();
    const { status, last, lines } = await startPush(args);
    expect(last).toMatchObject(UPDATED);
    expect(status).toBe(0);
    const { result } = await callDevice(ready, 'OTA.Status');
    expect(result).toMatchObject({ is_committed: true });
    expect(JSON.stringify(lines)).not.toContain(mdash.key);
  });

  it('has the usual second half over another link where that is named', async () => {
    const { start, args } = await setUp();
    const { ready } = await start();
    const { status, last } = await startPush([...args, '--port', String(ready['ws'])]);
    expect(last).toMatchObject(UPDATED);
    expect(status).toBe(0);
  });

  it('leaves it on trial where that is asked for', async () => {
    const { start, args } = await setUp();
    const { ready } = await start();
    const { status, last } = await startPush([...args, '--commit', 'never']);
    expect(last).toMatchObject({ result: 'uncommitted', to: '1.1.0' });
    expect(status).toBe(0);
    const { result } = await callDevice(ready, 'OTA.Status');
    expect(result).toMatchObject({ is_committed: false });
  });

  it('ends with the words of the service where that does not write it, and nothing is changed', async () => {
    const { start, args, mdash } = await setUp();
    const { ready } = await start();
    mdash.meddle(({ url = '' }) =>
      url.endsWith('/ota') ? { status: 500, body: '{"message":"no room"}' } : null,
    );
    const { status, last } = await startPush(args);
    expect(last).toMatchObject({
      result: 'failed',
      failure: { code: 'shadow/service', facts: { why: 'refused', detail: 'HTTP 500 no room' } },
    });
    expect(status).toBe(3);
    const { result } = await callDevice(ready, 'Sys.GetInfo');
    expect(result).toMatchObject({ fw_version: '1.0.0' });
  });

  it('is broken off by Ctrl-C, and the device stays on what it runs', async () => {
    const { start, args } = await setUp();
    const { ready } = await start('--timing', 'typical');
    const { status, last } = await startPush(args, ({ event, status: told }, child) => {
      if (event === 'progress' && told !== undefined) child.kill('SIGINT');
    });
    expect(last).toMatchObject({ result: 'failed', failure: { code: 'cancelled' } });
    expect(status).toBe(3);
    const { result } = await callDevice(ready, 'Sys.GetInfo');
    expect(result).toMatchObject({ fw_version: '1.0.0' });
  });

  it('is told that the key is not taken, and that the device is offline', async () => {
    const wrong = await setUp({ key: 'SECRET-KEY' });
    const denied = await startPush(wrong.args);
    expect(denied.last).toMatchObject({
      result: 'failed',
      failure: { code: 'shadow/service', facts: { why: 'denied' } },
    });
    expect(JSON.stringify(denied.lines)).not.toContain('SECRET');
    const { args } = await setUp();
    const offline = await startPush(args);
    expect(offline.last).toMatchObject({
      result: 'failed',
      failure: { code: 'link/refused', facts: { detail: 'HTTP 500 device is offline' } },
    });
  });
});
