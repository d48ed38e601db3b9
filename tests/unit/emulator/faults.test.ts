import { chipFilesystems } from '../../../src/ota-core/fs/open-filesystem.ts';
import { describe, expect, it } from 'vitest';
import { OtaError } from '../../../src/contracts/failure.ts';
import { createEmulator, type EmulatorHost } from '../../../src/emulator/create-emulator.ts';
import type { EmulatorEvent } from '../../../src/emulator/event-feed.ts';
import { withFaults, type FaultName } from '../../../src/emulator/faults.ts';
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

function start(...faults: readonly FaultName[]) {
  const profile = profileNamed('esp32');
  const flash = new NorFlash(profile.geometry);
  const registry = createMemoryRegistry();
  const firmware = madeUpFirmware({ name: 'demo', version: '1.0.0' }, digest);
  seedChip({ flash, profile, registry, digest }, firmware);
  const clock = new VirtualClock();
  const parts = withFaults({ flash, registry, clock, faults });
  const events: EmulatorEvent['event'][] = [];
  const emulator: EmulatorHost = createEmulator({
    profile,
    identity,
    clock,
    digest,
    flash: parts.flash,
    registry: parts.registry,
    filesystems: chipFilesystems,
    onEvent(event) {
      events.push(event.event);
      if (event.event === 'power' && !event.on) parts.powerLost(() => emulator.powerOn());
    },
  });
  emulator.powerOn();
  const update = async (): Promise<string> => {
    const client = clientOf(emulator.connect(), clock);
    const sent = upload(client, tinyBundle).then(() =>
      client.call('OTA.End', null, { signal: never }),
    );
    return clock.run(
      sent.then(
        () => 'sent',
        (reason: unknown) => OtaError.from(reason).code,
      ),
    );
  };
  const version = () => emulator.snapshot().running?.version ?? null;
  return { emulator, clock, events, update, version };
}

describe('a device that is started with a fault', () => {
  it.each(['hang', 'crash-loop'] as const)('%s: goes back from every update', async (fault) => {
    const { clock, events, update, version } = start(fault);
    expect(await update()).toBe('sent');
    await clock.advance(400_000);
    expect(events).toContain('reverted');
    expect(version()).toBe('1.0.0');
    expect(await update()).toBe('sent');
    await clock.advance(400_000);
    expect(version()).toBe('1.0.0');
  });

  it('brown-out: loses its power in the middle of an update, once, and starts again', async () => {
    const { clock, emulator, events, update, version } = start('brown-out');
    expect(await update()).toBe('link/lost');
    expect(events.slice(-2)).toEqual(['update', 'power']);
    expect(emulator.snapshot().power).toBe(false);
    await clock.advance(100);
    expect([emulator.snapshot().power, version()]).toEqual([true, '1.0.0']);
    expect(await update()).toBe('sent');
    await clock.advance(1000);
    expect(version()).toBe('1.1.0');
  });

  it('empty-battery: loses its power in the middle of an update, for good', async () => {
    const { clock, emulator, update } = start('empty-battery');
    expect(await update()).toBe('link/lost');
    await clock.advance(600_000);
    expect(emulator.snapshot().power).toBe(false);
  });

  it('none: does what it should', async () => {
    const { clock, update, version } = start();
    expect(await update()).toBe('sent');
    await clock.advance(1000);
    expect(version()).toBe('1.1.0');
  });
});
