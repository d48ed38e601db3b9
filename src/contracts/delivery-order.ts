/** How a firmware is to get into its device, as a person chose it (update/delivery). */
export type DeliveryOrder =
  /** Slipway sends it, block by block. */
  | { readonly kind: 'write' }
  /** The device fetches it from there. */
  | { readonly kind: 'pull'; readonly url: string }
  /** The device's own polling client fetches it from there. */
  | { readonly kind: 'poll'; readonly url: string }
  /** The shadow of the device tells it to fetch it from there. null: a person has not said all of it yet. */
  | { readonly kind: 'shadow'; readonly url: string; readonly shadow: ShadowAccess | null }
  /** To `/update` of the device's web server. */
  | { readonly kind: 'post'; readonly url: string };

export type DeliveryKind = DeliveryOrder['kind'];

export const WRITE: DeliveryOrder = { kind: 'write' };

/**
 * Where a shadow is kept and who asks, for the services that a page can ask. In memory only: not in what is recorded, reported
 * or shown. `address`: as in src/shadow/shadow-places.ts, without user and key.
 */
export type ShadowAccess =
  | {
      readonly service: 'aws';
      readonly address: string;
      readonly by: 'password';
      readonly user: string;
      readonly password: string;
    }
  | ({ readonly service: 'aws'; readonly address: string; readonly by: 'signature' } & AwsKeys)
  | { readonly service: 'mdash'; readonly address: string; readonly key: string };

/** Of an IAM user, or of a session of one. */
export interface AwsKeys {
  readonly region: string;
  readonly keyId: string;
  readonly secret: string;
  /** Empty: none, the key is no temporary one. */
  readonly sessionToken: string;
}
