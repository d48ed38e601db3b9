import { chipFilesystems } from '../ota-core/fs/open-filesystem.ts';
import { createEmulator, type EmulatorHost } from '../emulator/create-emulator.ts';
import type { EmulatorEvent } from '../emulator/event-feed.ts';
import { DeviceFaults } from '../emulator/faults.ts';
import { chipLike, nodeDigests, openChip, type FlashFile } from './device-chip.ts';
import type { DeviceCommandOptions } from './device-options.ts';
import { createRadio, updateOverRadio } from './connections/power-save.ts';
import { openConnections } from './device-connections.ts';
import { realClock } from '../contracts/clock.ts';
import { createScaledClock } from '../contracts/scaled-clock.ts';
import { printJson } from './terminal.ts';

/**
 * Ends on SIGINT and SIGTERM. Of several devices each event has the id. Throws OtaError where a chip or an address
 * cannot be had.
 */
export async function runDevices(devices: readonly DeviceCommandOptions[]): Promise<void> {
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
  const running: RunningDevice[] = [];
  try {
    let fresh: FlashFile | null = null;
    for (const options of devices) {
      if (stopped.signal.aborted) break;
      // Chips that are not kept begin alike, and share what none of them has changed.
      if (options.flashFile === null) fresh ??= await openChip(options, stopped.signal);
      const chip: FlashFile =
        fresh === null ? await openChip(options, stopped.signal) : chipLike(fresh);
      const about = devices.length > 1 ? { id: options.id } : {};
      running.push(await startDevice(options, chip, about));
    }
    await aborted(stopped.signal);
  } finally {
    await Promise.all(running.map((device) => device.close()));
  }
}

interface RunningDevice {
  close(): Promise<void>;
}

async function startDevice(
  options: DeviceCommandOptions,
  chip: FlashFile,
  about: { readonly id?: string },
): Promise<RunningDevice> {
  const { profile, id, mac, timing, latencyMs, extensions, build, faults } = options;
  const clock = createScaledClock(realClock, { factor: 1 });
  const radio = createRadio(clock, options.powerSaveMs);
  const { flash, registry } = chip;
  const parts = new DeviceFaults({ chip: flash, registry, clock, repeat: 'each-update' });
  for (const fault of faults) parts.arm(fault);
  const emulator: EmulatorHost = createEmulator({
    profile,
    identity: { id, mac },
    flash: parts.flash,
    registry: parts.registry,
    filesystems: chipFilesystems,
    clock,
    digest: nodeDigests,
    loadP256: () => import('../ota-core/primitives/p256-verify.ts'),
    timing,
    latencyMs,
    extensions,
    namesScheme: extensions,
    build,
    onPull(pull) {
      const update = updateOverRadio(pull.update, radio);
      void import('./connections/pull-client.ts').then((it) => it.fetchUpdate({ ...pull, update }));
    },
    onEvent(event) {
      if (isRestart(event)) connections.restarted();
      connections.note(event);
      // The supply of this device is its process: that it is on goes without saying, unless it can fail.
      if (event.event !== 'power' || faults.length > 0) tell({ ...event, ...about });
      parts.note(event, emulator);
    },
  });
  const connections = await openConnections(emulator, { ...options, clock, radio });
  tell({
    event: 'ready',
    pid: process.pid,
    id,
    platform: profile.arch,
    profile: profile.name,
    ...connections.addresses,
  });
  emulator.powerOn();
  return {
    async close() {
      await emulator.close();
      await connections.close();
      chip.close();
    },
  };
}

/** The device's network goes away with every restart, and with the power. */
function isRestart({ event }: EmulatorEvent): boolean {
  return event === 'boot' || event === 'bricked' || event === 'power';
}

function tell(
  event: (EmulatorEvent | { readonly event: 'ready' }) & Record<string, unknown>,
): void {
  printJson(event);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
  });
}
