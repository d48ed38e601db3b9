/**
 * What messages at a broker tell of updates that others do: requests to devices (channels.md#mqtt) and what devices report to a
 * shadow of AWS (pull-and-post.md#shadow). Pure: a message in, what it tells out. A device's answers to others cannot be read.
 */
import * as v from 'valibot';
import { isDeviceId } from '../../contracts/broker-devices.ts';
import { LONGEST_FRAME_BYTES } from '../../contracts/peer-limits.ts';
import { parseFrame, textOfBytes } from '../../rpc/frame.ts';
import type { RpcRequest } from '../../rpc/frame.ts';

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
  | { readonly kind: 'reported'; readonly report: ShadowReport };

export interface ShadowReport {
  /** It took a URL that its shadow gave. */
  readonly hasUrl: boolean;
  readonly percent: number | null;
  /** OTA state; null = not told. */
  readonly state: number | null;
  /** Below 0: it failed. */
  readonly code: number | null;
  readonly message: string | null;
  readonly isCommitted: boolean | null;
  readonly version: string | null;
}

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

const reported = v.object({
  state: v.object({
    reported: v.object({
      ota: v.object({
        url: v.optional(v.string()),
        code: v.optional(v.number()),
        message: v.optional(v.string()),
        state: v.optional(v.number()),
        progress_percent: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
        is_committed: v.optional(v.boolean()),
        fw_version: v.optional(v.string()),
      }),
    }),
  }),
});

function shadowSign(
  id: string,
  payload: Uint8Array,
): { readonly id: string; readonly sign: FleetSign } | null {
  if (!isDeviceId(id)) return null;
  const said = v.safeParse(reported, json(payload));
  if (!said.success) return { id, sign: { kind: 'there' } };
  const { ota } = said.output.state.reported;
  const report: ShadowReport = {
    hasUrl: ota.url !== undefined && ota.url !== '',
    percent: ota.progress_percent ?? null,
    state: ota.state ?? null,
    code: ota.code ?? null,
    message: ota.message ?? null,
    isCommitted: ota.is_committed ?? null,
    version: ota.fw_version ?? null,
  };
  return { id, sign: { kind: 'reported', report } };
}

/** Bounded by LONGEST_FRAME_BYTES; what nests deeper than a stack holds is none either. */
function json(payload: Uint8Array): unknown {
  try {
    return JSON.parse(textOfBytes(payload));
  } catch {
    return null; // no JSON
  }
}
