import type { FirmwareInfo, FirmwareShelf } from '../ota-core/boot/firmware.ts';

/** Keeps what firmwares say of themselves in memory; the newest entry of a SHA-256 wins. */
export function createMemoryShelf(known: readonly FirmwareInfo[] = []): FirmwareShelf {
  const bySha = new Map(known.map((info) => [info.sha256, info]));
  return {
    list: () => [...bySha.values()],
    remember: (info) => void bySha.set(info.sha256, info),
  };
}
