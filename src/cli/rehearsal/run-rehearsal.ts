/** `push --dry-run`: the update on a stand-in of the device, and every power cut; the device itself is only read. */
import type { Bundle } from '../../bundle/bundle.ts';
import type { JudgedSignature } from '../../contracts/signature.ts';
import { OtaError, toFailure } from '../../contracts/failure.ts';
import type { Failure } from '../../contracts/failure.ts';
import { restAfter } from '../../contracts/jumping-clock.ts';
import type { ForetoldTime } from '../../contracts/foretold-time.ts';
import type { Rehearsal } from '../../contracts/rehearsal.ts';
import { isSafe, rehearse } from '../../rehearsal/rehearse.ts';
import type { Rehearsed } from '../../rehearsal/rehearse.ts';
import { nodeDigests } from '../device-chip.ts';
import type { PushOptions } from '../push-options.ts';
import { exitStatus, pushOutcomeOf } from '../push-outcome.ts';
import type { PushOutcome } from '../push-outcome.ts';
import type { PushReport } from '../push-report.ts';
import { signInOf } from '../sign-in-of.ts';
import { askStandIn, inventStandIn } from './ask-stand-in.ts';
import type { AskedStandIn } from './ask-stand-in.ts';

export interface DryRun {
  readonly bundle: Bundle;
  readonly signature: JudgedSignature;
  readonly options: PushOptions;
  readonly report: PushReport;
  readonly signal: AbortSignal;
}

/** Throws what the device says, what is wrong with it, and `cancelled`; returns the exit status. */
export async function runRehearsal({
  bundle,
  signature,
  options,
  report,
  signal,
}: DryRun): Promise<number> {
  const { port, credentials, commitTimeoutMs, force, chunkSize, window } = options;
  const asked =
    port === null
      ? inventStandIn(bundle)
      : await askStandIn(port, {
          ...{ bundle, signal, signIn: signInOf(credentials) },
          onReading: (files) => report.rehearsal({ step: 'reading', files }),
        });
  const { profile, firmware, files, signatures = null } = asked.facts;
  report.rehearsal({
    step: 'stand-in',
    profile: profile.name,
    version: port === null ? null : firmware.version,
    files: files?.length ?? null,
    keys: signatures !== null,
    unread: asked.unread,
  });
  const rehearsed = await stepThrough(
    rehearse({
      ...{ bundle, signature, facts: asked.facts, digest: nodeDigests, rest },
      options: { commitTimeoutMs, force, chunkSize, window },
      real: asked.real,
    }),
    report,
    signal,
  );
  const { outcome, failure } = outcomeOf(rehearsed, asked);
  if (rehearsed.update.result === 'committed')
    report.rehearsal({
      step: 'found',
      found: rehearsed.found,
      ...{ isSafe: isSafe(rehearsed), profile: profile.name, to: bundle.manifest.version },
      ...{ expected: asked.expected, foretold: rehearsed.foretold },
    });
  report.end(outcome, failure, null);
  return exitStatus(outcome, { leaves: false });
}

async function stepThrough(
  steps: ReturnType<typeof rehearse>,
  report: PushReport,
  signal: AbortSignal,
): Promise<Rehearsed> {
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return step.value;
    await rest(); // Ctrl+C is heard
    if (signal.aborted) throw OtaError.from(signal.reason);
    const { value } = step;
    if (value.type === 'updated')
      report.rehearsal({ step: 'updated', operations: value.operations });
    else report.rehearsal({ step: 'cut', done: value.done, of: value.of });
  }
}

/** Whatever is not safe is refused: nothing was written, and nothing should be. */
function outcomeOf(
  rehearsed: Rehearsed,
  asked: AskedStandIn,
): { readonly outcome: PushOutcome; readonly failure: Failure | null } {
  const { update, found, foretold } = rehearsed;
  const plain = pushOutcomeOf(update);
  const failure = isSafe(rehearsed) ? null : failureOf(rehearsed);
  return {
    failure,
    outcome: {
      ...plain,
      ...{ bytes: 0, seconds: 0, writeSeconds: 0, bytesPerSecond: 0 },
      result: failure === null ? 'rehearsed' : 'refused',
      failure: failure === null ? null : { code: failure.code, facts: failure.facts },
      rehearsal: update.result === 'committed' ? summaryOf(found, asked, foretold) : null,
    },
  };
}

function failureOf({ update, found }: Rehearsed): Failure {
  if ('failure' in update) return update.failure;
  const { operations, weakCount, brokenCount: broken, files } = found;
  const cuts = 2 * operations - weakCount;
  const lost = files?.loses.length ?? 0;
  return toFailure(new OtaError('rehearsal/not-safe', { cuts, broken, lost }));
}

function summaryOf(
  { operations, brokenCount, weakCount, ends, longest, files, freeBytes }: Rehearsal,
  { expected }: AskedStandIn,
  foretold: ForetoldTime | null,
): NonNullable<PushOutcome['rehearsal']> {
  const { keeps, overwrites, adds, loses } = files ?? NO_FILES;
  return {
    ...{ cuts: 2 * operations, violations: brokenCount, weak: weakCount, operations, ends },
    longestSeconds: longest === null ? null : longest.afterMs / 1_000,
    ...{ keeps, overwrites, adds, loses, freeBytes },
    seconds:
      expected === null
        ? null
        : { from: expected.whole.fromMs / 1_000, to: expected.whole.toMs / 1_000 },
    foretold:
      foretold === null
        ? null
        : {
            writeSeconds: foretold.writingMs / 1_000,
            seconds: foretold.wholeMs === null ? null : foretold.wholeMs / 1_000,
            ...{ basis: foretold.basis, restart: foretold.restart },
          },
  };
}

const NO_FILES = { keeps: [], overwrites: [], adds: [], loses: [] };

const rest = restAfter(() => new Promise((resolve) => setImmediate(resolve)));
