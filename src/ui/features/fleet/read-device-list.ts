/** What people paste or choose as a list of devices: CSV with or without a head, ids alone, or JSON. Pure and bounded. */
import Papa from 'papaparse';
import { isDeviceId } from '../../../contracts/broker-devices.ts';
import {
  LONGEST_ADDRESS,
  MOST_LISTED,
  listedName,
  listedTags,
} from '../../../contracts/fleet-device.ts';
import type { NewListedDevice } from '../../../contracts/fleet-device.ts';
import { isAtBroker } from '../../../contracts/transport.ts';

/** Characters; 10,000 devices with all that is known of each take about half of it. */
export const LONGEST_LIST = 4_000_000;
/** Entries that are looked at, bad ones included. */
const MOST_ENTRIES = 2 * MOST_LISTED;

export type ListFault = 'no-id' | 'bad-id' | 'bad-address' | 'secret' | 'twice' | 'no-entry';

export interface BadEntry {
  /** From 1: the line of a text, the entry of a JSON list. */
  readonly at: number;
  readonly fault: ListFault;
}

export type ReadList =
  | {
      readonly kind: 'devices';
      readonly of: 'lines' | 'entries';
      readonly devices: readonly NewListedDevice[];
      readonly bad: readonly BadEntry[];
      /** There are more than a fleet holds. */
      readonly isCut: boolean;
    }
  | { readonly kind: 'too-large' | 'not-json' | 'no-list' };

