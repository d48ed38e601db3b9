import { orElse } from '../ota-core/fs/filesystem.ts';
import { openImage } from '../ota-core/fs/open-image.ts';

/** Why a device could not mount this image, in words of the log; null = it could. Borrows `image`. */
export const imageTrouble = (image: Uint8Array): string | null =>
  orElse(
    () => {
      openImage(image);
      return null;
    },
    ({ detail }) => `no filesystem (${detail})`,
  );
