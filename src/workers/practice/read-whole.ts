import { OtaError, wordsOf } from '../../contracts/failure.ts';

/** Throws OtaError file/unreadable. */
export async function readWhole(file: File): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (reason) {
    const detail = wordsOf(reason);
    throw new OtaError('file/unreadable', { file: file.name, detail }, { cause: reason });
  }
}
