import type { FrameAddress } from '../contracts/link.ts';
import { DEEPEST_NESTING } from '../contracts/peer-limits.ts';
import { decodeUtf8, encodeUtf8 } from '../ota-core/primitives/utf8.ts';

/** One mg_rpc frame (rpc-frames.md#fields), parsed: what the channel hands up and takes down. */
type RpcId = number | string;

export interface RpcRequest {
  readonly kind: 'request';
  /** null = notification: no reply is wanted. */
  readonly id: RpcId | null;
  readonly method: string;
  readonly params: unknown;
  /** Who calls (rpc-frames.md#digest-authentication); left out: it says nothing. */
  readonly auth?: unknown;
  readonly src: string | null;
  readonly dst: string | null;
  readonly tag: string | null;
}

export interface RpcResponse {
  readonly kind: 'response';
  readonly id: RpcId;
  readonly src: string | null;
  readonly dst: string | null;
  readonly tag: string | null;
  /** error.code 0 is success and arrives here as `result` null. */
  readonly outcome:
    | { readonly ok: true; readonly result: unknown }
    /** An empty message is left out of the frame, as devices do. */
    | { readonly ok: false; readonly code: number; readonly message: string };
}

export type RpcFrame = RpcRequest | RpcResponse;

/** A request as it leaves; links without a broker between need no addresses (rpc-frames.md#addresses). */
export const requestOf = (
  call: Pick<RpcRequest, 'id' | 'method' | 'params' | 'auth'>,
  address: Pick<FrameAddress, 'src' | 'dst'> | undefined,
): RpcRequest => ({
  kind: 'request',
  ...call,
  src: address?.src ?? null,
  dst: address?.dst ?? null,
  tag: null,
});

/**
 * Why bytes are no frame. `console`: text between frames. `not-ascii`: a device drops its buffer at a byte
 * above 0x7f. `not-a-frame`: JSON, but what devices call invalid (rpc-frames.md#invalid-frames). `too-long` and
 * `too-deep`: beyond what is taken of a peer (contracts/peer-limits.ts); `bytes` are then the beginning only.
 */
export type NoiseReason =
  'console' | 'bad-crc' | 'too-long' | 'too-deep' | 'not-ascii' | 'not-json' | 'not-a-frame';

/** Noise is data too: the device's console shares the wire with RPC. */
export type Decoded =
  | { readonly kind: 'frame'; readonly frame: RpcFrame; readonly bytes: number }
  | {
      readonly kind: 'noise';
      readonly bytes: Uint8Array;
      readonly why: NoiseReason;
    };

/** Pure and synchronous: bytes in, items out. No streams, no timers. The result does not depend on how the bytes are cut. */
export interface FrameDecoder {
  push(chunk: Uint8Array): readonly Decoded[];
  flush(): readonly Decoded[];
}

export interface FrameCodec {
  /** Throws OtaError frame/too-long. The result is owned by the caller. */
  encode(frame: RpcFrame): Uint8Array;
  createDecoder(): FrameDecoder;
}

/**
 * One frame as JSON text, in the order in which devices write their keys: `id, src, dst, tag, result|error`
 * for replies (rpc-frames.md#fields), the same head before `method, params` for requests. Absent members are left
 * out, and everything above U+007F is escaped: one such byte makes a serial device drop its buffer (uart.md#receiving).
 */
export function frameText(frame: RpcFrame): string {
  const members = [
    ...idMember(frame),
    ...textMember('src', frame.src),
    ...textMember('dst', frame.dst),
    ...textMember('tag', frame.tag),
    ...(frame.kind === 'request' ? callMembers(frame) : outcomeMembers(frame)),
  ];
  return escapeNonAscii(`{${members.join(',')}}`);
}

/** The frame as bytes, all below 0x80; owned by the caller. */
export function frameBytes(frame: RpcFrame): Uint8Array {
  return encodeUtf8(frameText(frame));
}

/**
 * What a peer sent, as text: UTF-8, and where it is not (a device hands SSIDs and file names through as
 * they are) byte by byte as Latin-1, so that one odd name does not cost the whole reply.
 */
