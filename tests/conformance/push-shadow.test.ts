/** push by way of a device shadow, without a link to the device and with one; service, device and push are on real sockets. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SHADOW_SHAPES } from '../../src/shadow/shadow-places.ts';
import type { ShadowShape } from '../../src/shadow/shadow-places.ts';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import { startPush } from '../support/conformance/push-process.ts';
import type { PushLine } from '../support/conformance/push-process.ts';
import { BENCHES } from '../support/shadows/shadow-bench.ts';

const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.1.0.zip';
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function setUp(shape: ShadowShape) {
  const bench = await BENCHES[shape]();
  closers.push(() => bench.stop());
  const start = async (...more: readonly string[]) => {
    const device = new DeviceProcess([...bench.device, '--ws', '0', ...more]);
    closers.push(() => device.end('SIGTERM'));
    return { device, ready: await device.ready() };
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-shadow-'));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  const keyFile = path.join(folder, 'key');
  writeFileSync(keyFile, `${bench.key ?? ''}\n`);
  const key = bench.key === null ? [] : ['--shadow-key', `@${keyFile}`];
  const shadow = ['--via', 'shadow', '--shadow', shape, '--shadow-url', bench.address, ...key];
  const args = [BUNDLE, ...shadow, '--serve', '127.0.0.1:0'];
  return { bench, start, args, keyFile };
}

const shadowSteps = (lines: readonly PushLine[]): readonly unknown[] =>
  lines.filter(({ event }) => event === 'shadow').map(({ step }) => step);

const AUTOCOMMIT = ['--config', 'shadow.autocommit=true'];
const shapes = Object.keys(SHADOW_SHAPES) as ShadowShape[];

describe.each(shapes)('push --via shadow, %s', (shape) => {
  it('updates a device to which there is no link, and tells what that reports', async () => {
    const { bench, start, args } = await setUp(shape);
    await start(...AUTOCOMMIT);
    const { status, last, lines } = await startPush(args);
    expect(last).toMatchObject({ result: 'committed', from: '1.0.0', to: '1.1.0', failure: null });
    expect(status).toBe(0);
    const steps = shadowSteps(lines);
    expect([steps[0], steps[1], steps.at(-1)]).toEqual(['wanted', 'taken', 'ended']);
    expect(lines).toContainEqual(expect.objectContaining({ event: 'request', status: 200 }));
    // What is no longer served is no longer wanted.
    expect(JSON.stringify(bench.desired())).not.toContain('http');
    expect(JSON.stringify(lines)).not.toMatch(/KEY-0123|SharedAccess|a2V5/);
  });

  it('waits for a device that comes online later', async () => {
    const { start, args } = await setUp(shape);
    const { last } = await startPush(args, ({ event, step }) => {
      if (event === 'shadow' && step === 'wanted') void start(...AUTOCOMMIT);
    });
    expect(last).toMatchObject({ result: 'committed', to: '1.1.0', failure: null });
  });

  it('has the usual second half where there is a link besides', async () => {
    const { start, args } = await setUp(shape);
    const { ready } = await start();
    const { status, last, lines } = await startPush([...args, '--port', String(ready['ws'])]);
    expect(last).toMatchObject({ result: 'committed', from: '1.0.0', to: '1.1.0', failure: null });
    expect(status).toBe(0);
    expect(shadowSteps(lines).slice(0, 2)).toEqual(['wanted', 'taken']);
    const { result } = await callDevice(ready, 'OTA.Status');
    expect(result).toMatchObject({ is_committed: true });
  });
});

describe('push --via shadow', () => {
  it('takes the wish back where no device takes it up in time', async () => {
    const { bench, args } = await setUp('mdash');
    const { status, last } = await startPush([...args, '--shadow-wait', '1']);
    expect(last).toMatchObject({
      result: 'failed',
      failure: { code: 'shadow/device-silent', facts: { took: false } },
    });
    expect(status).toBe(3);
    expect(JSON.stringify(bench.desired())).not.toContain('http');
  });

  it('ends with the words of the device, with a link and without one', async () => {
    const { start, args } = await setUp('aws');
    const { ready } = await start('--sig-req-mask', '0');
    const failure = { code: 'shadow/update-failed', facts: { remoteCode: -1 } };
    const bare = await startPush(args);
    expect(bare.last).toMatchObject({ result: 'failed', failure });
    expect(bare.status).toBe(3);
    const linked = await startPush([...args, '--port', String(ready['ws'])]);
    // By its shadow or by OTA.Status, whichever is first.
    const code = expect.stringMatching(/^(shadow\/update-failed|update\/pull-refused)$/) as string;
    expect(linked.last).toMatchObject({ result: 'failed', failure: { code } });
    const { result } = await callDevice(ready, 'Sys.GetInfo');
    expect(result).toMatchObject({ fw_version: '1.0.0' });
  });

  it('is told by name that the service does not take the key, and shows nothing of it', async () => {
    const { args, keyFile } = await setUp('mdash');
    writeFileSync(keyFile, 'SECRET-KEY\n');
    const { status, last, lines } = await startPush(args);
    expect(last).toMatchObject({
      result: 'failed',
      failure: { code: 'shadow/service', facts: { why: 'denied' } },
    });
    expect(status).toBe(3);
    expect(JSON.stringify(lines)).not.toContain('SECRET');
  });

  it('ends unknown where it is stopped while the device updates', async () => {
    const { start, args } = await setUp('mdash');
    await start(...AUTOCOMMIT, '--timing', 'typical');
    const { last } = await startPush(args, ({ event, step }, child) => {
      if (event === 'shadow' && step === 'taken') child.kill('SIGINT');
    });
    expect(last).toMatchObject({ result: 'unknown', failure: { code: 'update/goes-on' } });
  });
});
