/**
 * What concerns more than one metadata pair (littlefs SPEC.md, move state). On the flash it is spread:
 * the XOR of the deltas of all pairs on the thread.
 */
import type { BlockPair } from './blocks.ts';
import { readPair } from './blocks.ts';
import { TAG } from './tag.ts';

export interface GlobalState {
  readonly tag: number;
  readonly pair: BlockPair;
}

export const NO_STATE: GlobalState = { tag: 0, pair: [0, 0] };
/** The thread may hold directories that are gone, or old places of pairs. */
const UNSYNCED = 0x8000_0000;
const STATE_BYTES = 12;

export function xorStates(a: GlobalState, b: GlobalState): GlobalState {
  return {
    tag: (a.tag ^ b.tag) >>> 0,
    pair: [(a.pair[0] ^ b.pair[0]) >>> 0, (a.pair[1] ^ b.pair[1]) >>> 0],
  };
}

export const statesEqual = (a: GlobalState, b: GlobalState): boolean =>
  a.tag === b.tag && a.pair[0] === b.pair[0] && a.pair[1] === b.pair[1];

export const isUnsynced = (state: GlobalState): boolean => state.tag >>> 31 === 1;

export const withoutUnsynced = (state: GlobalState): GlobalState => ({
  ...state,
  tag: (state.tag & ~UNSYNCED) >>> 0,
});

/** The file that is in two places: the entry here is the one that counts as deleted. null: no move is under way. */
export function pendingMoveOf(
  state: GlobalState,
): { readonly pair: BlockPair; readonly id: number } | null {
  if (((state.tag >>> 20) & 0x7ff) !== TAG.delete) return null;
  return { pair: state.pair, id: (state.tag >>> 10) & 0x3ff };
}

/** The same state with another move; null takes it away. */
export function withMove(
  state: GlobalState,
  move: { readonly pair: BlockPair; readonly id: number } | null,
): GlobalState {
  const flag = (state.tag & UNSYNCED) >>> 0;
  if (move === null) return { tag: flag, pair: [0, 0] };
  return { tag: (flag | (TAG.delete << 20) | (move.id << 10)) >>> 0, pair: move.pair };
}

/** null where the bytes are too few. */
export function decodeState(bytes: Uint8Array): GlobalState | null {
  if (bytes.length < STATE_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, STATE_BYTES);
  // The ten bits of a length are a count that lives only in a device's RAM.
  return { tag: (view.getUint32(0, true) & ~0x3ff) >>> 0, pair: readPair(bytes, 4) };
}

export function encodeState(state: GlobalState): Uint8Array {
  const bytes = new Uint8Array(STATE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, state.tag, true);
  view.setUint32(4, state.pair[0], true);
  view.setUint32(8, state.pair[1], true);
  return bytes;
}
