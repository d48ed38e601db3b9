import { OtaError, toFailure } from '../contracts/failure.ts';
import { pushHelp } from '../messages/command-words.ts';
import { readBuildInfo } from './build-info.ts';
import { speakFor } from './command-line.ts';
import type { DeliveryName } from '../update/delivery/delivery.ts';
import type { ViaOptions } from './delivery/via-options.ts';
import { parsePushOptions, wantsJson } from './push-options.ts';
import type { PushOptions } from './push-options.ts';
import { exitStatus, outcomeWithoutDevice } from './push-outcome.ts';
import type { PushReport } from './push-report.ts';
import { printText } from './terminal.ts';
import { printInformation } from './print-information.ts';

/** Said before anything is written, and it will be so the next time. */
const REFUSED = /^(bundle\/|rehearsal\/|device\/uncommitted$)/;

/**
 * A headless update with the same code as the app. What happens goes to standard output, as lines for
 * people or as JSON; the exit status tells how it ended (push-outcome.ts). `name`: what a person types.
 */
export async function pushCommand(args: readonly string[], name: string): Promise<void> {
  // Whoever read the events has gone; the update goes on, or ends by its own signals.
  process.stdout.on('error', () => undefined);
  await speakFor(args, process.env);
  let report = (): Promise<PushReport> =>
    reportFor({ json: wantsJson(args), force: [], via: { kind: 'write' } });
  try {
    const command = parsePushOptions(args);
    switch (command.kind) {
      case 'help':
      case 'version':
        printInformation(command, pushHelp(name));
        return;
      case 'fleet': {
        const { runFleet } = await import('./fleet/fleet-run.ts');
        process.exitCode = await runFleet(command.options);
        return;
      }
      case 'runner': {
        const { runRunner } = await import('./fleet/runner-run.ts');
        process.exitCode = await runRunner(command.options);
        return;
      }
      case 'fleet-watch': {
        const { watchFleet } = await import('./fleet/fleet-shared.ts');
        process.exitCode = await watchFleet(command.options);
        return;
      }
      case 'push': {
        const { options } = command;
        report = () => reportFor(options);
        const told = await (options.report === null ? report() : savedReport(options));
        report = () => Promise.resolve(told);
        const { runPush } = await import('./push-run.ts');
        process.exitCode = await runPush(options, told);
      }
    }
  } catch (reason) {
    const failure = toFailure(OtaError.from(reason));
    const refused = REFUSED.test(failure.code) ? 'refused' : 'failed';
    const outcome = outcomeWithoutDevice(refused, failure);
    (await report()).end(outcome, failure, null);
    process.exitCode = exitStatus(outcome, { leaves: false });
  }
}

/** A device that its shadow tells to fetch the file fetches it as any other; what mDash gets is uploaded in one piece. */
function wayOf(kind: ViaOptions['kind']): Exclude<DeliveryName, 'shadow'> {
  if (kind === 'mdash') return 'post';
  return kind === 'shadow' ? 'pull' : kind;
}

/** The same, and a file. Throws OtaError file/unwritable before anything is done. */
async function savedReport(options: PushOptions): Promise<PushReport> {
  const { createSavedReport } = await import('./saved-report.ts');
  const inner = await reportFor(options);
  return createSavedReport(inner, { ...options, build: readBuildInfo(), wall: () => Date.now() });
}

async function reportFor({
  json,
  force,
  via,
}: Pick<PushOptions, 'json' | 'force' | 'via'>): Promise<PushReport> {
  const { createJsonReport, createTextReport } = await import('./push-report.ts');
  const isTerminal = process.stdout.isTTY;
  return json
    ? createJsonReport(printText)
    : createTextReport({ write: printText, isTerminal, force, way: wayOf(via.kind) });
}
