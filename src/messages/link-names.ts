/** What links are called: one line per kind of link, and the words of one that has none yet. */

export interface LinkNames {
  /** Of the link panel. */
  readonly name: string;
  /** Of the report. */
  readonly inReport: string;
  /** After how long something takes. */
  readonly over: string;
  /** What is out of place when it is lost: a cable, the device's distance, or nobody can tell. */
  readonly loss: 'cable' | 'reach' | 'link';
}

const network = { name: 'Network', over: 'over this network', loss: 'link' } as const;

export const LINK_NAMES: Readonly<Record<string, LinkNames>> = {
  serial: { name: 'USB', inReport: 'a serial line', over: 'over this cable', loss: 'cable' },
  bluetooth: { name: 'Bluetooth', inReport: 'Bluetooth', over: 'over Bluetooth', loss: 'reach' },
  websocket: { ...network, inReport: 'WebSocket' },
  tcp: { ...network, inReport: 'TCP' },
  http: { ...network, name: 'Network, HTTP', inReport: 'HTTP' },
  loopback: {
    name: 'In this page',
    inReport: 'the practice link',
    over: 'in this page',
    loss: 'link',
  },
};

const UNNAMED: LinkNames = {
  name: 'Connection',
  inReport: 'another connection',
  over: 'over this connection',
  loss: 'link',
};

export const linkNames = (kind: string): LinkNames => LINK_NAMES[kind] ?? UNNAMED;
