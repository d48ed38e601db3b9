import type { Reply } from './device.ts';
import type { Params } from './params.ts';
import { parseParams } from './params.ts';

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
export function errorReply(code: number, message: string | null): Reply {
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

export interface DispatchCall {
  readonly params: unknown;
  readonly now: number;
  readonly channel: string;
  readonly restartInMs: number | null;
}

/** `methods` in the order of their registration. */
export function createMethodTable(methods: readonly Method[]): MethodTable {
  const newestFirst = [...methods].reverse();
  return {
    names: () => newestFirst.map(({ name }) => name),
    argsFormat(name) {
      const found = newestFirst.find((method) => method.name === name);
      return found === undefined ? null : (found.argsFormat ?? '');
    },
    dispatch(method, { params, now, channel, restartInMs }) {
      const wanted = method.toLowerCase();
      const found = newestFirst.find(({ name }) => name.toLowerCase() === wanted);
      if (found === undefined) return errorReply(404, `No handler for ${method}`);
      if (restartInMs !== null && restartInMs < LOCKOUT_MS)
        return errorReply(418, `shutting down in ${Math.max(0, Math.floor(restartInMs))} ms`);
      return found.run({ params: parseParams(params), now, channel });
    },
  };
}
