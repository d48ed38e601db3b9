/** An emulated device of which the answers are not true, from a stage of its update on. */
import type { Bundle } from '../../../src/bundle/bundle.ts';
import type { Clock } from '../../../src/contracts/clock.ts';
import type { Link } from '../../../src/contracts/link.ts';
import type { UpdateOptions } from '../../../src/update/deps.ts';
import type { UpdateEvent, UpdateResult } from '../../../src/update/events.ts';
import { cuttable } from './lost-wires.ts';
import { changedResult, replyTo, setUpUpdate, stayingLink } from './update-harness.ts';
import type { Passing } from './update-harness.ts';
import { MEDIA } from '../link-media.ts';

/** Where an update is, as who listens on the wire can tell. */
export const LIE_STAGES = ['ask', 'begin', 'write', 'end', 'restart', 'trial', 'commit'] as const;
export type LieStage = (typeof LIE_STAGES)[number];

/** What a lie does to a frame: as a Meddler; `drop` ends the link, `clock` delays. */
interface LieTools {
  readonly drop: () => void;
  readonly wait: (ms: number) => Promise<void>;
}
type Lie = (
  frame: Passing,
  tools: LieTools,
) => readonly Uint8Array[] | undefined | Promise<readonly Uint8Array[] | undefined>;

const OLD = { fw_version: '1.0.0' } as const;
const isReply = (frame: Passing, method: string): boolean =>
  frame.direction === 'in' && frame.method === method;
const isOta = (frame: Passing): boolean => frame.method.startsWith('OTA.');

/** Its answers to Sys.GetInfo are changed. */
const info =
  (change: Readonly<Record<string, unknown>>): Lie =>
  (frame) =>
    isReply(frame, 'Sys.GetInfo') ? changedResult(frame, change) : undefined;

/** So are those to OTA.Status and OTA.GetBootState. */
const state =
  (change: Readonly<Record<string, unknown>>): Lie =>
  (frame) =>
    isReply(frame, 'OTA.Status') || isReply(frame, 'OTA.GetBootState')
      ? changedResult(frame, change)
      : undefined;

/** Every call is answered with an error, and none is done. */
const refuses =
  (code: number, message: string): Lie =>
  (frame) =>
    frame.direction === 'in'
      ? [replyTo(frame, { error: { code, message } })]
      : [reworded(frame, 'RPC.Ping')];

const reworded = (frame: Passing, method: string): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ ...frame.json, method, params: undefined }));

const ESC = '\u001B';

export const LIES = {
  'another MAC': info({ mac: '30AEA4FFFFFF', id: 'esp32_FFFFFF' }),
  'another build': info({ fw_id: 'another build' }),
  'another version': info({ fw_version: '9.9.9', fw_id: 'another build' }),
  'the old firmware': info({ ...OLD }),
  'an uptime that stands still': info({ uptime: 0 }),
  'an uptime of 31,000 years': info({ uptime: 1e12 }),
  'an uptime below zero': info({ uptime: -1e9 }),
  'words for numbers': info({ uptime: 'soon' }),
  'no version': info({ fw_version: undefined }),
  'names that move the cursor': info({ app: `${ESC}[2J\u202E`, fw_version: `1.1.0${ESC}[2J` }),
  'a version of 60 kB': info({ fw_version: '1'.repeat(60_000) }),
  'a trial of 31 years': state({ commit_timeout: 1e9 }),
  'a trial of minus one second': state({ commit_timeout: -1 }),
  'never committed': state({ is_committed: false }),
  'always committed': state({ is_committed: true }),
  'the other slot': state({ active_slot: 1, revert_slot: 0 }),
  'a slot that is not there': state({ active_slot: 7 }),
  'always receiving': state({ state: 1, progress_percent: 50 }),
  'always failed': state({ state: 2, message: 'Done: kept' }),
  'a state of its own': state({ state: 77 }),
  'nothing at all': (frame) => (frame.direction === 'in' ? [] : undefined),
  'a link that ends at each call': ({ direction }, { drop }) => {
    if (direction === 'out') drop();
    return direction === 'out' ? [] : undefined;
  },
  'a link that ends at each update call': (frame, { drop }) => {
    if (!isOta(frame) || frame.method === 'OTA.Status' || frame.direction === 'in')
      return undefined;
    drop();
    return [];
  },
  'no such method': refuses(404, 'No handler'),
  'not allowed': refuses(403, 'Forbidden'),
  'an error without a word': refuses(-1, ''),
  'an error of code 0': refuses(0, ''),
  'yes to all and does nothing': (frame) => {
    if (!isOta(frame) || frame.method === 'OTA.Status' || frame.method === 'OTA.GetBootState')
      return undefined;
    return frame.direction === 'out'
      ? [reworded(frame, 'RPC.Ping')]
      : [replyTo(frame, { result: null })];
  },
  'no to all and does it': (frame) =>
    isOta(frame) && frame.direction === 'in'
      ? [replyTo(frame, { error: { code: -1, message: 'no' } })]
      : undefined,
  'null for everything': (frame) =>
    frame.direction === 'in' ? [replyTo(frame, { result: null })] : undefined,
  'answers to somebody else': (frame) =>
    frame.direction === 'in' ? [replyTo({ ...frame, json: { id: 1 } }, { result: {} })] : undefined,
  'each answer twice': (frame) =>
    frame.direction === 'in' ? [frame.bytes, frame.bytes] : undefined,
  'each answer late': async (frame, { wait }) => {
    if (frame.direction === 'in') await wait(9_000);
    return undefined;
  },
} as const satisfies Readonly<Record<string, Lie>>;

