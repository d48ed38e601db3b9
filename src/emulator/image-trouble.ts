import { FilesystemError } from '../ota-core/fs/filesystem.ts';
import { openImage } from '../ota-core/fs/open-image.ts';

/** Why a device could not mount this image, in words of the log; null = it could. Borrows `image`. */
export function imageTrouble(image: Uint8Array): string | null {
  try {
    openImage(image);
    return null;
  } catch (error) {
    if (error instanceof FilesystemError) return `no filesystem (${error.detail})`;
    throw error;
  }
}
