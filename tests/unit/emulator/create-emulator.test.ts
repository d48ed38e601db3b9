import { describe, expect, it } from 'vitest';
import { FlashFault } from '../../../src/ota-core/flash/flash.ts';
import { FaultPlan } from '../../../src/ota-core/flash/fault-plan.ts';
import { encodeBase64 } from '../../../src/ota-core/primitives/base64.ts';
import { protectFlash } from '../../../src/ota-core/flash/flash-areas.ts';
import { startDevice, tinyBundle } from '../../support/ota-core/device/test-device.ts';
import { quiet } from '../../support/virtual-clock.ts';
import {
  clientOf,
  never,
  setUpEmulator,
  upload,
  type EmulatorSetup,
} from '../../support/emulator/test-emulator.ts';

const asked = { signal: never };

function running(setup: EmulatorSetup = {}) {
  const parts = setUpEmulator(setup);
  parts.emulator.powerOn();
  const link = parts.emulator.connect();
  return { ...parts, link, client: clientOf(link, parts.clock) };
}

/** Uploads, ends, and lets the restart come. */
async function restarted(setup: EmulatorSetup = {}) {
  const parts = running(setup);
  const { clock, client } = parts;
  await clock.run(upload(client, tinyBundle));
  await clock.run(client.call('OTA.End', null, asked));
  await clock.advance(500);
  return parts;
}

describe.each(['esp32', 'reference'])('an emulated device of profile %s', (profileName) => {
  it('takes an update over a link, restarts, runs it on trial, and keeps it when told to', async () => {
    const { emulator, clock, link, events } = await restarted({ profileName });
    expect(await link.ended).toMatchObject({ why: 'lost' });
    expect(emulator.snapshot()).toMatchObject({
      power: true,
      running: { slot: 1, version: '1.1.0', name: 'demo', committed: false, commitLeftMs: 300_000 },
    });
    const again = clientOf(emulator.connect(), clock);
    const info = await clock.run(again.call('Sys.GetInfo', null, asked));
    expect(info).toMatchObject({ fw_version: '1.1.0', uptime: 0 });
    await clock.run(again.call('OTA.Commit', null, asked));
    expect(emulator.snapshot().running).toMatchObject({ committed: true, commitLeftMs: null });
    expect(clock.sleeping).toBe(0);
    expect(events.filter(({ event }) => event === 'boot' || event === 'committed')).toEqual([
      expect.objectContaining({ event: 'boot', slot: 0, version: '1.0.0', first: false }),
      expect.objectContaining({ event: 'boot', slot: 1, version: '1.1.0', first: true }),
      { event: 'committed', slot: 1, version: '1.1.0' },
    ]);
  });

  it('goes back by itself when nobody commits, and everybody loses the link', async () => {
    const { emulator, clock, events } = await restarted({ profileName });
    const link = emulator.connect();
    await clock.advance(299_999);
    expect(emulator.snapshot().running).toMatchObject({ version: '1.1.0', commitLeftMs: 1 });
    await clock.advance(1);
    expect(await link.ended).toMatchObject({ why: 'lost' });
    expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
    expect(events.slice(-2)).toEqual([
      { event: 'reverted', from: 1, to: 0, version: '1.0.0' },
      expect.objectContaining({ event: 'boot', slot: 0, committed: true }),
    ]);
  });

  it('is down while an image hangs, and back on the old one after it', async () => {
    const { emulator, clock } = await restarted({ profileName, behaviour: 'hangs-at-once' });
    expect(emulator.isUp).toBe(false);
    expect(await emulator.connect().ended).toMatchObject({ why: 'lost' });
    await clock.advance(300_000);
    expect(emulator.isUp).toBe(true);
    expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0', hung: false });
  });
});

