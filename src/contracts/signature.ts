/** A publisher's public key that somebody here trusts. */
export interface PublisherKey {
  /** What people call it. */
  readonly name: string;
  /** SubjectPublicKeyInfo in DER, base64: as devices take it (`update.keyN`). */
  readonly spki: string;
  /** The application whose firmware is expected to be signed with it; null: every one. */
  readonly app: string | null;
}

/**
 * Why a signature holds for nothing. `unreadable`: it is written as none is. `no-match`: keys are known that are
 * expected to have made it, and none did, for these bytes: either of the two is another. `part-without-digest`: it is valid, and covers not all that is
 * sent. `not-checked`: nothing here could check it.
 */
export type SignatureFault = 'unreadable' | 'no-match' | 'part-without-digest' | 'not-checked';

/** What the signatures of a firmware are worth here. Four outcomes, which people see by word, shape and colour. */
export type SignatureVerdict =
  | { readonly kind: 'unsigned' }
  /** By keys that nobody here knows, and none is expected. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'broken'; readonly why: SignatureFault }
  /** Valid, with everything covered. `by`: names of the keys, each once. */
  | { readonly kind: 'good'; readonly by: readonly string[] };

/** What is asked of the signature of an application. `show`: it is said, and nothing follows from it. */
export type SignatureRule = 'show' | 'warn' | 'require';

/** By the exact name of the application, null: every one. The strictest counts; `show` where there is none. */
export type SignatureRules = readonly {
  readonly app: string | null;
  readonly rule: SignatureRule;
}[];

/** What a device has in its settings about signatures, for all updates. */
export interface SignatureSettings {
  /** `update.sig_req_mask`: negative = ignored, 0 = no update is taken, else a bit for each key that must have signed. */
  readonly mask: number;
  /** `update.key0` to `update.key7`, as they are written there; '' = none. */
  readonly keys: readonly string[];
}

/** What a device with such settings makes of a firmware, as far as it can be told before. */
export type SignatureNeed =
  /** `ignored`: it is signed, and the device does not look at that. */
  | { readonly kind: 'met' | 'ignored' }
  /** Met, but slots of the mask hold the same key: whoever has it signs for all of these. */
  | { readonly kind: 'same-key'; readonly keys: readonly number[] }
  /** Slots of the keys that must have signed, and of those that did not; none where no update is taken. */
  | {
      readonly kind: 'lacking';
      readonly keys: readonly number[];
      readonly lacking: readonly number[];
    };

export interface JudgedSignature {
  readonly verdict: SignatureVerdict;
  readonly rules: SignatureRules;
  /** The archive was packed anew by a program that keeps no signature (contracts/mended.ts). */
  readonly isPackedAnew: boolean;
}

/** Whom people here trust, and for which applications that matters. */
export interface SignatureTrust {
  readonly keys: readonly PublisherKey[];
  readonly rules: SignatureRules;
}

export const NO_TRUST: SignatureTrust = { keys: [], rules: [] };
