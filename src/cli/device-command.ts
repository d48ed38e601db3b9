import { OtaError, toFailure } from '../contracts/failure.ts';
import { badLanguageWords, deviceFailureWords, deviceHelp } from '../messages/command-words.ts';
import { PLATFORMS, PROFILE_NAMES } from '../ota-core/platforms/index.ts';
import { speakFor } from './command-line.ts';
import { FAULT_NAMES, parseDeviceOptions, type DeviceCommand } from './device-options.ts';
import { printLine } from './terminal.ts';
import { printInformation } from './print-information.ts';

/**
 * The emulated device on real wires. Events are JSON lines on stdout, the first is `ready`; the listening
 * sockets outlive the device's restarts, its connections do not. `name`: what a person types.
 */
export async function deviceCommand(args: readonly string[], name: string): Promise<void> {
  // Whoever read the events has gone: nobody is left to run for.
  process.stdout.on('error', () => process.exit(0));
  await speakFor(args, process.env);
  try {
    await obey(parseDeviceOptions(args), name);
  } catch (error) {
    const failure = toFailure(OtaError.from(error));
    process.exitCode = 1;
    printLine(badLanguageWords(failure) ?? deviceFailureWords(failure), 'stderr');
  }
}

async function obey(command: DeviceCommand, name: string): Promise<void> {
  switch (command.kind) {
    case 'help':
    case 'version':
      printInformation(command, deviceHelp(name, PLATFORMS));
      return;
    case 'list': {
      const names = command.what === 'profiles' ? PROFILE_NAMES : FAULT_NAMES;
      for (const each of names) printLine(each);
      return;
    }
    case 'run': {
      const { runDevices } = await import('./device-run.ts');
      await runDevices(command.devices);
    }
  }
}
