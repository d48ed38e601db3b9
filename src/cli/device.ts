/**
 * `npm run device`: the emulated device on real wires. Events are JSON lines on stdout, the first is
 * `ready`; the listening sockets outlive the device's restarts, its connections do not.
 */
import { OtaError, toFailure } from '../contracts/failure.ts';
import { createEmulator, type EmulatorHost } from '../emulator/create-emulator.ts';
import type { EmulatorEvent } from '../emulator/emulator.ts';
import { deviceFailureWords } from '../messages/device-words.ts';
import { PROFILE_NAMES } from '../ota-core/device/profiles.ts';
import { nodeDigests, openChip } from './device-chip.ts';
import {
  FAULT_NAMES,
  parseDeviceOptions,
  type DeviceCommand,
  type DeviceOptions,
} from './device-options.ts';
import { openWires } from './device-wires.ts';
import { realClock } from './real-clock.ts';

await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  // Whoever read the events has gone: nobody is left to run for.
  process.stdout.on('error', () => process.exit(0));
  try {
    await obey(parseDeviceOptions(args));
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${deviceFailureWords(toFailure(OtaError.from(error)))}\n`);
  }
}

async function obey(command: DeviceCommand): Promise<void> {
  switch (command.kind) {
    case 'list': {
      const names = command.what === 'profiles' ? PROFILE_NAMES : FAULT_NAMES;
      process.stdout.write(`${names.join('\n')}\n`);
      return;
    }
    case 'run':
      await runDevice(command);
  }
}

async function runDevice(options: DeviceOptions): Promise<void> {
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
  const chip = await openChip(options, stopped.signal);
  const { profile, id, mac, timing, latencyMs, extensions } = options;
  const emulator: EmulatorHost = createEmulator({
    profile,
    identity: { id, mac },
    flash: chip.flash,
    shelf: chip.shelf,
    clock: realClock,
    digest: nodeDigests,
    timing,
    latencyMs,
    extensions,
    onEvent(event) {
      if (isRestart(event)) wires.restarted();
      // The supply of this device is its process: that it is on goes without saying.
      if (event.event !== 'power') tell(event);
    },
  });
  const wires = await openWires(emulator, { ...options, clock: realClock });
  tell({
    event: 'ready',
    pid: process.pid,
    id,
    platform: profile.arch,
    profile: profile.name,
    ...wires.addresses,
  });
  emulator.powerOn();
  await aborted(stopped.signal);
  await emulator.close();
  await wires.close();
  chip.close();
}

/** The device's network goes away with every restart, and with the power. */
function isRestart({ event }: EmulatorEvent): boolean {
  return event === 'boot' || event === 'bricked' || event === 'power';
}

function tell(
  event: EmulatorEvent | ({ readonly event: 'ready' } & Record<string, unknown>),
): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
  });
}
