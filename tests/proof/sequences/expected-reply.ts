/** What a reply must be. */
import type { Reply } from '../../../src/ota-core/device/device.ts';

export type ExpectedReply =
  /** The protocol leaves it open. */
  | { readonly kind: 'any' | 'none' }
  /** `value` left out: any result. */
  | { readonly kind: 'result'; readonly value?: unknown }
  /** `code` null: any but 0, which means success on the wire. */
  | { readonly kind: 'error'; readonly code: number | null };

export const OK: ExpectedReply = { kind: 'result' };
export const ANY: ExpectedReply = { kind: 'any' };
export const NONE: ExpectedReply = { kind: 'none' };
export const failsWith = (code: number | null): ExpectedReply => ({ kind: 'error', code });

export function accepts(expected: ExpectedReply, reply: Reply | null): boolean {
  if (reply === null || expected.kind === 'any') return reply === null || reply.kind !== 'none';
  if (expected.kind !== reply.kind) return false;
  if (expected.kind === 'result' && reply.kind === 'result')
    return (
      !('value' in expected) || JSON.stringify(expected.value) === JSON.stringify(reply.result)
    );
  if (expected.kind === 'error' && reply.kind === 'error')
    return expected.code === null ? reply.code !== 0 : reply.code === expected.code;
  return true;
}
