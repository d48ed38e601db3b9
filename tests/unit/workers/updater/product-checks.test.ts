import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ProductCheck } from '../../../../src/contracts/product-check.ts';
import type { DamagedRecord } from '../../../../src/store/schema.ts';
import { KnownDevices } from '../../../../src/workers/updater/known-devices.ts';
import type { DeviceAccess } from '../../../../src/workers/updater/device-access.ts';
import {
  asChecksFile,
  keptChecks,
  readChecksFile,
  setChecks,
  tryCheck,
} from '../../../../src/workers/updater/product-checks.ts';
import { OtaError } from '../../../../src/contracts/failure.ts';

const PUMP: ProductCheck = {
  ...{ name: 'Pump', method: 'Pump.Status', args: null, path: '/on' },
  ...{ operator: '=', value: true },
};
const REBOOTS = { ...PUMP, method: 'Sys.Reboot' };

let damaged: DamagedRecord[];
let known: KnownDevices;

beforeEach(() => {
  damaged = [];
  known = new KnownDevices(
    () => 1,
    { browser: 'chrome', system: 'linux' },
    (record) => damaged.push(record),
  );
});

const unusable = (file: string, place: string) => ({
  ...{ code: 'file/no-checks', facts: { file, place } },
});

describe('checks that a browser keeps', () => {
  it('are those of their application, until there are none', async () => {
    expect(await keptChecks(known, 'pump')).toEqual([]);
    expect(await setChecks(known, 'pump', [PUMP])).toEqual([PUMP]);
    expect(await keptChecks(known, 'pump')).toEqual([PUMP]);
    expect(await keptChecks(known, 'lamp')).toEqual([]);
    await setChecks(known, 'pump', []);
    expect(await keptChecks(known, 'pump')).toEqual([]);
  });

  it('are judged before they are kept, and when they are read', async () => {
    await expect(setChecks(known, 'pump', [REBOOTS])).rejects.toMatchObject(
      unusable('checks.json', 'checks.0.method'),
    );
    expect(await keptChecks(known, 'pump')).toEqual([]);
    const database = await openDB('slipway');
    await database.put('checks', { app: 'pump', file: JSON.stringify({ checks: [REBOOTS] }) });
    await database.put('checks', { app: 'lamp', file: 7 });
    database.close();
    await expect(keptChecks(known, 'pump')).rejects.toMatchObject(
      unusable('checks.json', 'slipwayChecks'),
    );
    expect(await keptChecks(known, 'lamp')).toEqual([]);
    expect(damaged).toEqual([{ kind: 'checks', key: 'lamp' }]);
    await setChecks(known, 'pump', []);
  });

  it('are written to a file and read from it, which has to be one', async () => {
    const file = new File([asChecksFile('pump', [PUMP])], 'mine.json');
    expect(await readChecksFile(file)).toEqual([PUMP]);
    await expect(readChecksFile(new File(['{'], 'mine.json'))).rejects.toMatchObject(
      unusable('mine.json', ''),
    );
    const large = new File([' '.repeat(70_000)], 'large.json');
    await expect(readChecksFile(large)).rejects.toMatchObject(unusable('large.json', ''));
  });
});

describe('a check that is tried', () => {
  const answering = (answer: () => Promise<unknown>) => {
    const asked: string[] = [];
    const client = {
      ask: (method: string) => {
        asked.push(method);
        return answer();
      },
    };
    const device = {
      withAsked: (_: AbortSignal, ask: (one: typeof client) => Promise<unknown>) => ask(client),
    } as unknown as DeviceAccess; // nothing else of it is used
    return { asked, options: { device, signal: new AbortController().signal } };
  };

  it('tells what the device answers now, without its secrets', async () => {
    const { options } = answering(() => Promise.resolve({ on: true, wifi_pass: 'hunter2' }));
    expect(await tryCheck(PUMP, options)).toMatchObject({
      report: { state: 'passed', found: 'true' },
      answer: { result: { on: true, wifi_pass: '••••' } },
    });
  });

  it('tells that it does not answer', async () => {
    const { options } = answering(() =>
      Promise.reject(new OtaError('rpc/timeout', { method: 'Pump.Status', timeoutMs: 3_000 })),
    );
    expect(await tryCheck(PUMP, options)).toMatchObject({
      ...{ report: { state: 'not-told', why: 'no-answer' }, answer: null },
    });
  });

  it('is not asked where it would change the device', async () => {
    const { asked, options } = answering(() => Promise.resolve(null));
    await expect(tryCheck(REBOOTS, options)).rejects.toMatchObject(
      unusable('checks.json', 'checks.0.method'),
    );
    expect(asked).toEqual([]);
  });
});
