import type { FrameId } from '../../contracts/log.ts';
import { encodeBase64 } from '../../ota-core/primitives/base64.ts';
import { crc32 } from '../../ota-core/primitives/crc32.ts';
import { encodeUtf8 } from '../../ota-core/primitives/utf8.ts';

/** Reads bytes of the firmware file that is chosen now; null = none is. */
export type BlockSource = (offset: number, bytes: number) => Promise<Uint8Array | null>;

export interface NamedBlock {
  readonly id: FrameId;
  readonly method: string;
  readonly offset: number;
  readonly bytes: number;
  /** CRC-32 of its payload as it was sent. */
  readonly crc: number;
}

type Kept =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'block'; readonly block: NamedBlock };

const KEPT_LETTERS = 512 * 1024;
const LONGEST = 16 * 1024;
/** What a named block counts as. */
const NAME_LETTERS = 64;

/** Whole frames by their lines, the oldest forgotten first. */
export class RawFrames {
  readonly #kept = new Map<number, Kept>();
  #letters = 0;

  keep(seq: number, text: string): void {
    this.#put(seq, { kind: 'text', text: text.slice(0, LONGEST) });
  }

  name(seq: number, block: NamedBlock): void {
    this.#put(seq, { kind: 'block', block });
  }

  async open(seq: number, read: BlockSource): Promise<string | null> {
    const kept = this.#kept.get(seq);
    if (kept === undefined) return null;
    if (kept.kind === 'text') return kept.text;
    const { id, method, offset, bytes, crc } = kept.block;
    const content = await read(offset, bytes);
    if (content === null) return null;
    const data = encodeBase64(content);
    if (crc32(encodeUtf8(data)) !== crc) return null; // another file by now
    return JSON.stringify({ id, method, params: { offset, data } });
  }

  #put(seq: number, kept: Kept): void {
    this.#kept.set(seq, kept);
    this.#letters += lettersOf(kept);
    for (const [oldest, old] of this.#kept) {
      if (this.#letters <= KEPT_LETTERS) return;
      this.#kept.delete(oldest);
      this.#letters -= lettersOf(old);
    }
  }
}

const lettersOf = (kept: Kept): number => (kept.kind === 'text' ? kept.text.length : NAME_LETTERS);