export function textOfBytes(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text !== null) return text;
  let latin1 = '';
  for (const byte of bytes) latin1 += String.fromCharCode(byte);
  return latin1;
}

function idMember({ kind, id }: RpcFrame): readonly string[] {
  if (id === null) return [];
  return [`"id":${kind === 'response' ? echoedId(id) : JSON.stringify(id)}`];
}

/** Digits only: a number, whatever the request had; anything else: a text (rpc-frames.md#ids). */
function echoedId(id: RpcId): string {
  const text = String(id);
  return /^[0-9]+$/.test(text) ? text : JSON.stringify(text);
}

const textMember = (key: string, value: string | null): readonly string[] =>
  value === null || value === '' ? [] : [`"${key}":${JSON.stringify(value)}`];

function callMembers({ method, params, auth }: RpcRequest): readonly string[] {
  const member = (name: string, value: unknown): readonly string[] =>
    value === null || value === undefined ? [] : [`"${name}":${JSON.stringify(value)}`];
  return [
    `"method":${JSON.stringify(method)}`,
    ...member('params', params),
    ...member('auth', auth),
  ];
}

function outcomeMembers({ outcome }: RpcResponse): readonly string[] {
  if (outcome.ok) return [`"result":${JSON.stringify(outcome.result ?? null)}`];
  const { code, message } = outcome;
  return [`"error":${JSON.stringify(message === '' ? { code } : { code, message })}`];
}

const escapeNonAscii = (text: string): string =>
  text.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/**
 * Why a text is no frame. Devices do not answer any of these; some channels are closed over them
 * (rpc-frames.md#invalid-frames). `too-deep`: more than DEEPEST_NESTING values inside each other; no device's.
 */
export type FrameFault =
  'too-deep' | 'not-json' | 'nothing-recognisable' | 'bad-id' | 'response-without-id';

export type ParsedFrame =
  | { readonly ok: true; readonly frame: RpcFrame }
  | { readonly ok: false; readonly why: FrameFault };

/**
 * One JSON text into a frame, by the rules devices have (rpc-frames.md#fields to #invalid-frames): a `method`
 * makes a request, `args` is another name for `params` and the later of the two wins, an id is a number or a text.
 * Never throws: what recurses over values meets none deeper than DEEPEST_NESTING. The frame owns what it holds.
 */
export function parseFrame(text: string): ParsedFrame {
  if (nestsDeeperThan(text, DEEPEST_NESTING)) return { ok: false, why: 'too-deep' };
  const json = parseObject(text);
  if (json === null) return { ok: false, why: 'not-json' };
  if (!KEYS.some((key) => Object.hasOwn(json, key)))
    return { ok: false, why: 'nothing-recognisable' };
  const id = idOf(json, text);
  if (id === 'bad') return { ok: false, why: 'bad-id' };
  const head = { src: textOf(json, 'src'), dst: textOf(json, 'dst'), tag: textOf(json, 'tag') };
  const method = textOf(json, 'method');
  if (method !== null) {
    const auth = own(json, 'auth');
    const call = { method, params: paramsOf(json), ...(auth === undefined ? {} : { auth }) };
    return { ok: true, frame: { kind: 'request', id: id?.value ?? null, ...call, ...head } };
  }
  if (id === null) return { ok: false, why: 'response-without-id' };
  return {
    ok: true,
    frame: { kind: 'response', id: id.value, ...head, outcome: parseOutcome(json) },
  };
}

/** Members a device knows; an object with none of them is no frame. */
const KEYS = [
  'v',
  'id',
  'src',
  'dst',
  'tag',
  'key',
  'method',
  'params',
  'args',
  'auth',
  'result',
  'error',
];

type Json = Readonly<Record<string, unknown>>;

function parseObject(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Json)
      : null;
  } catch {
    return null; // not JSON
  }
}

const own = (json: Json, key: string): unknown =>
  Object.hasOwn(json, key) ? json[key] : undefined;

