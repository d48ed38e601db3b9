import { fileStore } from '../../../src/workers/practice/chip-store.ts';
import type { ChipStore } from '../../../src/workers/practice/chip-store.ts';
import type { BlockFile } from '../../../src/store/flash-blocks.ts';
import { openRecordLog } from '../../../src/store/flash-blocks.ts';

/** The product's own chip store on files that are forgotten with the page: the chip counts as kept. */
export const chipInMemory = (): ChipStore =>
  fileStore(fileInMemory(), openRecordLog(fileInMemory()));

function fileInMemory(): BlockFile {
  let bytes = new Uint8Array(0);
  const resize = (sizeBytes: number): void => {
    const next = new Uint8Array(sizeBytes);
    next.set(bytes.subarray(0, sizeBytes));
    bytes = next;
  };
  return {
    get sizeBytes() {
      return bytes.length;
    },
    read: (offset, into) => into.set(bytes.subarray(offset, offset + into.length)),
    write(offset, written) {
      if (offset + written.length > bytes.length) resize(offset + written.length);
      bytes.set(written, offset);
    },
    truncate: resize,
    close: () => undefined,
  };
}
