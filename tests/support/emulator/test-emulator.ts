import { chipFilesystems } from '../../../src/ota-core/fs/open-filesystem.ts';
import type { Link } from '../../../src/contracts/link.ts';
import { createEmulator, type EmulatorOptions } from '../../../src/emulator/create-emulator.ts';
import type { EmulatorEvent } from '../../../src/emulator/event-feed.ts';
import { createMemoryRegistry } from '../../../src/emulator/firmware-registry.ts';
import { madeUpFirmware, seedChip } from '../../../src/emulator/seed-chip.ts';
import type { FirmwareRegistry } from '../../../src/ota-core/boot/firmware.ts';
import { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import { encodeBase64 } from '../../../src/ota-core/primitives/base64.ts';
import { createChannel, createMessageCodec } from '../../../src/rpc/channel.ts';
import { createRpcClient, type RpcClient } from '../../../src/rpc/client.ts';
import { identity, nativeDigests, profileNamed } from '../ota-core/device/test-device.ts';
import { VirtualClock } from '../virtual-clock.ts';

/** For calls that end; the test files of one worker share it. */
export const never = new AbortController().signal;

export interface EmulatorSetup extends Partial<EmulatorOptions> {
  readonly profileName?: string;
  /** What new images will do when they are started. */
  readonly behaviour?: 'works' | 'hangs-at-once' | 'crashes';
}

/** A seeded device on 1.0.0 with a virtual clock; it has no power yet. */
export function setUpEmulator(setup: EmulatorSetup = {}) {
  const profile = profileNamed(setup.profileName ?? 'esp32');
  const chip = new NorFlash(profile.geometry);
  const kept = createMemoryRegistry();
  const registry: FirmwareRegistry = {
    list: () => kept.list(),
    remember: (info) => kept.remember({ ...info, behaviour: setup.behaviour ?? info.behaviour }),
  };
  const digest = nativeDigests;
  const firmware = madeUpFirmware({ name: 'demo', version: '1.0.0' }, digest);
  seedChip({ flash: chip, profile, registry: kept, digest }, firmware);
  const clock = new VirtualClock();
  const events: EmulatorEvent[] = [];
  const emulator = createEmulator({
    profile,
    identity,
    flash: chip,
    registry,
    filesystems: chipFilesystems,
    clock,
    digest,
    onEvent: (event) => events.push(event),
    ...setup,
  });
  return { emulator, clock, chip, events };
}

let lastId = 0;

export function clientOf(link: Link, clock: VirtualClock, timeoutMs = 60_000): RpcClient {
  const channel = createChannel(link, createMessageCodec({ maxFrameBytes: 100_000 }));
  return createRpcClient(channel, { clock, nextId: () => (lastId += 1), timeoutMs });
}

/** Begin and every write; not End. */
export async function upload(client: RpcClient, bundle: Uint8Array): Promise<void> {
  const begin = { size: bundle.length, timeout: 600, commit_timeout: 300 };
  await client.call('OTA.Begin', begin, { signal: never });
  for (let offset = 0; offset < bundle.length; offset += 2048) {
    const data = encodeBase64(bundle.subarray(offset, offset + 2048));
    await client.call('OTA.Write', { offset, data }, { signal: never });
  }
}
