import { factsOf } from '../ota-core/platforms/facts.ts';
import type { Manifest, ManifestPart } from '../ota-core/update/manifest.ts';
import { isPartOf, type RequiredPart } from '../ota-core/update/required-part.ts';

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
  /** The geometry of its filesystem (boot-schemes.md#cc3200). */
  readonly needsGeometry: boolean;
}

/** The rules of a platform; none for one that nobody described: its device decides. */
export function slotPartRules(platform: string): readonly SlotPartRule[] {
  const facts = factsOf(platform);
  return facts === null || facts.isGuess ? [] : facts.parts.map(ruleOf);
}

/** The parts of a manifest that go into a slot. */
export function slotPartsOf(
  manifest: Manifest,
): readonly { readonly kind: 'app' | 'fs'; readonly part: ManifestPart }[] {
  return slotPartRules(manifest.platform).flatMap(({ kind, isPart }) =>
    manifest.parts.filter(isPart).map((part) => ({ kind, part })),
  );
}

/** Where an update puts a part. */
export interface PartPlace {
  readonly kind: 'app' | 'fs';
  /** null: into whichever slot is free. */
  readonly slot: number | null;
}

/** What parts are usually called: by type or key, of a platform that nobody described. */
const USUAL_KINDS: ReadonlyMap<string, 'app' | 'fs'> = new Map([
  ['app', 'app'],
  ['fw', 'app'],
  ['fs', 'fs'],
]);

/** Where an update of this platform puts the part; null: not into a slot. For showing: nothing is demanded by it. */
export function slotPlaceOf(platform: string, part: ManifestPart): PartPlace | null {
  const rules = factsOf(platform)?.parts ?? [];
  const rule = rules.find((candidate) => isPartOf(candidate, part));
  if (rule !== undefined) return { kind: rule.kind, slot: rule.slot ?? null };
  const kind = USUAL_KINDS.get(part.type ?? part.name);
  return rules.length > 0 || kind === undefined ? null : { kind, slot: null };
}

const ruleOf = (part: RequiredPart): SlotPartRule => ({
  kind: part.kind,
  isPart: (candidate) => isPartOf(part, candidate),
  field: part.name ?? part.kind,
  isRequired: part.isOptional !== true,
  needsSha1: true,
  needsLoadAddr: part.form === 'loaded-app',
  needsAddr: part.form === 'placed',
  needsGeometry: part.form === 'fs-container',
});
