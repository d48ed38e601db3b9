/** A device that asks who calls, over each way to reach it. */
import { afterEach, describe, expect, it } from 'vitest';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { startPush } from '../support/conformance/push-process.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';

const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.1.0.zip';
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function setUp(...args: readonly string[]) {
  const broker = await startBroker();
  closers.push(() => broker.stop());
  const wires = ['--ws', '0', '--tcp', '0', '--udp', '0', '--mqtt', broker.url];
  const device = new DeviceProcess([...wires, '--auth', 'admin:s3cret', ...args]);
  closers.push(() => device.end('SIGTERM'));
  const ready = await device.ready();
  return { device, to: (wire: string) => ['--port', String(ready[wire])] };
}

const calls = (device: DeviceProcess): number =>
  device.events.filter(({ event, method }) => event === 'rpc' && method === 'OTA.Status').length;

describe('push at a device that asks who calls', () => {
  it.each([
    ['ws', 'MD5'],
    ['tcp', 'SHA-256'],
    ['http', 'SHA-256'],
    ['udp', 'MD5'],
    ['mqtt', 'SHA-256'],
  ])('updates it over %s, by %s, and shows the password nowhere', async (wire, algorithm) => {
    const { to } = await setUp('--config', `rpc.auth_algo=${algorithm === 'MD5' ? 0 : 1}`);
    const who = ['--user', 'admin', '--password', 's3cret'];
    const { status, last, lines } = await startPush([BUNDLE, ...to(wire), ...who]);
    expect(last).toMatchObject({ result: 'committed', to: '1.1.0', failure: null });
    expect(status).toBe(0);
    expect(JSON.stringify(lines)).not.toMatch(/s3cret|"response"/);
  });

  it.each(['ws', 'http'])(
    'says over %s that the password is wrong, after two tries',
    async (wire) => {
      const { device, to } = await setUp();
      const who = ['--user', 'admin', '--password', 'wrong'];
      const { status, last } = await startPush([BUNDLE, ...to(wire), ...who]);
      expect(last).toMatchObject({ failure: { code: 'device/wrong-password' } });
      expect(status).toBe(3);
      expect(calls(device)).toBe(2);
    },
  );

  it('says that it asks for a password where none was given', async () => {
    const { to } = await setUp();
    const { status, last } = await startPush([BUNDLE, ...to('ws')]);
    expect(last).toMatchObject({ failure: { code: 'rpc/remote', facts: { remoteCode: 401 } } });
    expect(status).toBe(3);
  });
});
