/** Failures of the ways to a device besides OTA.Write, with the facts that their messages need; part of FailureFacts. */
export interface DeliveryFailureFacts {
  /** `address`, here and below: of the file, without user, password, query and token. */
  /** It is one of this machine, and the device is another one. */
  'source/loopback': { readonly address: string };
  /** It could not be looked at from here; the device may reach it all the same. */
  'source/unchecked': { readonly address: string; readonly detail: string };
  /** Its server answers so instead of with a file. */
  'source/status': { readonly address: string; readonly status: number };
  /** No Content-Length, or in chunks: devices refuse that (pull-and-post.md#pull). */
  'source/no-length': { readonly address: string };
  /** In bytes; equal where the content differs. */
  'source/other-file': {
    readonly address: string;
    readonly found: number;
    readonly expected: number;
  };
  /** A package that a runner of a roll-out was to get there; `detail` in the words of the system. */
  'source/not-fetched': { readonly address: string; readonly detail: string };
  /** They lead nowhere, or to a place that devices do not go to. */
  'source/redirects': { readonly address: string };
  /** The device has no certificates to know the server by: its settings name this file. */
  'source/no-ca': { readonly address: string; readonly file: string };

  /** The device fetched, and said what went wrong. */
  'update/pull-refused': { readonly remoteCode: number; readonly remoteMessage: string };
  /** It has not fetched and installed the file in this time. */
  'update/not-fetched': { readonly waitedMs: number };
  /** It was left alone with an update that it does by itself. `percent`: how far it was seen to be. */
  'update/goes-on': { readonly percent: number };
  /** Another page of this browser goes on with it; this one has stopped. */
  'update/taken-over': { readonly device: string };
  /** Answer of the device's web server to the upload. `remoteCode`: its own code, else the status. */
  'update/post-refused': {
    readonly status: number;
    readonly remoteCode: number;
    readonly remoteMessage: string;
  };
  /** Settings of the device that were changed for the update, and not set back. */
  'update/settings-left': { readonly paths: readonly string[] };
}
