/**
 * `npm run push`: a headless update with the same code as the app. What happens goes to standard output,
 * as lines for people or as JSON; the exit status tells how it ended (push-outcome.ts).
 */
import { openAsBlob } from 'node:fs';
import path from 'node:path';
import type { Bundle } from '../bundle/bundle.ts';
import { openBundle } from '../bundle/open-bundle.ts';
import { OtaError, toFailure, wordsOf } from '../contracts/failure.ts';
import { PUSH_HELP } from '../messages/push-words.ts';
import { DEFAULT_OPTIONS } from '../update/deps.ts';
import type { UpdateResult } from '../update/events.ts';
import { runUpdate } from '../update/run-update.ts';
import { nodeDigests } from './device-chip.ts';
import { parsePushOptions, wantsJson } from './push-options.ts';
import type { PushOptions } from './push-options.ts';
import { exitStatus, outcomeOf, outcomeWithoutDevice } from './push-outcome.ts';
import { addressOf, openPort } from './push-ports.ts';
import type { PushPort } from './push-ports.ts';
import { createJsonReport, createTextReport } from './push-report.ts';
import type { PushReport } from './push-report.ts';
import { realClock } from './real-clock.ts';

/** A script waits for a link that dropped, but not for as long as a person would. */
const RECONNECT_MS = 10_000;

await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  // Whoever read the events has gone; the update goes on, or ends by its own signals.
  process.stdout.on('error', () => undefined);
  let report = reportFor({ json: wantsJson(args), force: [] });
  try {
    const command = parsePushOptions(args);
    if (command.kind === 'help') {
      process.stdout.write(PUSH_HELP);
      return;
    }
    report = reportFor(command.options);
    process.exitCode = await push(command.options, report);
  } catch (reason) {
    const failure = toFailure(OtaError.from(reason));
    const refused = failure.code.startsWith('bundle/') ? 'refused' : 'failed';
    const outcome = outcomeWithoutDevice(refused, failure);
    report.end(outcome, failure, null);
    process.exitCode = exitStatus(outcome, { leaves: false });
  }
}

function reportFor({ json, force }: Pick<PushOptions, 'json' | 'force'>): PushReport {
  const write = (text: string): void => void process.stdout.write(text);
  const isTerminal = process.stdout.isTTY;
  return json ? createJsonReport(write) : createTextReport({ write, isTerminal, force });
}

/** Throws what is wrong before a device is asked; returns the exit status. */
async function push(options: PushOptions, report: PushReport): Promise<number> {
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => stopped.abort(new OtaError('cancelled', { by: 'user' })));
  const bundle = await readBundle(options.file, stopped.signal);
  report.bundle(bundle);
  if (options.dryRun || options.port === null)
    throw new OtaError('use/not-yet', { option: '--dry-run' });
  const result = await update(bundle, { ...options, port: options.port }, report, stopped.signal);
  const outcome = outcomeOf(result);
  report.end(outcome, 'failure' in result ? result.failure : null, result);
  return exitStatus(outcome, { leaves: options.commit === 'never' });
}

async function readBundle(file: string, signal: AbortSignal): Promise<Bundle> {
  const fileName = path.basename(file);
  let blob: Blob;
  try {
    blob = await openAsBlob(file);
  } catch (cause) {
    const detail = wordsOf(cause);
    throw new OtaError('file/unreadable', { file, detail }, { cause });
  }
  return openBundle(blob, { fileName, signal, digests: nodeDigests });
}

async function update(
  bundle: Bundle,
  options: PushOptions & { readonly port: PushPort },
  report: PushReport,
  signal: AbortSignal,
): Promise<UpdateResult> {
  const { commit, commitTimeoutMs, updateTimeoutMs, chunkSize, window, force } = options;
  const port = openPort(options.port);
  let lastId = 0;
  try {
    const steps = runUpdate(
      {
        bundle,
        connect: port.connect,
        address: addressOf(options.port),
        clock: realClock,
        sessionId: crypto.randomUUID(),
        nextId: () => (lastId += 1),
        options: {
          ...DEFAULT_OPTIONS,
          commit: { kind: commit },
          commitTimeoutMs,
          updateTimeoutMs,
          reconnectMs: RECONNECT_MS,
          chunkSize,
          window,
          force,
        },
      },
      signal,
    );
    for (;;) {
      const step = await steps.next();
      if (step.done === true) return step.value;
      report.event(step.value);
    }
  } finally {
    await port.close();
  }
}
