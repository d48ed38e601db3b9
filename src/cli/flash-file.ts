import { closeSync, existsSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { OtaError, wordsOf } from '../contracts/failure.ts';
import { createJsonRegistry } from '../emulator/firmware-registry.ts';
import type { FirmwareRegistry } from '../ota-core/boot/firmware.ts';
import type { FlashGeometry } from '../ota-core/flash/flash.ts';
import type { FlashMirror } from '../ota-core/flash/nor-flash.ts';
import { NorFlash } from '../ota-core/flash/nor-flash.ts';

/** A chip in a file, every operation written in order: killing the process is a power cut. */
export interface FlashFile {
  readonly flash: NorFlash;
  readonly registry: FirmwareRegistry;
  close(): void;
}

/** Opens the chip that is kept in `file`; null if there is none. Throws OtaError file/unreadable. */
export function openFlashFile(file: string, geometry: FlashGeometry): FlashFile | null {
  if (!existsSync(file)) return null;
  const image = readable(file, () => readFileSync(file));
  if (image.length !== geometry.size)
    throw unreadable(file, `${image.length} bytes, the chip has ${geometry.size}`);
  const registry = openRegistry(file);
  const mirror = readable(file, () => openMirror(file));
  return {
    flash: new NorFlash(geometry, { image, mirror }),
    registry,
    close: () => mirror.close(),
  };
}

/**
 * Starts a file with a chip that was made ready in memory: first the registry, then the chip under
 * another name, last the name. A process killed in between leaves no chip rather than half of one.
 */
export function createFlashFile(
  file: string,
  content: { readonly flash: NorFlash; readonly registry: FirmwareRegistry },
): void {
  readable(file, () => {
    const kept = createJsonRegistry({
      text: null,
      save: (text) => replaceFile(registryFile(file), text),
    });
    for (const info of content.registry.list()) kept.remember(info);
    replaceFile(file, content.flash.image());
  });
}

/** What firmwares say of themselves lies beside the chip. */
export function registryFile(file: string): string {
  return `${file}.json`;
}

function openRegistry(file: string): FirmwareRegistry {
  const beside = registryFile(file);
  const text = existsSync(beside) ? readable(beside, () => readFileSync(beside, 'utf8')) : null;
  return createJsonRegistry({ text, save: (changed) => replaceFile(beside, changed) });
}

function openMirror(file: string): FlashMirror & { close(): void } {
  const handle = openSync(file, 'r+');
  return {
    write(offset, bytes) {
      for (let done = 0; done < bytes.length;)
        done += writeSync(handle, bytes, done, bytes.length - done, offset + done);
    },
    close: () => closeSync(handle),
  };
}

/** The whole new content or the whole old one, never a piece. */
function replaceFile(file: string, content: string | Uint8Array): void {
  const next = `${file}.${process.pid}.tmp`;
  const handle = openSync(next, 'w');
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let done = 0; done < bytes.length;)
    done += writeSync(handle, bytes, done, bytes.length - done);
  closeSync(handle);
  renameSync(next, file);
}

function readable<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw unreadable(file, wordsOf(error), error);
  }
}

function unreadable(file: string, detail: string, cause?: unknown): OtaError {
  return new OtaError('file/unreadable', { file, detail }, { cause });
}