/** `broker`: where devices without an address are, `/` at its end; null: nowhere. */
export function readDeviceList(text: string, broker: string | null): ReadList {
  if (text.length > LONGEST_LIST) return { kind: 'too-large' };
  const clean = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  const entries = /^\s*[[{]/.test(clean) ? jsonEntries(clean) : csvEntries(clean);
  if (typeof entries === 'string') return { kind: entries };
  const devices = new Map<string, NewListedDevice>();
  const bad: BadEntry[] = [];
  let isCut = entries.all.length > MOST_ENTRIES;
  for (const { at, members } of entries.all.slice(0, MOST_ENTRIES)) {
    if (devices.size >= MOST_LISTED) {
      isCut = true;
      break;
    }
    const read = deviceIn(members, broker);
    if (typeof read === 'string') bad.push({ at, fault: read });
    else if (devices.has(read.id)) bad.push({ at, fault: 'twice' });
    else devices.set(read.id, read);
  }
  return { kind: 'devices', of: entries.of, devices: [...devices.values()], bad, isCut };
}

type Members = Readonly<Partial<Record<Member, string>>> | null;

interface Entries {
  readonly of: 'lines' | 'entries';
  readonly all: readonly { readonly at: number; readonly members: Members }[];
}

/** In the order of a list without a head. */
const ORDER = ['id', 'address', 'group', 'alias', 'tags'] as const;
type Member = (typeof ORDER)[number] | 'arch' | 'app' | 'version' | 'buildId';

/** As lists call them, plans of roll-outs among them (docs/FLEETS.md). */
const NAMES: Readonly<Record<string, Member>> = {
  ...{ id: 'id', device: 'id', 'device id': 'id', device_id: 'id' },
  ...{ address: 'address', url: 'address', port: 'address' },
  ...{ group: 'group', alias: 'alias', name: 'alias', tags: 'tags', tag: 'tags' },
  ...{ arch: 'arch', platform: 'arch', app: 'app', version: 'version', fw_version: 'version' },
  ...{ build: 'buildId', build_id: 'buildId', fw_id: 'buildId' },
};

const memberOf = (name: string): Member | null => {
  const known = name.trim().toLowerCase();
  return Object.hasOwn(NAMES, known) ? (NAMES[known] ?? null) : null;
};

function csvEntries(text: string): Entries {
  const all: { at: number; members: Members }[] = [];
  let head: readonly (Member | null)[] | null = null;
  let line = 1;
  let cursor = 0;
  Papa.parse<string[]>(text, {
    newline: '\n',
    delimitersToGuess: [',', ';', '\t', '|'],
    step: ({ data, meta }, parser) => {
      const at = line;
      line += linesIn(text, cursor, meta.cursor);
      cursor = meta.cursor;
      const cells = data.map((cell) => cell.trim());
      if (cells.every((cell) => cell === '') || cells[0]?.startsWith('#') === true) return;
      if (head === null) {
        const named = cells.map(memberOf);
        head = named.includes('id') ? named : ORDER;
        if (head !== ORDER) return;
      }
      all.push({ at, members: membersOf(head, cells) });
      if (all.length > MOST_ENTRIES) parser.abort();
    },
  });
  return { of: 'lines', all };
}

function linesIn(text: string, from: number, until: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < until; at = text.indexOf('\n', at + 1))
    lines += 1;
  return lines;
}

function membersOf(head: readonly (Member | null)[], cells: readonly string[]): Members {
  const members: Partial<Record<Member, string>> = {};
  for (const [at, member] of head.entries())
    if (member !== null && cells[at] !== undefined && cells[at] !== '') members[member] = cells[at];
  return members;
}

function jsonEntries(text: string): Entries | 'not-json' | 'no-list' {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not-json';
  }
  const list = Array.isArray(value) ? value : isObject(value) ? value['devices'] : null;
  if (!Array.isArray(list)) return 'no-list';
  const all = list.map((entry: unknown, index) => ({ at: index + 1, members: jsonMembers(entry) }));
  return { of: 'entries', all };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** A text is an id alone. null: it is neither that nor an object. */
function jsonMembers(entry: unknown): Members {
  if (typeof entry === 'string') return { id: entry.trim() };
  if (!isObject(entry) || Array.isArray(entry)) return null;
  const members: Partial<Record<Member, string>> = {};
  for (const [name, value] of Object.entries(entry)) {
    const member = memberOf(name) ?? (name === 'buildId' ? name : null);
    const text = Array.isArray(value) ? value.filter(isText).join(';') : value;
    if (member !== null && isText(text) && text.trim() !== '') members[member] = text.trim();
  }
  return members;
}

const isText = (value: unknown): value is string => typeof value === 'string';

function deviceIn(members: Members, broker: string | null): NewListedDevice | ListFault {
  if (members === null) return 'no-entry';
  // An address alone, of a device at a broker, ends with the id.
  const isAlone = members.id !== undefined && members.address === undefined && isUrl(members.id);
  const said = isAlone ? members.id : members.address;
  const address = said === undefined ? null : addressIn(said);
  if (address !== null && typeof address !== 'string') return address.fault;
  const id = isAlone ? idAtEnd(address) : members.id;
  if (id === undefined || id === '') return 'no-id';
  if (!isDeviceId(id) || /\p{Cc}/u.test(id)) return 'bad-id';
  const behind = broker === null ? null : `${broker}${encodeURIComponent(id)}`;
  const { group, alias, tags, arch, app, version, buildId } = members;
  return {
    id,
    ...((address ?? behind) !== null && { address: address ?? behind }),
    ...(group !== undefined && { group: listedName(group) }),
    ...(alias !== undefined && { alias: listedName(alias) }),
    ...(tags !== undefined && { tags: listedTags(tags.split(/[;,|]/)) }),
    ...(arch !== undefined && { arch: listedName(arch) }),
    ...(app !== undefined && { app: listedName(app) }),
    ...(version !== undefined && { version: listedName(version) }),
    ...(buildId !== undefined && { buildId: listedName(buildId) }),
  };
}

const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text);

/** What `push --port` takes (docs/WAYS.md); a page opens links to some of them. */
const SCHEMES = [
  ...['ws:', 'wss:', 'http:', 'https:', 'mqtt:', 'mqtts:', 'mqtt+ws:', 'mqtt+wss:'],
  ...['tcp:', 'udp:', 'serial:'],
];

function addressIn(text: string): string | { readonly fault: ListFault } {
  if (text.length > LONGEST_ADDRESS || /[\s\p{Cc}]/u.test(text)) return { fault: 'bad-address' };
  if (!URL.canParse(text)) return { fault: 'bad-address' };
  const { protocol, username, password, href } = new URL(text);
  if (!SCHEMES.includes(protocol)) return { fault: 'bad-address' };
  return username === '' && password === '' ? href : { fault: 'secret' };
}

function idAtEnd(address: string | null): string | undefined {
  if (address === null || !isAtBroker(address)) return undefined;
  const last = new URL(address).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return undefined; // no text in it
  }
}
