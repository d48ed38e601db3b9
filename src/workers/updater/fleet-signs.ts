/**
 * What messages at a broker tell of updates that others do: requests to devices (channels.md#mqtt) and what devices report to a
 * shadow of AWS (pull-and-post.md#shadow). Pure: a message in, what it tells out. A device's answers to others cannot be read.
 */
import * as v from 'valibot';
import { isDeviceId } from '../../contracts/broker-devices.ts';
import { LONGEST_FRAME_BYTES } from '../../contracts/peer-limits.ts';
import { parseFrame, textOfBytes } from '../../rpc/frame.ts';
import type { RpcRequest } from '../../rpc/frame.ts';
import { reportedUpdate } from '../../shadow/reported-update.ts';
import type { ReportedUpdate } from '../../shadow/reported-update.ts';

export type FleetSign =
  /** It published. */
  | { readonly kind: 'there' }
  /** Somebody else told it to take an update; `sizeBytes` null = was not said. */
  | { readonly kind: 'begun'; readonly sizeBytes: number | null }
  /** Somebody else has sent it all before this offset. */
  | { readonly kind: 'wrote'; readonly untilBytes: number }
  /** All was sent, or it was called off. */
  | { readonly kind: 'ended' }
  /** It was told to fetch one, to keep one, to go back, or to restart: how it is has changed. */
  | { readonly kind: 'told'; readonly fetches: boolean }
  /** It reports to its shadow. */
  | { readonly kind: 'reported'; readonly report: ReportedUpdate };

/** `own`: the address that our requests come from; they tell nothing of others. null: it tells nothing. */
export function readSign(
  topic: string,
  payload: Uint8Array,
  own: string,
): { readonly id: string; readonly sign: FleetSign } | null {
  if (payload.length > LONGEST_FRAME_BYTES) return null;
  const levels = topic.split('/');
  const [first = '', second] = levels;
  if (first === '$aws') return shadowSign(levels[2] ?? '', payload);
  if (!isDeviceId(first)) return null;
  if (second === 'log') return { id: first, sign: { kind: 'there' } };
  const parsed = parseFrame(textOfBytes(payload));
  if (!parsed.ok) return null;
  const { frame } = parsed;
  if (frame.kind === 'response')
    return frame.src !== null && isDeviceId(frame.src)
      ? { id: frame.src, sign: { kind: 'there' } }
      : null;
  const sign = frame.src === own ? null : requestSign(frame);
  return sign === null ? null : { id: first, sign };
}

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const beginParams = v.object({ size: v.optional(size, 0) });
const writeParams = v.object({ offset: size, data: v.string() });
/** Bytes in so many characters of base64, `=` at the end included (ota-service.md#write). */
const bytesIn = (base64: string): number =>
  Math.floor((base64.length * 3) / 4) - (/=+$/.exec(base64)?.[0].length ?? 0);

/** Methods are compared without case by devices (rpc-frames.md#dispatch-order). */
function requestSign({ method, params }: RpcRequest): FleetSign | null {
  switch (method.toLowerCase()) {
    case 'ota.begin': {
      const said = v.safeParse(beginParams, params ?? {});
      const bytes = said.success ? said.output.size : 0;
      return { kind: 'begun', sizeBytes: bytes > 0 ? bytes : null };
    }
    case 'ota.write': {
      const said = v.safeParse(writeParams, params);
      if (!said.success) return null;
      return { kind: 'wrote', untilBytes: said.output.offset + bytesIn(said.output.data) };
    }
    case 'ota.end':
      return { kind: 'ended' };
    case 'ota.update':
      return { kind: 'told', fetches: true };
    case 'ota.commit':
    case 'ota.revert':
    case 'sys.reboot':
      return { kind: 'told', fetches: false };
    default:
      return null;
  }
}

const document = v.object({ state: v.object({ reported: v.unknown() }) });

function shadowSign(
  id: string,
  payload: Uint8Array,
): { readonly id: string; readonly sign: FleetSign } | null {
  if (!isDeviceId(id)) return null;
  const said = v.safeParse(document, json(payload));
  const report = said.success ? reportedUpdate(said.output.state.reported) : null;
  return { id, sign: report === null ? { kind: 'there' } : { kind: 'reported', report } };
}

/** Bounded by LONGEST_FRAME_BYTES; what nests deeper than a stack holds is none either. */
function json(payload: Uint8Array): unknown {
  try {
    return JSON.parse(textOfBytes(payload));
  } catch {
    return null; // no JSON
  }
}
