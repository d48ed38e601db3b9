import type { Bundle } from '../bundle/bundle.ts';
import { realClock } from '../contracts/clock.ts';
import type { JudgedSignature } from '../contracts/signature.ts';
import { carryOn } from '../journal/carry-on.ts';
import type { JournaledUpdate } from '../journal/journaled-update.ts';
import { keptByChecks } from '../update/commit.ts';
import { DEFAULT_OPTIONS } from '../update/deps.ts';
import type { UpdateResult } from '../update/events.ts';
import { runUpdate } from '../update/run-update.ts';
import type { UpdateDeps } from '../update/run-update.ts';
import { trialRuleFor } from './checks-option.ts';
import { openDelivery } from './delivery/open-delivery.ts';
import { openPushJournal } from './push-journal.ts';
import type { PushOptions } from './push-options.ts';
import { portAddress } from './push-ports.ts';
import type { OpenPort, PushPort } from './push-ports.ts';
import type { PushReport } from './push-report.ts';
import { openRecording, secretsOf } from './saved-recording.ts';
import { signInOf } from './sign-in-of.ts';

/** A script waits for a link that dropped, but not for as long as a person would. */
export const RECONNECT_MS = 10_000;

/** `opened`: its port, which stays open. */
export interface PushOrder extends PushOptions {
  readonly port: PushPort;
  readonly opened: OpenPort;
  readonly signature: JudgedSignature;
}

/** One update of one device from its connection to its result. */
export async function pushOnce(
  bundle: Bundle,
  options: PushOrder,
  report: PushReport,
  signal: AbortSignal,
): Promise<UpdateResult> {
  const { commit, checks, commitTimeoutMs, updateTimeoutMs, chunkSize, window, force } = options;
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
        connect: options.opened.connect,
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
  }
}

/** `before`: the update that is carried on; null = it is a new one. */
const stepsOf = (before: JournaledUpdate | null, deps: UpdateDeps, signal: AbortSignal) =>
  before === null
    ? runUpdate(deps, signal)
    : carryOn(deps, { journal: before, wall: () => Date.now(), signal });
