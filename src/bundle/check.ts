/** What a sound bundle must be for one device: checked before the first byte is sent. */
import { OtaError } from '../contracts/failure.ts';
import { partRole, type PartRole } from '../ota-core/update/manifest.ts';
import { isEntryOf, wrongGeometry } from '../ota-core/update/required-part.ts';
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
export function requireSlotParts({ manifest }: Pick<Bundle, 'manifest'>): void {
  for (const rule of slotPartRules(manifest.platform)) {
    const field = missingField(rule, manifest.parts.filter(rule.isPart));
    if (field !== null) throw new OtaError('bundle/manifest-incomplete', { field });
  }
}

/** Parts that ask to be written outside the slots: boot loaders, partition tables. */
export function partsOutsideSlots({ manifest }: Pick<Bundle, 'manifest'>): readonly OutsidePart[] {
  const inSlot = slotPartsOf(manifest).map(({ part }) => part);
  return manifest.parts
    .filter((part) => part.update && !inSlot.includes(part))
    .map((part) => ({ part: part.name, role: partRole(part) }));
}

export interface OutsidePart {
  readonly part: string;
  readonly role: PartRole;
}

/** Throws bundle/no-second-slot where the firmware says that its chip has none. */
export function requireSecondSlot({ manifest }: Bundle): void {
  const placed = slotPartRules(manifest.platform).filter(({ needsAddr }) => needsAddr);
  for (const { isPart } of placed)
    for (const { name, addr1 } of manifest.parts.filter(isPart))
      if (addr1 === 0) throw new OtaError('bundle/no-second-slot', { part: name });
}

/** A part of a slot, and another entry that a device takes for it when it compares over the length of `src` alone. */
export interface SharedBeginning {
  readonly file: string;
  readonly other: string;
}

export function sharedBeginnings({
  manifest,
  entryNames,
}: Pick<Bundle, 'manifest' | 'entryNames'>): readonly SharedBeginning[] {
  return slotPartsOf(manifest).flatMap(({ part }) =>
    entryNames
      .filter((entry) => entry !== part.src && isEntryOf('beginning', part, entry))
      .map((other) => ({ file: part.src ?? '', other })),
  );
}

/** Names of the slot's parts whose SHA-1 a core of 2018 takes for another one, because it is in upper case. */
export function upperCaseDigests({ manifest }: Pick<Bundle, 'manifest'>): readonly string[] {
  return slotPartsOf(manifest)
    .filter(({ part }) => !part.isSha1LowerCase)
    .map(({ part }) => part.name);
}

function missingField(rule: SlotPartRule, parts: Bundle['manifest']['parts']): string | null {
  if (parts.length === 0) return rule.isRequired ? `parts.${rule.field}` : null;
  for (const part of parts) {
    const { name, src, sha1, loadAddr, addr } = part;
    if (src === null) return `parts.${name}.src`;
    if (rule.needsSha1 && sha1 === null) return `parts.${name}.cs_sha1`;
    if (rule.needsAddr && (addr === null || addr === 0)) return `parts.${name}.addr`;
    if (rule.needsLoadAddr && loadAddr === null) return `parts.${name}.load_addr`;
    const wrong = rule.needsGeometry ? wrongGeometry(part) : null;
    if (wrong !== null) return `parts.${name}.${wrong}`;
  }
  return null;
}
