import type { CallOrigin, ErrorReply, Reply } from './device.ts';

/** One call as a handler sees it; `params` is borrowed. */
export interface Call {
  readonly params: Params;
  /** Milliseconds of the host's clock. */
  readonly now: number;
  /** What RPC.Ping says, for example `WS_in`. */
  readonly channel: string;
}

/** A method of the device, as a library registers it at start. */
export interface Method {
  readonly name: string;
  /** What it takes, as RPC.Describe tells: a scanf format of frozen. Nothing when left out. */
  readonly argsFormat?: string;
  readonly run: (call: Call) => Reply;
}

export const NULL_RESULT: Reply = { kind: 'result', result: null };

/** Success with a payload; the reply borrows it. */
export function resultReply(result: unknown): Reply {
  return { kind: 'result', result };
}

/** `message` null: the error carries a code only, as OTA.Commit with nothing to commit. */
export function errorReply(code: number, message: string | null): ErrorReply {
  return { kind: 'error', code, message };
}

/** Before a scheduled restart a device takes no more calls: less than this many milliseconds (RC src/mgos_rpc.c). */
export const LOCKOUT_MS = 100;

export interface MethodTable {
  /** Newest registration first, as RPC.List answers. */
  names(): readonly string[];
  /** The format of what a method takes; null = there is no such method. */
  argsFormat(name: string): string | null;
  /** Dispatch order of rpc-frames.md#dispatch-order. `restartInMs` null: no restart is scheduled. */
  dispatch(method: string, call: DispatchCall): Reply;
}

export interface DispatchCall extends CallOrigin {
  readonly params: unknown;
  readonly now: number;
  readonly restartInMs: number | null;
}

/** `methods` in the order of their registration. `access`: null lets a call pass. */
export function createMethodTable(
  methods: readonly Method[],
  access: (method: string, origin: CallOrigin, now: number) => Reply | null = () => null,
): MethodTable {
  const newestFirst = [...methods].reverse();
  return {
    names: () => newestFirst.map(({ name }) => name),
    argsFormat(name) {
      const found = newestFirst.find((method) => method.name === name);
      return found === undefined ? null : (found.argsFormat ?? '');
    },
    dispatch(method, { params, now, restartInMs, ...origin }) {
      const wanted = method.toLowerCase();
      const found = newestFirst.find(({ name }) => name.toLowerCase() === wanted);
      if (found === undefined) return errorReply(404, `No handler for ${method}`);
      const isOwn = origin.isOwn === true;
      if (!isOwn && restartInMs !== null && restartInMs < LOCKOUT_MS)
        return errorReply(418, `shutting down in ${Math.max(0, Math.floor(restartInMs))} ms`);
      const refusal = isOwn ? null : access(method, origin, now);
      return refusal ?? found.run({ params: parseParams(params), now, channel: origin.channel });
    },
  };
}

/**
 * How a device reads `params`: the frozen JSON parser's json_scanf (rpc-methods.md#json-parser). Unknown keys are
 * ignored, missing or unreadable ones keep their default, integers may be quoted and carry a base
 * prefix, booleans must be real ones. All functions borrow and never throw.
 */
export type Params = Readonly<Record<string, unknown>>;

const NOTHING: Params = {};

/** Anything but an object counts as no parameters. */
export function parseParams(params: unknown): Params {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return NOTHING;
  return params as Params;
}

/** `%d`: a number cut to an integer, or the integer a quoted text begins with (strtol, base 0). */
export function readInt(params: Params, key: string, fallback: number): number {
  const value = own(params, key);
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value !== 'string') return fallback;
  return parseInteger(value) ?? fallback;
}

/** Whether `%d` finds an integer there. */
export const hasInt = (params: Params, key: string): boolean =>
  Number.isFinite(readInt(params, key, Number.NaN));

/** Whether `%B` finds one there. */
export const hasBoolean = (params: Params, key: string): boolean =>
  typeof own(params, key) === 'boolean';

/** `%B`: `true` and `false` only. */
export function readBoolean(params: Params, key: string, fallback: boolean): boolean {
  const value = own(params, key);
  return typeof value === 'boolean' ? value : fallback;
}

/** `%Q`: null where there is no text. */
export function readText(params: Params, key: string): string | null {
  const value = own(params, key);
  return typeof value === 'string' ? value : null;
}

function own(params: Params, key: string): unknown {
  return Object.hasOwn(params, key) ? params[key] : undefined;
}

function parseInteger(text: string): number | null {
  const match = /^\s*([+-]?)(?:0[xX]([0-9a-fA-F]+)|(0[0-7]*)|([1-9][0-9]*))/.exec(text);
  if (match === null) return null;
  const [, sign, hex, octal, decimal] = match;
  const size =
    hex !== undefined
      ? Number.parseInt(hex, 16)
      : octal !== undefined
        ? Number.parseInt(octal, 8)
        : Number.parseInt(decimal ?? '0', 10);
  return sign === '-' ? 0 - size : size;
}
