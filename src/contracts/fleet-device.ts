/** Devices of the fleet, as they are kept in this browser and shown. Plain data that crosses to the window. */
import type { Failure } from './failure.ts';

/** Where it is known from: a list that a person gave, what was heard at a broker, a session of this browser. */
export type DeviceSource = 'list' | 'broker' | 'session';

export interface ListedDevice {
  /** As the device names itself (`Sys.GetInfo`); what it is kept under. */
  readonly id: string;
  /** Of its link, as `push --port` takes it; null = it was reached by cable or radio only, or never. */
  readonly address: string | null;
  /** Given by people, as the group and the tags are. */
  readonly alias: string | null;
  readonly group: string | null;
  readonly tags: readonly string[];
  /** What it said of itself last, or what a list says of it; null = not known. */
  readonly arch: string | null;
  readonly app: string | null;
  readonly version: string | null;
  readonly buildId: string | null;
  readonly source: DeviceSource;
  /** When it answered or published last, ms since 1970; null = not since it is known. */
  readonly lastSeenMs: number | null;
  /** What it was reached over, as that link is called; null = nothing yet. */
  readonly link: string | null;
}

/** What a list may say of a device beside its id; left out: nothing. */
export type NewListedDevice = Pick<ListedDevice, 'id'> &
  Partial<
    Pick<
      ListedDevice,
      'address' | 'alias' | 'group' | 'tags' | 'arch' | 'app' | 'version' | 'buildId'
    >
  >;

/** What was learned of a device without a session. */
export type HeardFacts = Pick<ListedDevice, 'id'> &
  Partial<
    Pick<ListedDevice, 'address' | 'arch' | 'app' | 'version' | 'buildId' | 'lastSeenMs' | 'link'>
  >;

/** What people change; left out: it stays. Empty names are null. */
export interface ListedChange {
  readonly alias?: string | null;
  readonly group?: string | null;
  readonly addTags?: readonly string[];
  readonly dropTags?: readonly string[];
}

export interface AddedDevices {
  readonly added: number;
  readonly changed: number;
  /** For which there was no room (MOST_LISTED). */
  readonly refused: number;
}

export interface ListedDevices {
  /** By their ids. */
  readonly devices: readonly ListedDevice[];
  /** false: the browser keeps nothing; they last as long as the page. */
  readonly isKept: boolean;
}

/** More are not kept, and none is forgotten for another. */
export const MOST_LISTED = 10_000;
/** Characters of an alias, a group, a tag. */
export const LONGEST_LISTED_NAME = 64;
/** Characters; longer than any URL that a browser opens. */
export const LONGEST_ADDRESS = 2_048;
export const MOST_TAGS = 16;

/**
 * How a device stands. `unknown`: nobody asked; `written`: it has all of it and restarts; `kept`, `back`: seen to become so since
 * the fleet is watched; `failed`: it says so itself, or left off; `silent`: asked, and no answer; `denied`: it asks who calls.
 */
export type DeviceStanding =
  | 'unknown'
  | 'asking'
  | 'idle'
  | 'writing'
  | 'written'
  | 'trial'
  | 'kept'
  | 'back'
  | 'failed'
  | 'silent'
  | 'denied';

/** Under way: it is asked again by itself. */
export const MOVING: readonly DeviceStanding[] = ['writing', 'written', 'trial'];

/**
 * Who began the update, as far as the wire tells. `client`: somebody else's RPC calls were heard; `shadow`: it reported a URL that
 * its shadow gave; `device`: it writes, and nobody's calls were heard where they would be: a poll, a URL or an upload.
 */
export type UpdateStarter = 'page' | 'client' | 'shadow' | 'device';

/** What became known of one device since the fleet is watched. */
export interface FleetNews {
  readonly id: string;
  readonly standing: DeviceStanding;
  /** Of what is written, 0 to 100; null = not told, as where the device was not told how much comes. */
  readonly percent: number | null;
  /** That somebody else was heard to send; null = nobody was heard to. */
  readonly sentBytes: number | null;
  readonly startedBy: UpdateStarter | null;
  /** What it ran before the update that is seen. */
  readonly from: string | null;
  /** The device's own words, where it failed. */
  readonly detail: string | null;
  /** ms since 1970; null = not since it is watched. */
  readonly heardAtMs: number | null;
  /** As it answered or reported since; null before. */
  readonly arch: string | null;
  readonly app: string | null;
  readonly version: string | null;
  readonly buildId: string | null;
  /** Where it was heard or asked. */
  readonly address: string | null;
}

/** One broker of the fleet. */
export interface FleetBrokerState {
  /** `/` at its end. */
  readonly address: string;
  readonly phase: 'joining' | 'listening' | 'lost' | 'over';
  /** Why it is lost or over. */
  readonly failure: Failure | null;
  /** false: it lets nobody listen to all devices. */
  readonly hearsAll: boolean;
}

/** A roll-out that a broker keeps (docs/FLEETS.md). */
export interface KeptRollOut {
  /** As in `FleetBrokerState`. */
  readonly broker: string;
  readonly name: string;
  /** null and none: its plan was not told, or is larger than is read here. */
  readonly devices: number | null;
  readonly versions: readonly string[];
  /** Who coordinated it last, by its own name. */
  readonly coordinator: string | null;
  /** `gone`: whoever leads it is silent, or lost its connection; `nobody`: it waits for somebody to lead it. */
  readonly standing: 'led' | 'gone' | 'nobody' | 'over';
}

/** Of one broker; others are not listed. */
export const MOST_ROLL_OUTS = 200;

export interface FleetSnapshot {
  readonly brokers: readonly FleetBrokerState[];
  readonly rollOuts: readonly KeptRollOut[];
  /** Those that have changed since the last one. */
  readonly news: readonly FleetNews[];
}

/** Of names that people give: without control characters and outer spaces, cut; null = empty. */
export function listedName(text: string | null): string | null {
  const clean = (text ?? '').replaceAll(/\p{Cc}+/gu, ' ').trim();
  return clean.slice(0, LONGEST_LISTED_NAME).trim() || null;
}

/** Each once, in their order, at most MOST_TAGS. */
export const listedTags = (tags: readonly string[]): readonly string[] =>
  [...new Set(tags.flatMap((tag) => listedName(tag) ?? []))].slice(0, MOST_TAGS);
