/** What a sound bundle must be for one device: checked before the first byte is sent. */
import { OtaError } from '../contracts/failure.ts';
import type { Bundle } from './bundle.ts';
import { slotPartRules, slotPartsOf, type SlotPartRule } from './slot-parts.ts';

/**
 * Throws bundle/wrong-platform unless the platform is exactly the device's arch. Devices compare a
 * prefix (device-core.md#manifest-checks): an esp32 would take an esp32c3's firmware and not start.
 */
export function requirePlatform({ manifest }: Bundle, arch: string): void {
  const { platform } = manifest;
  if (platform !== arch)
    throw new OtaError('bundle/wrong-platform', { bundle: platform, device: arch });
}

/** Throws bundle/manifest-incomplete where a part or a field is missing that this platform's updater needs. */
export function requireSlotParts({ manifest }: Bundle): void {
  for (const rule of slotPartRules(manifest.platform)) {
    const field = missingField(rule, manifest.parts.filter(rule.isPart));
    if (field !== null) throw new OtaError('bundle/manifest-incomplete', { field });
  }
}

/** Bytes of the slot's partitions; null = not known. */
export interface SlotSizes {
  readonly app: number | null;
  readonly fs: number | null;
}

/** Throws bundle/too-large where a part would not fit its partition. */
export function requireFit({ manifest, parts }: Bundle, sizes: SlotSizes): void {
  for (const { kind, part } of slotPartsOf(manifest)) {
    const limit = sizes[kind];
    const sizeBytes = parts.find((candidate) => candidate.part === part)?.sizeBytes ?? 0;
    if (limit !== null && sizeBytes > limit)
      throw new OtaError('bundle/too-large', { part: part.name, sizeBytes, limit });
  }
}

/** Part names that an update would write outside the slots: boot loaders, factory images. */
export function partsOutsideSlots({ manifest }: Bundle): readonly string[] {
  const inSlot = slotPartsOf(manifest).map(({ part }) => part);
  return manifest.parts
    .filter((part) => part.update && !inSlot.includes(part))
    .map(({ name }) => name);
}

function missingField(rule: SlotPartRule, parts: Bundle['manifest']['parts']): string | null {
  if (parts.length === 0) return rule.isRequired ? `parts.${rule.field}` : null;
  for (const { name, src, sha1, loadAddr } of parts) {
    if (src === null) return `parts.${name}.src`;
    if (rule.needsSha1 && sha1 === null) return `parts.${name}.cs_sha1`;
    if (rule.needsLoadAddr && loadAddr === null) return `parts.${name}.load_addr`;
  }
  return null;
}
