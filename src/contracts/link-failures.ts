/** Failures of links, with the facts that their messages need; part of FailureFacts. */
export interface LinkFailureFacts {
  /** The open link ended by itself: cable out, peer gone, network down. */
  'link/lost': { readonly kind: string; readonly detail: string };
  /** The link could not be opened at all. */
  'link/refused': { readonly address: string; readonly detail: string };
  /** The browser's list was closed, or there was nothing in it: a page cannot tell which. */
  'link/not-chosen': { readonly kind: string };
  /** Somebody has the port or the connection; of a port also: the rights are missing. */
  'link/held': {
    readonly kind: string;
    readonly address: string;
    readonly by: 'this-page' | 'other-tab' | 'unknown';
    readonly detail: string;
  };
  /** The page may not use this kind of device: inside another page, or by policy. */
  'link/not-allowed': { readonly kind: string; readonly detail: string };
  /** The browser has nothing to reach this kind of device with. */
  'link/no-feature': { readonly kind: string };
  /** The port opened and nobody answered. What came back instead, and how many bytes of it. */
  'link/no-answer': {
    readonly address: string;
    readonly heard: 'nothing' | 'noise' | 'log';
    readonly bytes: number;
  };
  /** No connection comes about: too far, off, connected to somebody else, or its radio is switched off. */
  'link/out-of-reach': { readonly address: string; readonly detail: string };
  /** The device said before that it switches its radio off once it is on Wi-Fi (`bt.keep_enabled`), and is not to be found now. */
  'link/switched-off': { readonly address: string };
  /** Connected, but nobody takes commands: the service is missing, or refuses everything. */
  'link/rpc-off': {
    readonly address: string;
    readonly seen: 'no-service' | 'refuses';
    readonly detail: string;
  };
  /** The browser keeps an older permission for this device, one without the service: it has to be forgotten. */
  'link/stale-grant': { readonly address: string; readonly detail: string };
  /** Nothing at this address of the network takes a connection. */
  'link/no-host': { readonly address: string; readonly detail: string };
  /** Something takes connections there, and offers no RPC at this path. */
  'link/other-service': { readonly address: string };
  /** The server of the device wants a password before it opens the connection (HTTP 401). */
  'link/password': { readonly address: string };
  /** The broker takes nobody without the right user and password (MQTT 5 reason 0x86 or 0x87, 3.1.1 code 4 or 5). */
  'link/broker-denied': { readonly address: string; readonly detail: string };
  /** The broker answers, and the device does not. `known`: the broker says that nobody listens for the device's messages. */
  'link/device-away': {
    readonly address: string;
    readonly device: string;
    readonly known: boolean;
  };
  /** A page that came over https may not open this unencrypted address (mixed content). */
  'link/mixed-content': { readonly address: string };
  /** There is no radio, or it is off. */
  'link/radio-off': { readonly kind: string };
  /** A frame is larger than the peer takes; nothing of it was sent. */
  'frame/too-long': { readonly bytes: number; readonly limit: number };
}
