/** Failures of device shadows (pull-and-post.md#shadow), with the facts that their messages need; part of FailureFacts. */

/**
 * What is wrong with the service that keeps the shadow. `unreachable`: nothing answers at the address. `unreadable`: a page got no
 * answer that it may read, and is not told why. `silent`: it answers nothing in
 * time. `denied`: it does not take the key. `no-device`: it knows no such device. `conflict`: somebody else wants another file on
 * the device, or changes the shadow all the time. `unclear`: what it says is no answer to what was asked. `refused`: it says no.
 */
export type ShadowTrouble =
  | 'unreachable'
  | 'unreadable'
  | 'silent'
  | 'denied'
  | 'no-device'
  | 'conflict'
  | 'unclear'
  | 'refused';

export interface ShadowFailureFacts {
  /** `detail`: in the words of the service, or of the system. */
  'shadow/service': {
    readonly address: string;
    readonly why: ShadowTrouble;
    readonly detail: string;
  };
  /** Nothing came from the device, by way of its shadow, for so long. `took`: it had taken the address before. */
  'shadow/device-silent': {
    readonly device: string;
    readonly took: boolean;
    readonly waitedMs: number;
  };
  /** The device reported it: `ota.code` and `ota.message` of its shadow. */
  'shadow/update-failed': {
    readonly device: string;
    readonly remoteCode: number;
    readonly remoteMessage: string;
  };
}
