/** LittleFS images as no device writes them: any tags, with right checksums, so that only their meaning is wrong. */
import { specCrc } from './spec-log.ts';

export interface ForgedTag {
  readonly type: number;
  readonly id: number;
  readonly data?: Uint8Array;
}

const BLOCK = 4096;
const NO_ID = 0x3ff;

export function words(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setUint32(index * 4, value, true));
  return bytes;
}

export const text = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));

/** One commit with all of `tags` at the start of the block. */
export function forgeBlock(image: Uint8Array, block: number, tags: readonly ForgedTag[]): void {
  const bytes = image.subarray(block * BLOCK, (block + 1) * BLOCK).fill(0xff);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(0, 1, true);
  let [at, previous] = [4, 0xffffffff];
  const put = (type: number, id: number, size: number): void => {
    const tag = ((type << 20) | (id << 10) | size) >>> 0;
    view.setUint32(at, tag ^ previous);
    previous = tag;
    at += 4;
  };
  for (const { type, id, data = new Uint8Array(0) } of tags) {
    put(type, id, data.length);
    bytes.set(data, at);
    at += data.length;
  }
  put(0x500, NO_ID, 64 - ((at + 4) % 64));
  view.setUint32(at, specCrc(bytes.subarray(0, at)), true);
}

export interface ForgedSuperblock {
  readonly version?: number;
  readonly blockSize?: number;
  readonly blockCount?: number;
  readonly magic?: string;
  readonly nameMax?: number;
}

export function superblock(options: ForgedSuperblock = {}): ForgedTag[] {
  const { version = 0x20000, blockSize = BLOCK, blockCount = 16 } = options;
  const limits = [options.nameMax ?? 255, 0x7fffffff, 0x3fe];
  return [
    { type: 0x0ff, id: 0, data: text(options.magic ?? 'littlefs') },
    { type: 0x201, id: 0, data: words(version, blockSize, blockCount, ...limits) },
  ];
}

/** 16 blocks with `tags` in the first pair. */
export function forgeImage(tags: readonly ForgedTag[]): Uint8Array {
  const image = new Uint8Array(16 * BLOCK).fill(0xff);
  forgeBlock(image, 0, tags);
  return image;
}

export const named = (id: number, name: string): ForgedTag => ({
  type: 0x001,
  id,
  data: text(name),
});
export const skipList = (id: number, head: number, size: number): ForgedTag => ({
  type: 0x202,
  id,
  data: words(head, size),
});
export const hardTail = (first: number, second: number): ForgedTag => ({
  type: 0x601,
  id: NO_ID,
  data: words(first, second),
});
