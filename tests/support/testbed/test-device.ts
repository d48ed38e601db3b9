import { chipFilesystems } from '../../../src/ota-core/fs/open-filesystem.ts';
import { nodeDigests } from '../../../src/cli/device-chip.ts';
import { realClock } from '../../../src/contracts/clock.ts';
import { createEmulator } from '../../../src/emulator/create-emulator.ts';
import type { EmulatorHost } from '../../../src/emulator/create-emulator.ts';
import type { EmulatorEvent } from '../../../src/emulator/event-feed.ts';
import { createMemoryRegistry } from '../../../src/emulator/firmware-registry.ts';
import { madeUpFirmware, seedChip } from '../../../src/emulator/seed-chip.ts';
import { profileFor } from '../../../src/ota-core/platforms/index.ts';
import { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';

export interface TestDeviceOptions {
  readonly id: string;
  readonly mac: string;
  readonly version: string;
  readonly onEvent: (event: EmulatorEvent) => void;
}

/** An esp32 in real time with a chip in memory, on a firmware of that version; it has no power yet. */
export function createTestDevice({ id, mac, version, onEvent }: TestDeviceOptions): EmulatorHost {
  const profile = profileFor({ profile: 'esp32' });
  if (profile === null) throw new Error('no esp32');
  const flash = new NorFlash(profile.geometry);
  const registry = createMemoryRegistry();
  const firmware = madeUpFirmware({ name: 'demo', version }, nodeDigests);
  seedChip({ flash, profile, registry, digest: nodeDigests }, firmware);
  return createEmulator({
    profile,
    identity: { id, mac },
    flash,
    registry,
    filesystems: chipFilesystems,
    clock: realClock,
    digest: nodeDigests,
    timing: 'typical',
    onEvent,
  });
}
