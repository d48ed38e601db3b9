import { chipFilesystems } from '../ota-core/fs/open-filesystem.ts';
import { createEmulator, type EmulatorHost } from '../emulator/create-emulator.ts';
import { createMemoryRegistry } from '../emulator/firmware-registry.ts';
import { madeUpFirmware, seedChip } from '../emulator/seed-chip.ts';
import type { DeviceProfile } from '../ota-core/device/profile.ts';
import { NorFlash } from '../ota-core/flash/nor-flash.ts';
import { nodeDigests } from './device-chip.ts';
import { realClock } from '../contracts/clock.ts';

/** A new device on 1.0.0, in memory, for trying out. The caller closes it. */
export function startPracticeDevice(profile: DeviceProfile): EmulatorHost {
  const flash = new NorFlash(profile.geometry);
  const registry = createMemoryRegistry();
  const digest = nodeDigests;
  const firmware = madeUpFirmware({ name: 'demo', version: '1.0.0' }, digest);
  seedChip({ flash, profile, registry, digest }, firmware);
  const emulator = createEmulator({
    profile,
    identity: { id: `${profile.arch}_0A1B2C`, mac: '30AEA40A1B2C' },
    flash,
    registry,
    filesystems: chipFilesystems,
    clock: realClock,
    digest,
    loadP256: () => import('../ota-core/primitives/p256-verify.ts'),
    onEvent: () => undefined,
    namesScheme: true,
  });
  emulator.powerOn();
  return emulator;
}
