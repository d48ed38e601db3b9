/** What a link asks at its opening, where nothing else shows that somebody is there who takes RPC. */
import type { FrameAddress } from './link.ts';

/** Answered by every device, with an error where it wants to know who asks (rpc-methods.md#rpc). */
export const openingQuestion = (id: number, address?: FrameAddress): string =>
  JSON.stringify({ id, src: address?.src, dst: address?.dst, method: 'RPC.Ping' });

export interface FrameHead {
  readonly id: number | string;
  readonly src: unknown;
}

/** The id and the sender of a frame; null of what is none. */
export function headOfFrame(text: string): FrameHead | null {
  try {
    const frame: unknown = JSON.parse(text);
    if (typeof frame !== 'object' || frame === null || !('id' in frame)) return null;
    const { id } = frame;
    const src = 'src' in frame ? frame.src : undefined;
    return typeof id === 'number' || typeof id === 'string' ? { id, src } : null;
  } catch {
    return null; // no JSON
  }
}
