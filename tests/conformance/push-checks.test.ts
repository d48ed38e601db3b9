import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import { startPush } from '../support/conformance/push-process.ts';

const FW = 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'slipway-checks-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** An update of a device of its own that is kept if it has so much room in its filesystem, by `--checks`. */
async function pushWith(name: string, leastFree: number) {
  const file = path.join(folder, `${name}.json`);
  const check = { name: 'Room', method: 'Sys.GetInfo', path: '/fs_free', operator: '>=' };
  const checks = [{ ...check, value: leastFree }];
  writeFileSync(file, JSON.stringify({ slipwayChecks: 1, app: 'demo', checks }));
  const device = new DeviceProcess(['--ws', '0', '--app', 'demo', '--fw-version', '1.0.0']);
  try {
    const ready = await device.ready();
    const { status, last, lines } = await startPush([
      ...[FW, '--port', String(ready['ws']), '--checks', file],
    ]);
    const info = (await callDevice(ready, 'Sys.GetInfo')).result as { fw_version: string };
    const told = lines.filter(({ event }) => event === 'checks');
    return { status, last, told, version: info.fw_version };
  } finally {
    await device.end('SIGTERM');
  }
}

describe('push with checks of the product', () => {
  // Both take the 30 s in which a firmware may not restart.
  it('keeps what passes them, and has the device go back from what does not', async () => {
    const [green, red] = await Promise.all([pushWith('green', 1), pushWith('red', 2 ** 40)]);
    expect(green).toMatchObject({ status: 0, version: '1.1.0', last: { result: 'committed' } });
    expect(green.told.at(-1)).toMatchObject({ ifNobodyActs: 'kept' });
    expect(red).toMatchObject({
      ...{ version: '1.0.0', last: { result: 'reverted' } },
      status: 4,
    });
    const last = red.told.at(-1) as { readonly checks: readonly object[] };
    expect(last.checks.at(-1)).toMatchObject({ name: 'Room', state: 'failed' });
  }, 120_000);
});
