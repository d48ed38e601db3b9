import { OtaError, fromFailure, toFailure } from '../contracts/failure.ts';
import type { Failure } from '../contracts/failure.ts';
import type {
  JudgedSignature,
  SignatureRule,
  SignatureRules,
  SignatureVerdict,
} from '../contracts/signature.ts';
import type { Finding } from './events.ts';

/**
 * What speaks against a firmware because of who signed it, or who did not. A rule that requires a signature is not
 * overridden: whoever made it changes it. `apps`: the names of the firmware and of what the device runs, for a file whose
 * signature is worth nothing may bear any name.
 */
export function signatureFindings(
  { verdict, rules, isPackedAnew }: JudgedSignature,
  apps: readonly string[],
): readonly Finding[] {
  const rule = strictestRule(rules, apps);
  const failure = rule === 'show' ? null : failureOf(verdict, rule, isPackedAnew);
  return failure === null ? [] : [{ failure, force: rule === 'warn' ? 'unsigned' : null }];
}

/** Throws bundle/not-signed, bundle/unknown-signer and bundle/signature-broken where nobody may override what is asked. */
export function requireSignature(judged: JudgedSignature): void {
  const stop = signatureFindings(judged, []).find(({ force }) => force === null);
  if (stop !== undefined) throw fromFailure(stop.failure);
}

export function strictestRule(rules: SignatureRules, apps: readonly string[]): SignatureRule {
  const inForce = rules.filter(({ app }) => app === null || apps.includes(app));
  const strictest = (['require', 'warn'] as const).find((rule) =>
    inForce.some((found) => found.rule === rule),
  );
  return strictest ?? 'show';
}

function failureOf(
  verdict: SignatureVerdict,
  rule: SignatureRule,
  isPackedAnew: boolean,
): Failure | null {
  switch (verdict.kind) {
    case 'good':
      return null;
    case 'unsigned':
      return toFailure(
        new OtaError('bundle/not-signed', { rule, ...(isPackedAnew && { packedAnew: true }) }),
      );
    case 'unknown':
      return toFailure(new OtaError('bundle/unknown-signer', { rule }));
    case 'broken':
      return toFailure(new OtaError('bundle/signature-broken', { rule, why: verdict.why }));
  }
}
