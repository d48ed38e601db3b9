import { afterEach, describe, expect, it, vi } from 'vitest';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import { readBundle, writeParams } from '../support/ota-core/device/test-device.ts';
import { publicKeyText } from '../support/signatures/signed-bundle.ts';

// A process that compiles itself first, on machines that do other things meanwhile.
vi.setConfig({ testTimeout: 90_000 });

let device: DeviceProcess | null = null;
afterEach(async () => {
  await device?.end('SIGTERM');
  device = null;
});

/** Every write is sent whatever the device says, then End: what it said first, and what it runs after that. */
async function pushBlindly(name: string, ...args: readonly string[]) {
  device = new DeviceProcess(['--ws', '0', '--fw-version', '1.0.0', ...args]);
  const ready = await device.ready();
  const bundle = readBundle(name);
  const errors: unknown[] = [];
  const call = async (method: string, params?: object): Promise<void> => {
    const { error } = await callDevice(ready, method, params);
    if (error !== undefined) errors.push(error);
  };
  await call('OTA.Begin', { size: bundle.length, timeout: 600, commit_timeout: 300 });
  for (let offset = 0; offset < bundle.length; offset += 1800)
    await call('OTA.Write', writeParams(bundle, offset, 1800));
  await call('OTA.End');
  if (errors.length === 0)
    await device.event(({ event, first }) => event === 'boot' && first === true);
  const { result } = await callDevice(ready, 'Sys.GetInfo');
  return { first: errors[0], runs: (result as { fw_version: string }).fw_version };
}

const K0 = ['--key0', 'tests/fixtures/keys/k0.pub', '--sig-req-mask', '1'];
const REFUSED = { code: -1, message: '-1 Invalid signature' };

describe('a device with a key, given a bundle by a client that checks nothing', () => {
  it.each(['bad-signature-manifest-changed.zip', 'demo-esp32-1.1.0-signed-k1-in-slot0.zip'])(
    'refuses %s and keeps what it runs',
    async (name) => {
      expect(await pushBlindly(name, ...K0)).toEqual({ first: REFUSED, runs: '1.0.0' });
    },
  );

  it('refuses what nobody signed', async () => {
    const first = { code: -1, message: '-1 Not signed' };
    expect(await pushBlindly('demo-esp32-1.1.0.zip', ...K0)).toEqual({ first, runs: '1.0.0' });
  });

  it('is told the same by its settings', async () => {
    const settings = [`update.key0=${publicKeyText('k0')}`, 'update.sig_req_mask=1'];
    const args = settings.flatMap((setting) => ['--config', setting]);
    const name = 'demo-esp32-1.1.0-signed-k1-in-slot0.zip';
    expect(await pushBlindly(name, ...args)).toEqual({ first: REFUSED, runs: '1.0.0' });
  });

  it('runs what both keys of its mask signed', async () => {
    const keys = ['--key0', publicKeyText('k0'), '--key2', publicKeyText('k2')];
    const pushed = await pushBlindly(
      'demo-esp32-1.1.0-signed-k0-k2.zip',
      ...keys,
      ...['--sig-req-mask', '5'],
    );
    expect(pushed).toEqual({ first: undefined, runs: '1.1.0' });
  });
});
