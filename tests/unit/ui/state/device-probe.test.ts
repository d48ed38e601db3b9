import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../src/contracts/failure.ts';
import type { Outcome } from '../../../../src/contracts/failure.ts';
import { DeviceProbe } from '../../../../src/ui/state/device-probe.ts';
import { RestartableUpdater } from '../../../../src/ui/state/restartable-updater.ts';
import type { DeviceReport } from '../../../../src/workers/api.ts';
import { bundle, deviceOn } from '../../../support/ui/fixtures.ts';
import { recordingUpdater } from '../../../support/ui/recording-updater.ts';

const bad = (error: OtaError): Outcome<never> => ({ ok: false, failure: toFailure(error) });
const isStarting = bad(new OtaError('link/lost', { kind: 'serial', detail: 'not open yet' }));
const isRefused = bad(new OtaError('link/refused', { address: 'COM3', detail: 'no' }));

function probeWith(answers: Outcome<DeviceReport>[] = []) {
  const worker = recordingUpdater();
  const updater = {
    ...worker.updater,
    askDevice: () => {
      worker.asked.push('askDevice');
      return Promise.resolve(answers.shift() ?? { ok: true as const, value: deviceOn('1.0.0') });
    },
  };
  const open = () => Promise.resolve({ ok: true as const, value: updater });
  const waits: number[] = [];
  const wait = (ms: number): Promise<void> => {
    waits.push(ms);
    return Promise.resolve();
  };
  return { probe: new DeviceProbe(new RestartableUpdater(open)), asked: worker.asked, waits, wait };
}

describe('what a device is asked', () => {
  it('is void as soon as something newer is asked, and not before', () => {
    const { probe } = probeWith();
    const first = probe.begin();
    expect(first()).toBe(false);
    const second = probe.begin();
    expect([first(), second()]).toEqual([true, false]);
  });

  it('is asked again while the device may still be starting, and of no other failure', async () => {
    const starting = probeWith([isStarting, isStarting]);
    const isVoid = starting.probe.begin();
    expect((await starting.probe.identifyStarting(isVoid, starting.wait)).ok).toBe(true);
    expect(starting.waits).toEqual([1_000, 1_000]);

    const refused = probeWith([isRefused]);
    const answer = await refused.probe.identifyStarting(refused.probe.begin(), refused.wait);
    expect([answer, refused.waits]).toEqual([isRefused, []]);
  });

  it('is given up after four answers in vain, or when nobody wants to know any more', async () => {
    const silent = probeWith(Array<typeof isStarting>(9).fill(isStarting));
    const answer = await silent.probe.identifyStarting(silent.probe.begin(), silent.wait);
    expect([answer, silent.asked.length]).toEqual([isStarting, 4]);

    const left = probeWith([isStarting]);
    const isVoid = left.probe.begin();
    await left.probe.identifyStarting(isVoid, (ms) => {
      left.probe.begin();
      return left.wait(ms);
    });
    expect(left.asked).toEqual(['askDevice']);
  });

  it('is compared in a worker that has the firmware, which is opened there first where it is not', async () => {
    const { probe, asked } = probeWith();
    const firmware = { bundle, file: new File([], bundle.fileName) };
    await probe.compare(firmware, deviceOn('1.0.0'));
    await probe.compare(firmware, deviceOn('1.0.0'));
    expect(asked).toEqual(['openBundle', 'compare', 'compare']);
  });
});
