/** How a firmware is to get into its device, as a person chose it (update/delivery). */
export type DeliveryOrder =
  /** Slipway sends it, block by block. */
  | { readonly kind: 'write' }
  /** The device fetches it from there. */
  | { readonly kind: 'pull'; readonly url: string }
  /** The device's own polling client fetches it from there. */
  | { readonly kind: 'poll'; readonly url: string }
  /** To `/update` of the device's web server. */
  | { readonly kind: 'post'; readonly url: string };

export type DeliveryKind = DeliveryOrder['kind'];

export const WRITE: DeliveryOrder = { kind: 'write' };
