import type { Bundle } from '../bundle/bundle.ts';
import { judgeSignature } from '../bundle/verify-signature.ts';
import type { JudgedSignature, SignatureTrust } from '../contracts/signature.ts';
import { OtaError } from '../contracts/failure.ts';
import { keptByChecks } from '../update/commit.ts';
import { DEFAULT_OPTIONS } from '../update/deps.ts';
import type { UpdateResult } from '../update/events.ts';
import { carryOn } from '../journal/carry-on.ts';
import type { JournaledUpdate } from '../journal/journaled-update.ts';
import { runUpdate } from '../update/run-update.ts';
import type { UpdateDeps } from '../update/run-update.ts';
import { requireSignature } from '../update/signature-findings.ts';
import { trialRuleFor } from './checks-option.ts';
import { openDelivery } from './delivery/open-delivery.ts';
import { writeNewFile } from './local-files.ts';
import { openBundleFile } from './open-bundle-file.ts';
import { openRecording, secretsOf } from './saved-recording.ts';
import { openPushJournal } from './push-journal.ts';
import type { PushOptions } from './push-options.ts';
import { exitStatus, pushOutcomeOf } from './push-outcome.ts';
import { portAddress, openPort } from './push-ports.ts';
import type { PushPort } from './push-ports.ts';
import type { PushReport } from './push-report.ts';
import { realClock } from '../contracts/clock.ts';
import { signInOf } from './sign-in-of.ts';

/** A script waits for a link that dropped, but not for as long as a person would. */
export const RECONNECT_MS = 10_000;

/** Throws what is wrong before a device is asked; returns the exit status. */
export async function runPush(options: PushOptions, report: PushReport): Promise<number> {
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => stopped.abort(new OtaError('cancelled', { by: 'user' })));
  const { bundle, mended } = await openBundleFile(options.file, {
    signal: stopped.signal,
    pick: options.pick,
  });
  const savedAs = mended.length === 0 ? null : options.saveRepaired;
  if (savedAs !== null) writeNewFile(savedAs, bundle.bytes);
  const signature = await judgeSignature({ bundle, mended }, trustOf(options));
  report.bundle(bundle, { mended, savedAs }, signature);
  requireSignature(signature);
  if (options.via.kind === 'shadow' && options.port === null && !options.dryRun) {
    const { runByShadow } = await import('./delivery/run-by-shadow.ts');
    return runByShadow(
      bundle,
      { ...options, via: options.via },
      { report, signal: stopped.signal },
    );
  }
  if (options.dryRun || options.port === null) {
    const { runRehearsal } = await import('./rehearsal/run-rehearsal.ts');
    return runRehearsal({ bundle, signature, options, report, signal: stopped.signal });
  }
  const order = { ...options, port: options.port, signature };
  const result = await update(bundle, order, report, stopped.signal);
  const outcome = pushOutcomeOf(result);
  report.end(outcome, 'failure' in result ? result.failure : null, result);
  return exitStatus(outcome, { leaves: options.commit === 'never' });
}

/** Whoever names a key expects it to have signed what is sent. */
export const trustOf = ({
  trust,
  signatureRule: rule,
}: Pick<PushOptions, 'trust' | 'signatureRule'>): SignatureTrust => ({
  keys: trust.map((key) => ({ ...key, app: null })),
  rules: [{ app: null, rule }],
});

async function update(
  bundle: Bundle,
  options: PushOptions & { readonly port: PushPort; readonly signature: JudgedSignature },
  report: PushReport,
  signal: AbortSignal,
): Promise<UpdateResult> {
  const { commit, checks, commitTimeoutMs, updateTimeoutMs, chunkSize, window, force } = options;
  const port = openPort(options.port);
  const way = await openDelivery(options.via, {
    bundle,
    port: options.port,
    credentials: options.credentials,
    onRequest: (request) => report.request(request),
    onShadow: (event) => report.shadow(event),
  });
  let lastId = 0;
  const saved = await openRecording(options.record);
  const address = portAddress(options.port);
  const journal = openPushJournal({ ...options, bundle, address, env: process.env });
  try {
    const deps = saved.record(
      {
        bundle,
        signature: options.signature,
        delivery: way.delivery,
        connect: port.connect,
        address,
        clock: realClock,
        sessionId: journal.sessionId,
        nextId: () => (lastId += 1),
        signIn: signInOf(options.credentials),
        ...(report.log !== undefined && { log: report.log }),
        options: {
          ...DEFAULT_OPTIONS,
          commit: checks === null ? { kind: commit } : keptByChecks(trialRuleFor(checks, bundle)),
          commitTimeoutMs,
          updateTimeoutMs,
          reconnectMs: RECONNECT_MS,
          chunkSize,
          window,
          force,
        },
      },
      { signal, isCarriedOn: journal.before !== null, secrets: secretsOf(options.credentials) },
    );
    const steps = stepsOf(journal.before, deps, signal);
    for (;;) {
      const step = await steps.next();
      if (step.done === true) {
        journal.end(step.value);
        const failure = saved.end(step.value);
        if (failure !== null) report.note(failure);
        return step.value;
      }
      journal.hear(step.value);
      saved.hear(step.value);
      report.event(step.value);
    }
  } finally {
    await way.close();
    await port.close();
  }
}

/** `before`: the update that is carried on; null = it is a new one. */
const stepsOf = (before: JournaledUpdate | null, deps: UpdateDeps, signal: AbortSignal) =>
  before === null
    ? runUpdate(deps, signal)
    : carryOn(deps, { journal: before, wall: () => Date.now(), signal });
