/** Acts that send bytes: which ones depends on how far the update is when their turn comes. */
import { OLD } from '../power-cut/firmwares.ts';
import type { Act, CallAct, Channel } from './act.ts';
import type { DeviceFacts } from './device-facts.ts';
import type { ModelState } from './model-state.ts';

export interface Place {
  readonly facts: DeviceFacts;
  /** Asked when its turn comes. */
  readonly state: ModelState;
}

export type ActOf = (place: Place) => Act;

type WriteAct = Extract<CallAct, { readonly kind: 'write' }>;

/** The bytes from `from` to `to`, counted from those that were taken so far. */
export const write =
  (from: number, to: number, more: Partial<WriteAct> = {}): ActOf =>
  ({ facts, state: { ram } }) => {
    const { session } = ram;
    const image = session.phase === 'progress' ? session.image : OLD;
    const expected = session.phase === 'progress' ? session.expected : 0;
    const end = facts.firmwares.get(image).zip.length;
    const at = (place: number): number => Math.min(end, Math.max(0, expected + place));
    const plain = { kind: 'write', image, form: 'plain', channel: 'WS_in' } as const;
    return { ...plain, offset: at(from), from: at(from), to: at(to), ...more };
  };

export const rest = (channel: Channel): ActOf => write(0, Infinity, { channel });

/** Wrong bytes only inside an entry: what a zip says beside them is not what is asked here. */
export const flipped =
  (length: number): ActOf =>
  (place) => {
    const act = write(0, length)(place);
    if (act.kind !== 'write') return act;
    const { zip } = place.facts.firmwares.get(act.image);
    const isInside = isEntryData(zip, act.from + ((act.to - act.from) >> 1));
    return { ...act, form: isInside ? 'flip' : 'plain' };
  };

/** Signature of a local header; its own length, those of name and extra field, and of the data (APPNOTE 4.3.7). */
const LOCAL = { signature: 0x0403_4b50, sizeBytes: 30, name: 26, extra: 28, data: 18 } as const;

function isEntryData(zip: Uint8Array, place: number): boolean {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.length);
  for (let at = 0; view.getUint32(at, true) === LOCAL.signature;) {
    const names = view.getUint16(at + LOCAL.name, true) + view.getUint16(at + LOCAL.extra, true);
    const data = at + LOCAL.sizeBytes + names;
    const end = data + view.getUint32(at + LOCAL.data, true);
    if (place < end) return place >= data;
    at = end;
  }
  return false;
}
