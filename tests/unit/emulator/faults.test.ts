import { chipFilesystems } from '../../../src/ota-core/fs/open-filesystem.ts';
import { describe, expect, it } from 'vitest';
import { FAULTS, type FaultName } from '../../../src/contracts/device-faults.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import { createScaledClock } from '../../../src/contracts/scaled-clock.ts';
import { createEmulator, type EmulatorHost } from '../../../src/emulator/create-emulator.ts';
import type { EmulatorEvent } from '../../../src/emulator/event-feed.ts';
import { DeviceFaults } from '../../../src/emulator/faults.ts';
import { createMemoryRegistry } from '../../../src/emulator/firmware-registry.ts';
import { madeUpFirmware, seedChip } from '../../../src/emulator/seed-chip.ts';
import { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import { clientOf, never, upload } from '../../support/emulator/test-emulator.ts';
import {
  identity,
  nativeDigests as digest,
  profileNamed,
  tinyBundle,
} from '../../support/ota-core/device/test-device.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

function start(faults: readonly FaultName[], repeat: 'once' | 'each-update' = 'each-update') {
  const profile = profileNamed('esp32');
  const flash = new NorFlash(profile.geometry);
  const registry = createMemoryRegistry();
  const firmware = madeUpFirmware({ name: 'demo', version: '1.0.0' }, digest);
  seedChip({ flash, profile, registry, digest }, firmware);
  const time = new VirtualClock();
  const clock = createScaledClock(time, { factor: 1 });
  const parts = new DeviceFaults({ chip: flash, registry, clock, repeat });
  for (const fault of faults) parts.arm(fault);
  const events: EmulatorEvent[] = [];
  const emulator: EmulatorHost = createEmulator({
    profile,
    identity,
    clock,
    digest,
    flash: parts.flash,
    registry: parts.registry,
    filesystems: chipFilesystems,
    onEvent(event) {
      events.push(event);
      parts.note(event, emulator);
    },
  });
  emulator.powerOn();
  /** `sent`, or the failure that ended it: of the device its own words. */
  const update = async (): Promise<string> => {
    const client = clientOf(emulator.connect(), time);
    const sent = upload(client, tinyBundle).then(() =>
      client.call('OTA.End', null, { signal: never }),
    );
    return time.run(
      sent.then(
        () => 'sent',
        (reason: unknown) => {
          const { code, facts } = OtaError.from(reason);
          return 'remoteMessage' in facts ? facts.remoteMessage : code;
        },
      ),
    );
  };
  const did = () => events.map(({ event }) => event).filter((event) => event !== 'rpc');
  const logged = () => events.flatMap((event) => (event.event === 'log' ? [event.line] : []));
  const version = () => emulator.snapshot().running?.version ?? null;
  return { emulator, time, parts, did, logged, update, version };
}

describe('a device that is started with a fault', () => {
  it.each(['hang', 'crash-loop', 'commit-timer'] as const)(
    '%s: goes back from every update',
    async (fault) => {
      const { time, did, update, version } = start([fault]);
      for (const times of [1, 2]) {
        expect(await update()).toBe('sent');
        await time.advance(20_000);
        expect(did().filter((event) => event === 'reverted')).toHaveLength(times);
        expect(version()).toBe('1.0.0');
      }
    },
  );

  it('low-memory: every new firmware runs, and leaves little of it', async () => {
    const { emulator, time, update, version } = start(['low-memory']);
    const free = async () => {
      const client = clientOf(emulator.connect(), time);
      const info = await time.run(client.call('Sys.GetInfo', null, { signal: never }));
      return info.ram_free ?? 0;
    };
    const before = await free();
    expect(await update()).toBe('sent');
    await time.advance(1000);
    expect(version()).toBe('1.1.0');
    expect(await free()).toBeLessThan(0.7 * before);
  });

  it('brown-out: loses its power in the middle of an update, once, and starts again', async () => {
    const { time, emulator, did, update, version } = start(['brown-out']);
    expect(await update()).toBe('link/lost');
    expect(did().slice(-2)).toEqual(['update', 'power']);
    expect(emulator.snapshot().power).toBe(false);
    await time.advance(100);
    expect([emulator.snapshot().power, version()]).toEqual([true, '1.0.0']);
    expect(await update()).toBe('sent');
    await time.advance(1000);
    expect(version()).toBe('1.1.0');
  });

  it('empty-battery: loses its power in the middle of an update, for good', async () => {
    const { time, emulator, update } = start(['empty-battery']);
    expect(await update()).toBe('link/lost');
    await time.advance(600_000);
    expect(emulator.snapshot().power).toBe(false);
  });

  it('watchdog: freezes in the middle of an update, once, and is reset by its watchdog', async () => {
    const { time, emulator, logged, update, version } = start(['watchdog']);
    expect(await update()).toMatch(/^(rpc\/timeout|link\/lost)$/);
    expect(logged()).toContain('Reset: watchdog');
    await time.advance(1000);
    expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0', hung: false });
    expect(await update()).toBe('sent');
    await time.advance(1000);
    expect(version()).toBe('1.1.0');
  });

  it('update-timer: gives up in the middle of an update, once, when the time between two blocks is over', async () => {
    const { time, logged, update, version } = start(['update-timer']);
    expect(await update()).toBe('No update in progress');
    expect(logged()).toContain('Update failed: -1 Update timed out');
    expect([version(), await update()]).toEqual(['1.0.0', 'sent']);
    await time.advance(1000);
    expect(version()).toBe('1.1.0');
  });

  it('none: does what it should', async () => {
    const { time, update, version } = start([]);
    expect(await update()).toBe('sent');
    await time.advance(1000);
    expect(version()).toBe('1.1.0');
  });
});

describe('faults that are armed for the next update', () => {
  it.each(FAULTS.map(({ name }) => name))('%s: strikes once', async (fault) => {
    const { emulator, time, parts, update, version } = start([fault], 'once');
    expect(parts.armed).toEqual([fault]);
    await update();
    await time.advance(20_000);
    expect(parts.armed).toEqual([]);
    if (!emulator.snapshot().power) parts.restoreSupply();
    emulator.powerOn();
    if (fault === 'low-memory') return; // it runs already
    expect(version()).toBe('1.0.0');
    expect(await update()).toBe('sent');
    await time.advance(20_000);
    expect(version()).toBe('1.1.0');
  });

  it('make room for one that strikes at the same moment, and for no other', () => {
    const { parts } = start([], 'once');
    for (const name of ['hang', 'brown-out', 'crash-loop'] as const) parts.arm(name);
    expect(parts.armed).toEqual(['brown-out', 'crash-loop']);
    parts.disarm('brown-out');
    expect(parts.armed).toEqual(['crash-loop']);
  });

  it('leave a device alone that no update comes to', async () => {
    const { emulator, time, parts } = start(
      FAULTS.map(({ name }) => name),
      'once',
    );
    const armed = parts.armed;
    emulator.powerOff();
    emulator.powerOn();
    await time.advance(60_000);
    expect(parts.armed).toEqual(armed);
    expect(emulator.snapshot()).toMatchObject({ power: true, running: { hung: false } });
  });
});