/** null = none, so a notification. Numbers that JavaScript cannot hold exactly stay the text they came as. */
function idOf(json: Json, text: string): { readonly value: RpcId } | null | 'bad' {
  const id = own(json, 'id');
  if (id === undefined || id === '') return null;
  if (typeof id === 'string') return { value: id };
  if (typeof id !== 'number') return 'bad';
  const raw = rawToken(text, 'id') ?? String(id);
  return { value: String(id) === raw && Number.isSafeInteger(id) ? id : raw };
}

/** Devices keep the characters of a token of any type; empty counts as absent. */
function textOf(json: Json, key: string): string | null {
  const value = own(json, key);
  if (value === undefined || value === '') return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function paramsOf(json: Json): unknown {
  const later = Object.keys(json)
    .filter((key) => key === 'params' || key === 'args')
    .at(-1);
  return later === undefined ? null : json[later];
}

function parseOutcome(json: Json): RpcResponse['outcome'] {
  const error = own(json, 'error');
  const success = { ok: true, result: own(json, 'result') ?? null } as const;
  if (error === undefined || error === null) return success;
  if (typeof error !== 'object' || Array.isArray(error))
    return { ok: false, code: UNEXPLAINED, message: JSON.stringify(error) };
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const number = code === undefined ? 0 : Number(code);
  if (number === 0) return success; // devices answer success through the error path too
  return {
    ok: false,
    code: Number.isFinite(number) ? number : UNEXPLAINED,
    message: typeof message === 'string' ? message : '',
  };
}

/** For an error member that carries no number: devices use -1 for errors without a name. */
const UNEXPLAINED = -1;

/**
 * Whether the brackets of a JSON text open more than `depth` times inside each other. Reads no further than that,
 * and never recurses; of a text that is no JSON the answer means nothing.
 */
export function nestsDeeperThan(text: string, depth: number): boolean {
  let open = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === '{' || char === '[') open += 1;
    else if (char === '}' || char === ']') open -= 1;
    if (open > depth) return true;
  }
  return false;
}

/** Where the string that begins at `start` has its closing quote. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

/**
 * The source text of one top-level member of a JSON object. Needed because devices echo an `id` by its
 * characters (rpc-frames.md#ids), and JSON.parse keeps only the number.
 *
 * `json` must be the text of a valid JSON object; the last member of that name wins, as JSON.parse has it.
 * null if there is none.
 */
export function rawToken(json: string, key: string): string | null {
  const walk: Walk = { json, at: 0, found: null };
  let depth = 0;
  let expectsKey = false;
  while (walk.at < json.length) {
    const char = json[walk.at];
    if (char === '"') {
      const name = readString(walk);
      if (depth === 1 && expectsKey && name === key) walk.found = readValueAfterColon(walk);
      expectsKey = false;
      continue;
    }
    if (char === '{' || char === '[') depth += 1;
    if (char === '}' || char === ']') depth -= 1;
    if (depth === 1 && (char === '{' || char === ',')) expectsKey = true;
    walk.at += 1;
  }
  return walk.found;
}

interface Walk {
  readonly json: string;
  at: number;
  found: string | null;
}

/** `at` stands on the opening quote and ends behind the closing one. The text between, still escaped. */
function readString(walk: Walk): string {
  const start = walk.at + 1;
  walk.at = start;
  while (walk.at < walk.json.length && walk.json[walk.at] !== '"')
    walk.at += walk.json[walk.at] === '\\' ? 2 : 1;
  walk.at += 1;
  return walk.json.slice(start, walk.at - 1);
}

/** Numbers and words only: a value in quotes or brackets is left to the walk. */
function readValueAfterColon(walk: Walk): string {
  const match = /^\s*:\s*([^\s,{}[\]"]*)/.exec(walk.json.slice(walk.at));
  return match?.[1] ?? '';
}

/** The reason as the channel's listeners know it. */
export function noiseOf(fault: FrameFault): 'too-deep' | 'not-json' | 'not-a-frame' {
  return fault === 'not-json' || fault === 'too-deep' ? fault : 'not-a-frame';
}
