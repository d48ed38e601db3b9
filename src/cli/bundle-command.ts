import { OtaError, toFailure } from '../contracts/failure.ts';
import { bundleFailureWords, bundleHelp, packedLine } from '../messages/bundle-command-words.ts';
import { PLATFORM_FACTS } from '../ota-core/platforms/facts.ts';
import { parseBundleOptions } from './bundle-options.ts';
import { speakFor } from './command-line.ts';
import { printLine } from './terminal.ts';
import { printInformation } from './print-information.ts';

const WRONG_USE = 1;
const REFUSED = 2;

/** Packs a firmware package as the official packer does. `name`: what a person types. */
export async function bundleCommand(args: readonly string[], name: string): Promise<void> {
  await speakFor(args, process.env);
  try {
    const command = parseBundleOptions(args);
    switch (command.kind) {
      case 'help':
      case 'version':
        printInformation(command, bundleHelp(name));
        return;
      case 'bundle': {
        const { runBundle } = await import('./bundle-run.ts');
        const { bytes, manifest } = await runBundle(command.options);
        const { platform, parts } = manifest;
        const firmware = [manifest.name, manifest.version].filter((text) => text !== '').join(' ');
        const file = command.options.output;
        printLine(
          packedLine({ file, firmware, platform, bytes: bytes.length, parts: parts.length }),
        );
      }
    }
  } catch (reason) {
    const failure = toFailure(OtaError.from(reason));
    const platforms = PLATFORM_FACTS.map((facts) => facts.name);
    printLine(bundleFailureWords(failure, platforms), 'stderr');
    process.exitCode = failure.code.startsWith('bundle/') ? REFUSED : WRONG_USE;
  }
}
