import { OtaError } from '../contracts/failure.ts';
import { orElse } from '../ota-core/fs/filesystem.ts';
import { openImage } from '../ota-core/fs/open-filesystem.ts';

/** The image itself, which a device could mount. Throws OtaError file/unreadable with what is wrong in it. */
export function checkedImage(image: Uint8Array, file: string): Uint8Array {
  return orElse(
    () => {
      openImage(image);
      return image;
    },
    ({ detail }) => {
      throw new OtaError('file/unreadable', { file, detail: `no filesystem (${detail})` });
    },
  );
}
