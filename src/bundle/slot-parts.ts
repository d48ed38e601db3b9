import type { Manifest, ManifestPart } from '../ota-core/update/manifest.ts';

/** A part that an update needs, by platform (bundle.md#parts-that-an-update-needs). */
export interface SlotPartRule {
  readonly kind: 'app' | 'fs';
  readonly isPart: (part: ManifestPart) => boolean;
  /** Path below `parts` that a report names when no part fits. */
  readonly field: string;
  readonly isRequired: boolean;
  /** The device compares it and refuses a manifest without. */
  readonly needsSha1: boolean;
  readonly needsLoadAddr: boolean;
  /** `addr` other than 0, and `addr1` for the second slot (boot-schemes.md#esp8266). */
  readonly needsAddr: boolean;
}

const named = (kind: 'app' | 'fs', name: string): SlotPartRule => ({
  kind,
  field: name,
  isPart: (part) => part.name === name,
  isRequired: true,
  needsSha1: true,
  needsLoadAddr: false,
  needsAddr: false,
});
const placed = (rule: SlotPartRule): SlotPartRule => ({ ...rule, needsAddr: true });
const optional = (rule: SlotPartRule): SlotPartRule => ({ ...rule, isRequired: false });

/** Part names of the CC3200 are file names, so parts are told by their type. */
const typed = (kind: 'app' | 'fs'): SlotPartRule => ({
  ...named(kind, kind),
  isPart: (part) => part.type === kind,
  needsLoadAddr: kind === 'app',
});

const ESP32 = [named('app', 'app'), named('fs', 'fs')];
const RULES: ReadonlyMap<string, readonly SlotPartRule[]> = new Map([
  ['esp32', ESP32],
  ['esp32c3', ESP32],
  ['esp32c6', ESP32],
  ['esp32s2', ESP32],
  ['esp32s3', ESP32],
  ['esp8266', [placed(named('app', 'fw')), placed(named('fs', 'fs'))]],
  ['stm32', [named('app', 'app'), optional(named('fs', 'fs'))]],
  ['rs14100', [named('app', 'app0'), named('app', 'app1'), optional(named('fs', 'fs'))]],
  ['cc3200', [typed('app'), optional(typed('fs'))]],
]);

/** The rules of a platform; none for one that nobody described: its device decides. */
export function slotPartRules(platform: string): readonly SlotPartRule[] {
  return RULES.get(platform) ?? [];
}

/** The parts of a manifest that go into a slot. */
export function slotPartsOf(
  manifest: Manifest,
): readonly { readonly kind: 'app' | 'fs'; readonly part: ManifestPart }[] {
  return slotPartRules(manifest.platform).flatMap(({ kind, isPart }) =>
    manifest.parts.filter(isPart).map((part) => ({ kind, part })),
  );
}