export type LieName = keyof typeof LIES;

/** What the client was told last; null = nothing of the kind. */
export interface LastTold {
  info: { readonly atMs: number; readonly fields: Readonly<Record<string, unknown>> } | null;
  committed: boolean | null;
}

export interface LieRun {
  readonly events: readonly UpdateEvent[];
  readonly result: UpdateResult;
  readonly told: LastTold;
  /** Of the virtual clock, from the beginning to the result. */
  readonly tookMs: number;
  readonly endedAtMs: number;
  readonly calls: number;
  readonly links: number;
  /** What the device really runs at the end. */
  readonly really: { readonly version: string; readonly committed: boolean } | null;
}

/** How the update is to be, on this clock. */
export type Wish = (clock: Clock) => Partial<UpdateOptions>;

/** One update of an emulated device on 1.0.0 to the bundle, lied to from `stage` on. */
export async function lieTo(
  bundle: Bundle,
  {
    lie: name,
    stage,
    link: kind,
    wish = () => ({}),
  }: {
    readonly lie: LieName;
    readonly stage: LieStage;
    readonly link: 'serial' | 'websocket';
    readonly wish?: Wish;
  },
): Promise<LieRun> {
  const told: LastTold = { info: null, committed: null };
  let at: LieStage = 'ask';
  let drop: () => void = () => undefined;
  const lie: Lie = LIES[name];
  const parts = setUpUpdate({
    connect: (own): Link => {
      if (kind === 'serial') return stayingLink(own, parts.clock);
      const pair = cuttable(own());
      drop = pair.drop;
      return { ...pair.link, ...MEDIA[kind] };
    },
    meddle: async (frame) => {
      at = stageAfter(at, frame);
      const isOn = LIE_STAGES.indexOf(at) >= LIE_STAGES.indexOf(stage);
      const wait = (ms: number) => parts.clock.sleep(ms, new AbortController().signal);
      const passed = isOn ? await lie(frame, { drop: () => drop(), wait }) : undefined;
      const pieces = passed ?? [frame.bytes];
      if (frame.direction === 'in') for (const piece of pieces) hear(told, frame, piece, parts);
      return pieces;
    },
  });
  const beganAt = parts.clock.now();
  const { events, result } = await parts.update(bundle, wish(parts.clock));
  const endedAtMs = parts.clock.now();
  const { running } = parts.emulator.snapshot();
  return {
    events,
    result,
    told,
    tookMs: endedAtMs - beganAt,
    endedAtMs,
    calls: parts.calls.length,
    links: parts.links(),
    really: running && { version: running.version, committed: running.committed },
  };
}

/** By what passes: the device itself speaks true here. */
function stageAfter(at: LieStage, { direction, method, json }: Passing): LieStage {
  const next = ((): LieStage => {
    if (direction === 'out')
      return (
        ({ 'OTA.Begin': 'begin', 'OTA.Write': 'write', 'OTA.End': 'end' } as const)[method] ??
        (method === 'OTA.Commit' || method === 'OTA.Revert' ? 'commit' : at)
      );
    if (at === 'end' && method === 'OTA.End') return 'restart';
    const isNew = (json['result'] as { fw_version?: string } | null)?.fw_version === '1.1.0';
    return method === 'Sys.GetInfo' && isNew && at === 'restart' ? 'trial' : at;
  })();
  return LIE_STAGES.indexOf(next) > LIE_STAGES.indexOf(at) ? next : at;
}

function hear(
  told: LastTold,
  frame: Passing,
  piece: Uint8Array,
  { clock }: { readonly clock: { now(): number } },
): void {
  const { result, id } = JSON.parse(new TextDecoder().decode(piece)) as {
    readonly id?: unknown;
    readonly result?: Readonly<Record<string, unknown>> | null;
  };
  if (id !== frame.json['id'] || result === null || result === undefined) return;
  if (frame.method === 'Sys.GetInfo') told.info = { atMs: clock.now(), fields: result };
  if (typeof result['is_committed'] === 'boolean') told.committed = result['is_committed'];
}
