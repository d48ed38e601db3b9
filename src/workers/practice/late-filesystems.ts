import { openLittlefs } from '../../ota-core/fs/littlefs/littlefs.ts';
import { formatLittlefs } from '../../ota-core/fs/littlefs/volume.ts';
import type { FilesystemPort } from '../../ota-core/fs/open-filesystem.ts';

/** What new chips have at once; every other kind once it is fetched. */
export interface LateFilesystems extends FilesystemPort {
  /** Fetches the rest; settles when it is there. */
  complete(): Promise<void>;
}

export function createLateFilesystems(): LateFilesystems {
  let all: FilesystemPort | null = null;
  return {
    open: (flash) => (all === null ? openLittlefs(flash) : all.open(flash)),
    format: formatLittlefs,
    async complete() {
      const { chipFilesystems } = await import('../../ota-core/fs/open-filesystem.ts');
      all = chipFilesystems;
    },
  };
}
