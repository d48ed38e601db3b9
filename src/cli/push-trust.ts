import type { SignatureTrust } from '../contracts/signature.ts';
import type { PushOptions } from './push-options.ts';

/** Whoever names a key expects it to have signed what is sent. */
export const trustOf = ({
  trust,
  signatureRule: rule,
}: Pick<PushOptions, 'trust' | 'signatureRule'>): SignatureTrust => ({
  keys: trust.map((key) => ({ ...key, app: null })),
  rules: [{ app: null, rule }],
});
