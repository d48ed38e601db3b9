import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import {
  bundleNamed,
  changedResult,
  ofType,
  replyTo,
  setUpUpdate,
} from '../../support/update/update-harness.ts';
import type { HarnessSetup } from '../../support/update/update-harness.ts';

let tiny: Bundle;
let old: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
  old = await bundleNamed('demo-esp32-1.0.0.zip');
});

/** An update that must be refused before the first byte, on a device that stays as it was. */
async function refusedWith(setup: HarnessSetup, bundle: Bundle = tiny) {
  const parts = setUpUpdate(setup);
  const { events, result } = await parts.update(bundle);
  expect(result.result).toBe('refused');
  expect(parts.calls).not.toContain('OTA.Write');
  expect(parts.calls).not.toContain('OTA.End');
  expect(parts.emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
  return { result, findings: ofType(events, 'findings')[0]?.findings ?? [], calls: parts.calls };
}

/** The device says something else than it would. */
const says =
  (method: string, change: Readonly<Record<string, unknown>>): HarnessSetup['meddle'] =>
  (frame) =>
    frame.direction === 'in' && frame.method === method ? changedResult(frame, change) : undefined;

describe('an update is refused before the first byte', () => {
  it.each([
    ['an update runs', 'OTA.Status', { state: 1, progress_percent: 38 }, 'device/busy'],
    [
      'the running firmware is on trial',
      'OTA.Status',
      { is_committed: false },
      'device/uncommitted',
    ],
    ['its boot state says so', 'OTA.GetBootState', { is_committed: false }, 'device/uncommitted'],
    ['it is another chip', 'Sys.GetInfo', { arch: 'esp32c3' }, 'bundle/wrong-platform'],
    ['it is an older chip of that name', 'Sys.GetInfo', { arch: 'esp' }, 'bundle/wrong-platform'],
  ] as const)('when %s', async (_, method, change, code) => {
    const { result, findings, calls } = await refusedWith({ meddle: says(method, change) });
    expect(result).toMatchObject({ failure: { code } });
    expect(findings).toEqual([expect.objectContaining({ force: null })]);
    expect(calls).not.toContain('OTA.Begin');
  });

  it('when the method list has no OTA', async () => {
    const { result } = await refusedWith({
      meddle: (frame) =>
        frame.direction === 'in' && frame.method === 'RPC.List'
          ? [replyTo(frame, { result: ['Sys.GetInfo', 'OTA.Status'] })]
          : undefined,
    });
    expect(result).toMatchObject({ failure: { code: 'device/no-ota' } });
  });

  it('when the device refuses to begin, and somebody else’s update is not ended', async () => {
    const { result } = await refusedWith({
      meddle: (frame) =>
        frame.direction === 'in' && frame.method === 'OTA.Begin'
          ? [replyTo(frame, { error: { code: -1, message: 'Update already in progress' } })]
          : undefined,
    });
    expect(result).toMatchObject({
      failure: {
        code: 'update/begin-refused',
        facts: { remoteCode: -1, remoteMessage: 'Update already in progress' },
      },
    });
  });
});

describe('a refusal that can be overridden', () => {
  const cases = [
    [
      'same-version',
      'Sys.GetInfo',
      () => ({ fw_version: '1.1.0', fw_id: tiny.manifest.buildId }),
      'device/same-version',
    ],
    ['downgrade', 'Sys.GetInfo', () => ({ fw_version: '2.0.0' }), 'device/older'],
    ['other-app', 'Sys.GetInfo', () => ({ app: 'gate' }), 'device/other-app'],
  ] as const;

  it.each(cases)('%s stops the update', async (force, method, change, code) => {
    const meddle: HarnessSetup['meddle'] = (frame) => says(method, change())?.(frame);
    const { result, findings } = await refusedWith({ meddle });
    expect(result).toMatchObject({ failure: { code } });
    expect(findings).toEqual([expect.objectContaining({ force })]);
  });

  it.each(cases)('%s is overridden by its own name only', async (force, method, change) => {
    const once: HarnessSetup['meddle'] = (frame) =>
      frame.index === 0 ? says(method, change())?.(frame) : undefined;
    const other = setUpUpdate({ meddle: once });
    const wrong = force === 'downgrade' ? 'other-app' : 'downgrade';
    expect((await other.update(tiny, { force: [wrong] })).result.result).toBe('refused');
    const { update, emulator } = setUpUpdate({ meddle: once });
    const { result } = await update(tiny, { force: [force] });
    expect(result.result).toBe('committed');
    expect(emulator.snapshot().running).toMatchObject({ version: '1.1.0' });
  });

  it('lets the very same build be installed once more, seen by its slot', async () => {
    const parts = setUpUpdate();
    expect((await parts.update(tiny)).result.result).toBe('committed');
    expect(parts.emulator.snapshot().running).toMatchObject({ slot: 1 });
    expect((await parts.update(tiny)).result).toMatchObject({
      result: 'refused',
      failure: { code: 'device/same-version' },
    });
    expect((await parts.update(tiny, { force: ['same-version'] })).result.result).toBe('committed');
    expect(parts.emulator.snapshot().running).toMatchObject({ slot: 0, version: '1.1.0' });
  });

  it('takes a device back to an older firmware', async () => {
    const parts = setUpUpdate();
    await parts.update(tiny);
    expect((await parts.update(old)).result).toMatchObject({
      failure: { code: 'device/older', facts: { running: '1.1.0', bundle: '1.0.0' } },
    });
    expect((await parts.update(old, { force: ['downgrade'] })).result.result).toBe('committed');
    expect(parts.emulator.snapshot().running).toMatchObject({ version: '1.0.0' });
  });
});