describe('the supply of an emulated device', () => {
  it('is off at first: nobody can connect, nothing runs', async () => {
    const { emulator } = setUpEmulator();
    expect(emulator.snapshot()).toMatchObject({ power: false, running: null });
    expect(await emulator.connect().ended).toMatchObject({ why: 'lost' });
  });

  it('cut in the middle of an update leaves the old firmware, and an idle device', async () => {
    const { emulator, clock, client, link } = running();
    await clock.run(client.call('OTA.Begin', beginParams, asked));
    emulator.powerOff();
    expect(await link.ended).toMatchObject({ why: 'lost' });
    expect(emulator.snapshot()).toMatchObject({ power: false, running: null });
    emulator.powerOn();
    const again = clientOf(emulator.connect(), clock);
    expect(await clock.run(again.call('OTA.Status', null, asked))).toMatchObject({ state: 0 });
  });

  it('cut inside a flash operation ends every link and answers nobody', async () => {
    const { device, flash, registry } = startDevice();
    expect(device.running()).not.toBeNull();
    const plan = new FaultPlan(flash, { operation: 5, variant: 'prefix' });
    const { emulator, clock, client, link, events } = running({ flash: plan, registry });
    const pushed = expect(clock.run(upload(client, tinyBundle))).rejects.toMatchObject({
      code: 'link/lost',
    });
    await pushed;
    expect(await link.ended).toMatchObject({ why: 'lost' });
    expect(events.at(-1)).toEqual({ event: 'power', on: false });
    plan.powerOn();
    emulator.powerOn();
    expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0' });
  });

  it('cut while the boot loader spends the attempt of a new image leaves a device that boots', async () => {
    const { flash, registry } = startDevice({ profile: 'reference' });
    const plan = new FaultPlan(flash, null);
    const parts = running({ profileName: 'reference', flash: plan, registry });
    const { emulator, clock, client, events } = parts;
    await clock.run(upload(client, tinyBundle));
    await clock.run(client.call('OTA.End', null, asked));
    plan.powerOn({ operation: plan.operations, variant: 'clean' });
    await clock.advance(500);
    expect(events.at(-1)).toEqual({ event: 'power', on: false });
    expect(emulator.snapshot()).toMatchObject({ power: false, running: null });
    plan.powerOn();
    emulator.powerOn();
    expect(emulator.snapshot().running).toMatchObject({ version: '1.1.0', committed: false });
  });

  it('gone between a request and its turn: the next run knows nothing of the request', async () => {
    const { emulator } = running();
    const late = emulator.call({ method: 'OTA.Begin', params: null, channel: 'HTTP' });
    emulator.powerOff();
    emulator.powerOn();
    expect(await late).toEqual({ kind: 'none' });
    const status = await emulator.call({ method: 'OTA.Status', params: null, channel: 'HTTP' });
    expect(status).toMatchObject({ result: { state: 0 } });
  });

  it('gone while the device is busy with a request leaves it without an answer', async () => {
    const { emulator, clock, client } = running({ timing: 'typical' });
    await clock.run(client.call('OTA.Begin', beginParams, asked));
    const data = encodeBase64(tinyBundle.subarray(0, 4096));
    const params = { offset: 0, data };
    const write = emulator.call({ method: 'OTA.Write', params, channel: 'HTTP' });
    await clock.advance(100);
    emulator.powerOff();
    emulator.powerOn();
    expect(await clock.run(write)).toEqual({ kind: 'none' });
  });

  it('closes for good without leaving a timer behind', async () => {
    const { emulator, clock, link } = running({ behaviour: 'works' });
    await emulator.close();
    await quiet();
    expect(await link.ended).toMatchObject({ why: 'lost' });
    expect(clock.sleeping).toBe(0);
  });
});

const beginParams = { size: 100_000, timeout: 600, commit_timeout: 300 };

describe('a chip that fails', () => {
  /** On trial, with a commit that ends in this fault. */
  const wornOut = async (kind: ConstructorParameters<typeof FlashFault>[0]) => {
    const { registry, flash } = startDevice();
    let worn = false;
    const faulty = {
      ...protectFlash(flash, []),
      program(offset: number, bytes: Uint8Array) {
        if (worn) throw new FlashFault(kind, offset);
        flash.program(offset, bytes);
      },
    };
    const parts = await restarted({ flash: faulty, registry });
    worn = true;
    return { ...parts, client: clientOf(parts.emulator.connect(), parts.clock) };
  };

  it('refuses a commit that it does not keep, and the firmware stays on trial', async () => {
    const { emulator, client, clock } = await wornOut('not-stored');
    const commit = clock.run(client.call('OTA.Commit', null, asked));
    await expect(commit).rejects.toMatchObject({ code: 'rpc/remote', facts: { remoteCode: -1 } });
    expect(emulator.snapshot().running).toMatchObject({ committed: false });
  });

  it('crashes the firmware that misuses it, and the device starts anew', async () => {
    const { client, clock, events } = await wornOut('bit-set');
    await expect(clock.run(client.call('OTA.Commit', null, asked))).rejects.toMatchObject({
      code: 'link/lost',
    });
    expect(events).toContainEqual({
      event: 'log',
      line: expect.stringContaining('FATAL flash bit-set') as string,
    });
  });
});

describe('what the events say of an update', () => {
  it('tells begin, progress at least every 10 %, what was verified, and the flip', async () => {
    const { events } = await restarted();
    const updates = events.flatMap((event) => (event.event === 'update' ? [event] : []));
    expect(updates[0]).toEqual({ event: 'update', state: 'begin', slot: 1 });
    expect(updates.filter(({ state }) => state === 'verified').map(({ part }) => part)).toEqual([
      'app',
      'fs',
    ]);
    expect(updates.at(-1)).toEqual({ event: 'update', state: 'staged', slot: 1 });
    const received = updates.flatMap(({ receivedBytes = -1, state }) =>
      state === 'progress' ? [receivedBytes] : [],
    );
    const gaps = received.map((bytes, at) => bytes - (received[at - 1] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(tinyBundle.length / 10);
    expect(received.at(-1)).toBe(tinyBundle.length);
  });

  it('tells every call but the writes', async () => {
    const { events } = await restarted();
    const calls = events.flatMap((event) => (event.event === 'rpc' ? [event.method] : []));
    expect(calls).toEqual(['OTA.Begin', 'OTA.End']);
  });
});
