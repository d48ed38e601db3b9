import { describe, expect, it } from 'vitest';
import { timeFlash } from '../../../src/emulator/timing.ts';
import { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import { encodeBase64 } from '../../../src/ota-core/primitives/base64.ts';
import { tinyBundle } from '../../support/ota-core/device/test-device.ts';
import { clientOf, never, setUpEmulator, upload } from '../../support/emulator/test-emulator.ts';

const geometry = { size: 65_536, eraseSize: 4096, programSize: 4, wordOnce: false };
const chip = (timing: 'none' | 'typical' | 'worst') => timeFlash(new NorFlash(geometry), timing);

describe('what flash operations take', () => {
  it('is counted in pages touched and KiB erased', () => {
    const flash = chip('typical');
    flash.erase(0, 8192);
    expect(flash.takeCostMs()).toBeCloseTo(18.4);
    flash.program(0, new Uint8Array(512));
    expect(flash.takeCostMs()).toBeCloseTo(1.4);
    flash.program(512 + 252, new Uint8Array(8));
    expect(flash.takeCostMs()).toBeCloseTo(1.4);
    expect(flash.takeCostMs()).toBe(0);
  });

  it('is nothing without timing, and nothing for an operation that the chip refuses', () => {
    const free = chip('none');
    free.erase(0, 4096);
    expect(free.takeCostMs()).toBe(0);
    const typical = chip('typical');
    expect(() => typical.erase(1, 4096)).toThrow();
    expect(() => typical.program(2, new Uint8Array(4))).toThrow();
    expect(typical.takeCostMs()).toBe(0);
  });

  it('takes 48 s at worst for 1.5 MiB', () => {
    const flash = timeFlash(new NorFlash({ ...geometry, size: 0x18_0000 }), 'worst');
    flash.erase(0, 0x18_0000);
    expect(flash.takeCostMs()).toBeCloseTo(48_000);
  });
});

describe('a device whose flash takes its time', () => {
  async function begun(timing: 'none' | 'typical') {
    const { emulator, clock } = setUpEmulator({ timing });
    emulator.powerOn();
    const client = clientOf(emulator.connect(), clock);
    await clock.run(upload(client, tinyBundle.subarray(0, 512)));
    return { clock, client };
  }

  it('answers the write that erases the slot only after the erase, and what comes behind it too', async () => {
    const { clock, client } = await begun('typical');
    const startedAt = clock.now();
    const data = encodeBase64(tinyBundle.subarray(512, 2048));
    const write = client.call('OTA.Write', { offset: 512, data }, { signal: never });
    const status = client.call('OTA.Status', null, { signal: never });
    await clock.run(write);
    const erase = (0x18_0000 / 1024) * 2.3;
    expect(clock.now() - startedAt).toBeGreaterThanOrEqual(erase);
    expect(clock.now() - startedAt).toBeLessThan(erase + 10);
    const writtenAt = clock.now();
    await clock.run(status);
    expect(clock.now() - writtenAt).toBeCloseTo(2);
  });

  it('needs 2 ms for each request beside its flash, one after the other', async () => {
    const { clock, client } = await begun('typical');
    const startedAt = clock.now();
    const ask = () => client.call('OTA.Status', null, { signal: never });
    await clock.run(Promise.all([ask(), ask(), ask(), ask()]));
    expect(clock.now() - startedAt).toBeCloseTo(8);
  });

  it('answers at once without timing', async () => {
    const { clock, client } = await begun('none');
    const startedAt = clock.now();
    const data = encodeBase64(tinyBundle.subarray(512, 2048));
    await clock.run(client.call('OTA.Write', { offset: 512, data }, { signal: never }));
    expect(clock.now()).toBe(startedAt);
  });
});

describe('latency', () => {
  it('delays every reply, but a window of calls meets it only once', async () => {
    const { emulator, clock } = setUpEmulator({ latencyMs: 60 });
    emulator.powerOn();
    const client = clientOf(emulator.connect(), clock);
    const startedAt = clock.now();
    await clock.run(client.call('RPC.List', null, { signal: never }));
    expect(clock.now() - startedAt).toBe(60);
    const four = [1, 2, 3, 4].map(() => client.call('OTA.Status', null, { signal: never }));
    await clock.run(Promise.all(four));
    expect(clock.now() - startedAt).toBe(120);
  });
});
