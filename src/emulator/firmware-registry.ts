import { isFirmwareBehaviour } from '../ota-core/boot/firmware.ts';
import type { FirmwareInfo, FirmwareRegistry } from '../ota-core/boot/firmware.ts';

/** Keeps what firmwares say of themselves in memory; the newest entry of a SHA-256 wins. */
export function createMemoryRegistry(known: readonly FirmwareInfo[] = []): FirmwareRegistry {
  const bySha = new Map(known.map((info) => [info.sha256, info]));
  return {
    list: () => [...bySha.values()],
    remember: (info) => void bySha.set(info.sha256, info),
  };
}

/** Where the text of a registry is kept: a file, OPFS. Synchronous like the chip; `save` replaces it whole or not at all. */
export interface RegistryText {
  readonly text: string | null;
  save(text: string): void;
}

/** A registry beside a chip that outlives the process. Every change is saved before `remember` returns. */
export function createJsonRegistry(store: RegistryText): FirmwareRegistry {
  const registry = createMemoryRegistry(parseRegistry(store.text));
  return {
    list: () => registry.list(),
    remember(info) {
      registry.remember(info);
      store.save(`${JSON.stringify({ firmware: registry.list() }, null, 1)}\n`);
    },
  };
}

/** Entries that are none are left out: a chip whose registry is lost holds bytes nobody knows. */
export function parseRegistry(text: string | null): readonly FirmwareInfo[] {
  if (text === null) return [];
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || !('firmware' in parsed)) return [];
    return Array.isArray(parsed.firmware) ? parsed.firmware.filter(isFirmwareInfo) : [];
  } catch {
    return []; // not JSON: as good as lost
  }
}

function isFirmwareInfo(value: unknown): value is FirmwareInfo {
  if (typeof value !== 'object' || value === null) return false;
  const entry = new Map<string, unknown>(Object.entries(value));
  const texts = ['name', 'version', 'buildId'].every((key) => typeof entry.get(key) === 'string');
  const sha = entry.get('sha256');
  return (
    texts &&
    isSize(entry.get('sizeBytes')) &&
    typeof sha === 'string' &&
    /^[0-9a-f]{64}$/.test(sha) &&
    isFirmwareBehaviour(entry.get('behaviour'))
  );
}

const isSize = (value: unknown): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
