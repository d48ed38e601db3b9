import { describe, expect, it } from 'vitest';
import { fromFailure, OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { FailureCode, FailureFacts } from '../../../src/contracts/failure.ts';
import { jobEndOf, unreachedEnd } from '../../../src/fleet/device-record.ts';
import {
  firmwareFor,
  fittingBundle,
  noBundle,
  stillRuns,
} from '../../../src/fleet/update-device.ts';
import type { UpdateResult } from '../../../src/update/events.ts';
import { info } from '../../support/report/report-sources.ts';
import { bundleNamed } from '../../support/update/update-harness.ts';

const failureOf = <C extends FailureCode>(code: C, facts: FailureFacts[C]) =>
  toFailure(OtaError.from(new OtaError(code, facts)));

const lost = failureOf('link/lost', { kind: 'mqtt', detail: 'gone' });
const silent = failureOf('rpc/timeout', { method: 'OTA.Status', timeoutMs: 10_000 });
const same = failureOf('device/same-version', { version: '1.1.0', buildId: 'b' });
const platform = failureOf('bundle/wrong-platform', { bundle: 'esp32', device: 'esp8266' });
const older = failureOf('device/older', { running: '2.0.0', bundle: '1.1.0' });
const busy = failureOf('device/busy', { state: 1, percent: 5 });
const refusedEnd = failureOf('update/end-refused', {
  remoteCode: -1,
  remoteMessage: 'Invalid CRC',
});
const back = failureOf('update/rolled-back', { from: '1.0.0', to: '1.1.0', why: 'not-seen' });

const head = { bytes: 0, seconds: 1, writeSeconds: 0, from: '1.0.0', to: '1.1.0' };
const running = { name: 'demo', version: '1.0.0', buildId: 'a', slot: 0, committed: true };
const result = (own: object): UpdateResult => ({ ...head, ...own }) as UpdateResult;

describe('what became of one try', () => {
  it.each([
    [{ result: 'committed' }, true, { kind: 'committed' }],
    [
      { result: 'refused', failure: same, findings: [] },
      false,
      { kind: 'skipped', why: 'already-there' },
    ],
    [
      { result: 'refused', failure: platform, findings: [] },
      false,
      { kind: 'skipped', why: 'no-bundle' },
    ],
    [
      { result: 'refused', failure: older, findings: [] },
      false,
      { kind: 'failed', mayAgain: false },
    ],
    [{ result: 'refused', failure: busy, findings: [] }, false, { kind: 'failed', mayAgain: true }],
    [{ result: 'failed', failure: silent }, false, { kind: 'offline' }],
    [{ result: 'failed', failure: lost }, true, { kind: 'failed', mayAgain: true }],
    [{ result: 'failed', failure: refusedEnd }, true, { kind: 'failed', mayAgain: false }],
    [{ result: 'cancelled', failure: lost }, true, { kind: 'called-off' }],
    [
      { result: 'reverted', failure: back, cause: 'not-seen', running },
      true,
      { kind: 'went-back', failure: back },
    ],
    [{ result: 'other', failure: back, running }, true, { kind: 'failed', mayAgain: false }],
    [{ result: 'unknown', failure: lost }, true, { kind: 'failed', mayAgain: false }],
    [{ result: 'uncommitted' }, true, { kind: 'failed', failure: { code: 'device/uncommitted' } }],
  ] as const)('is told by the result of the update: %o, written: %s', (own, wrote, end) => {
    expect(jobEndOf(result(own), { wrote })).toMatchObject(end);
  });

  it('is offline before anything was written only where nobody was reached', () => {
    expect(unreachedEnd(lost)).toEqual({ kind: 'offline', failure: lost });
    expect(unreachedEnd(older)).toMatchObject({ kind: 'failed', mayAgain: false });
  });
});

describe('the firmware for a device', () => {
  it('is the one for its chip; of several, the one for its application', async () => {
    const esp32 = await bundleNamed('demo-esp32-1.1.0.zip');
    const c3 = await bundleNamed('demo-esp32c3-1.1.0.zip');
    const gate = { ...esp32, manifest: { ...esp32.manifest, name: 'gate' } };
    const lamp = { arch: 'esp32', app: 'demo' };
    expect(fittingBundle([c3, esp32], lamp)).toBe(esp32);
    expect(fittingBundle([gate, esp32], lamp)).toBe(esp32);
    expect(fittingBundle([esp32], { arch: 'esp32', app: 'other' })).toBe(esp32);
    expect(fittingBundle([gate, esp32], { arch: 'esp32', app: 'other' })).toBeNull();
    expect(fittingBundle([c3, esp32], { arch: 'esp8266', app: 'demo' })).toBeNull();
    expect(noBundle([c3, esp32], { arch: 'esp8266', app: 'demo' })).toMatchObject({
      why: 'no-bundle',
      failure: {
        code: 'bundle/wrong-platform',
        facts: { bundle: 'esp32c3, esp32', device: 'esp8266' },
      },
    });
    expect(noBundle([gate, esp32], { arch: 'esp32', app: 'other' })).toMatchObject({
      failure: { code: 'device/other-app', facts: { running: 'other', bundle: 'gate, demo' } },
    });
  });

  it('is decided by the device where there are several, or where some are passed over', async () => {
    const esp32 = { bundle: await bundleNamed('demo-esp32-1.1.0.zip') };
    const c3 = { bundle: await bundleNamed('demo-esp32c3-1.1.0.zip') };
    const { signal } = new AbortController();
    let asked = 0;
    const ask = () => {
      asked += 1;
      return Promise.resolve(info);
    };
    expect(await firmwareFor([esp32], { ask, signal })).toBe(esp32);
    expect(asked).toBe(0);
    expect(await firmwareFor([c3, esp32], { ask, signal })).toBe(esp32);
    expect(await firmwareFor([c3], { ask, signal, passesOver: () => null })).toMatchObject({
      kind: 'skipped',
      why: 'no-bundle',
    });
    const skipped = { kind: 'skipped', why: 'went-back-before', failure: same } as const;
    const passesOver = () => skipped;
    expect(await firmwareFor([esp32], { ask, signal, passesOver })).toBe(skipped);
    expect(asked).toBe(3);
  });

  it('is not known where the device cannot be asked: it is offline, or was called off', async () => {
    const firmwares = [
      { bundle: await bundleNamed('demo-esp32-1.1.0.zip') },
      { bundle: await bundleNamed('demo-esp32c3-1.1.0.zip') },
    ];
    const ask = () => Promise.reject(fromFailure(lost));
    const { signal } = new AbortController();
    expect(await firmwareFor(firmwares, { ask, signal })).toMatchObject({
      kind: 'offline',
      failure: { code: lost.code, facts: lost.facts },
    });
    const aborted = AbortSignal.abort();
    expect(await firmwareFor(firmwares, { ask, signal: aborted })).toEqual({ kind: 'called-off' });
    expect(await stillRuns(firmwares, ask)).toMatchObject({
      kind: 'failed',
      failure: { code: lost.code, facts: lost.facts },
      mayAgain: false,
    });
  });

  it('is known again after its soak by version and build id', async () => {
    const bundle = await bundleNamed('demo-esp32-1.1.0.zip');
    const { version, buildId } = bundle.manifest;
    const asked = (id: string) => () => Promise.resolve({ fw_version: version, fw_id: id });
    expect(await stillRuns([{ bundle }], asked(buildId))).toBeNull();
    expect(await stillRuns([{ bundle }], asked('another'))).toMatchObject({
      kind: 'went-back',
      failure: { facts: { from: version, to: version } },
    });
  });
});
