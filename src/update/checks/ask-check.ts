/** The question of a check to the device: a bound of its own, and never a second one on the link at the same time. */
import type { ProductCheck } from '../../contracts/product-check.ts';
import { OtaError } from '../../contracts/failure.ts';
import { throwIfAborted } from '../../rpc/deadline.ts';
import type { UpdateSession } from '../session.ts';
import { failedAnswer, needsBefore } from './judge-answer.ts';
import type { CheckAnswer } from './judge-answer.ts';

/** Of one check; a product that is well answers long before. */
export const CHECK_ANSWER_MS = 3_000;

interface Asked {
  readonly signal: AbortSignal;
  /** Less than the usual bound, where the trial is over before. */
  readonly boundMs?: number;
}

/** Throws only cancelled. */
export async function askCheck(
  session: UpdateSession,
  { method, args }: ProductCheck,
  { signal, boundMs = CHECK_ANSWER_MS }: Asked,
): Promise<CheckAnswer> {
  const timeoutMs = Math.min(CHECK_ANSWER_MS, boundMs);
  try {
    return { kind: 'result', result: await session.ask(method, args, { signal, timeoutMs }) };
  } catch (reason) {
    throwIfAborted(signal);
    return failedAnswer(reason);
  }
}

/** Of checks that compare with what was there before, by their names. Throws link/lost and cancelled. */
export async function askBefore(
  session: UpdateSession,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, CheckAnswer>> {
  const { commit } = session.deps.options;
  const checks = commit.kind === 'ask' ? (commit.checks ?? []) : [];
  const answers = new Map<string, CheckAnswer>();
  for (const check of checks.filter(needsBefore)) {
    answers.set(check.name, await askCheck(session, check, { signal }));
    if (!session.isOpen)
      throw new OtaError('link/lost', { kind: session.linkKind, detail: check.method });
  }
  return answers;
}
