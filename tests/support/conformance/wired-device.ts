import { chipFilesystems } from '../../../src/ota-core/fs/open-filesystem.ts';
import { createEmulator } from '../../../src/emulator/create-emulator.ts';
import { createMemoryRegistry } from '../../../src/emulator/firmware-registry.ts';
import { madeUpFirmware, seedChip } from '../../../src/emulator/seed-chip.ts';
import { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import { nodeDigests } from '../../../src/cli/device-chip.ts';
import { fetchUpdate } from '../../../src/cli/connections/pull-client.ts';
import { ALWAYS_ON, updateOverRadio, type Radio } from '../../../src/cli/connections/power-save.ts';
import { openConnections } from '../../../src/cli/device-connections.ts';
import { realClock, type Clock } from '../../../src/contracts/clock.ts';
import type { DeviceBuild } from '../../../src/ota-core/device/create-device.ts';
import { profileNamed } from '../ota-core/device/test-device.ts';

interface WiredOptions {
  readonly pty?: string | null;
  readonly build?: DeviceBuild;
  /** Of the device. */
  readonly clock?: Clock;
  /** Always on when left out. */
  readonly radio?: Radio;
}

/** The device of `npm run device` with real sockets on free ports, in this process, running 1.0.0. */
export async function startWiredDevice(
  profileName = 'esp32',
  { pty = null, build, clock = realClock, radio = ALWAYS_ON }: WiredOptions = {},
) {
  const profile = profileNamed(profileName);
  const flash = new NorFlash(profile.geometry);
  const registry = createMemoryRegistry();
  const digest = nodeDigests;
  const firmware = madeUpFirmware({ name: 'demo', version: '1.0.0' }, digest);
  seedChip({ flash, profile, registry, digest }, firmware);
  const identity = { id: 'esp32_0A1B2C', mac: '30AEA40A1B2C' };
  const emulator = createEmulator({
    profile,
    identity,
    flash,
    registry,
    filesystems: chipFilesystems,
    clock,
    digest,
    ...(build === undefined ? {} : { build }),
    onPull: (pull) => void fetchUpdate({ ...pull, update: updateOverRadio(pull.update, radio) }),
    onEvent({ event }) {
      if (event === 'boot' || event === 'power') wires.restarted();
    },
  });
  const anywhere = { host: '127.0.0.1', port: 0 };
  const wires = await openConnections(emulator, {
    id: identity.id,
    latencyMs: 0,
    websocket: anywhere,
    tcp: anywhere,
    udp: anywhere,
    broker: null,
    shadow: null,
    build: build ?? { settings: [], files: new Map() },
    pty,
    baudRate: null,
    clock: realClock,
    radio,
  });
  emulator.powerOn();
  const { ws = '', http = '', tcp = '', udp = '' } = wires.addresses;
  return {
    emulator,
    ws,
    http,
    tcp: new URL(tcp),
    udp: new URL(udp),
    async stop() {
      await emulator.close();
      await wires.close();
    },
  };
}

export type WiredDevice = Awaited<ReturnType<typeof startWiredDevice>>;

/** Sys.GetInfo over HTTP, asked until the device answers with this version. */
export async function waitForVersion(device: WiredDevice, version: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const reply = await fetch(`${device.http}/Sys.GetInfo`).catch(() => null);
    const info = reply === null ? null : ((await reply.json()) as { fw_version: string });
    if (info?.fw_version === version) return;
    await realClock.sleep(50, new AbortController().signal);
  }
  throw new Error(`the device never said ${version}`);
}
