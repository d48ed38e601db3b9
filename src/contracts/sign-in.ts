/** Who calls, for those who ask. */

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Whom it is told. A broker asks when the connection is opened, a device in answer to a call. */
export type SignInTarget = 'device' | 'broker';

export interface SignInOrder extends Credentials {
  readonly at: SignInTarget;
  /** A place that is not chosen: a broker whose devices are looked at. Left out: the one that is. */
  readonly place?: string;
  /** Written down in this browser for the address that is chosen; of a place without an address nothing is. */
  readonly keep: boolean;
}

/** Characters, of either. */
export const LONGEST_SIGN_IN = 200;
