import { expect } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import type { EmulatorHost } from '../../../src/emulator/create-emulator.ts';
import type { SlotId } from '../../../src/ota-core/boot/boot-config.ts';
import { slotPartition } from '../../../src/ota-core/device/profile.ts';
import type { Flash } from '../../../src/ota-core/flash/flash.ts';
import type { UpdateResult } from '../../../src/update/events.ts';
import { profileNamed } from '../ota-core/device/test-device.ts';
import type { VirtualClock } from '../virtual-clock.ts';

export interface SoundEnd {
  readonly result: UpdateResult;
  readonly bundle: Bundle;
  /** On 1.0.0 before; the bundle is 1.1.0. */
  readonly emulator: EmulatorHost;
  readonly clock: VirtualClock;
  readonly chip: Pick<Flash, 'read'>;
}

/**
 * Whatever came of an update: its result has a name, no wrong byte starts, and with nobody there the device ends on a
 * committed firmware that is whole.
 */
export async function expectSoundEnd({ result, bundle, emulator, clock, chip }: SoundEnd) {
  expect('failure' in result ? result.failure.code : '').not.toMatch(/^bug/);
  if (result.result === 'committed') expect(versionOf(emulator)).toBe('1.1.0 kept');
  // Nobody acts from here on: a device on trial goes back, one that was being updated gives up.
  await clock.advance(1_000_000);
  expect(versionOf(emulator)).toMatch(/^1\.[01]\.0 kept$/);
  if (result.result === 'committed') expect(versionOf(emulator)).toBe('1.1.0 kept');
  if (['failed', 'refused', 'reverted'].includes(result.result))
    expect(versionOf(emulator)).toBe('1.0.0 kept');
  const running = emulator.snapshot().running;
  const app = bundle.parts.find(({ part }) => part.name === 'app');
  if (running?.version === '1.1.0' && app !== undefined) {
    const { offset } = slotPartition(PARTITIONS, 'app', running.slot as SlotId);
    const found = new Uint8Array(app.sizeBytes);
    chip.read(offset, found);
    const sent = bundle.bytes.subarray(app.dataOffset, app.dataOffset + app.sizeBytes);
    expect(Buffer.compare(found, sent)).toBe(0);
  }
}

const PARTITIONS = profileNamed('esp32').partitions;

function versionOf(emulator: EmulatorHost): string {
  const { version, committed, hung } = emulator.snapshot().running ?? {};
  return `${version ?? 'nothing'} ${hung === true ? 'hung' : committed === true ? 'kept' : 'on trial'}`;
}
