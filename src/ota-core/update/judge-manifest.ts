import type { SlotId } from '../boot/boot-config.ts';
import type { Manifest, ManifestPart } from './manifest.ts';
import { partRole, type PartRole } from './manifest.ts';
import { appOffsetIn, judgeForm, partFor, rulesOf, type RequiredPart } from './required-part.ts';
import { IMAGE_TOO_BIG } from './slot-backend.ts';
import { refuseUpdate, type UpdateRefusal } from './updater.ts';

export interface ManifestRules {
  /** FW_ARCHITECTURE: what the manifest must name as its platform. */
  readonly arch: string;
  readonly running: { readonly version: string; readonly buildId: string };
  readonly ignoreSameVersion: boolean;
  readonly requiredParts: readonly RequiredPart[];
  readonly target: SlotId;
  /** Bytes of the target windows, and where they lie on the chip. */
  readonly capacity: { readonly app: number; readonly fs: number };
  readonly address: { readonly app: number; readonly fs: number };
  /** Where apps begin, from the start of the chip's own flash; null where the platform does not tell. */
  readonly appOrigin: number | null;
  /** The code of `Incomplete update package`: each platform has its own. */
  readonly incompleteCode: number;
}

/** A required part, found in the manifest. */
export interface WantedPart {
  readonly rule: RequiredPart;
  readonly part: ManifestPart;
}

export type ManifestVerdict =
  | { readonly kind: 'go'; readonly wanted: readonly WantedPart[] }
  | { readonly kind: 'same-version' }
  | { readonly kind: 'refused'; readonly refusal: UpdateRefusal };

/** The checks of a sound manifest, in the device's order (device-core.md#manifest-checks): platform, version, parts. */
export function judgeManifest(manifest: Manifest, rules: ManifestRules): ManifestVerdict {
  // QUIRK(OC18 mgos_updater_common.c): stock compares over the length of its own arch, without case, so
  // an esp32 takes esp32c3 and ESP32-anything. Here: exactly.
  if (manifest.platform !== rules.arch) return refuse(-1, 'Wrong platform');
  if (rules.ignoreSameVersion && isRunning(manifest, rules)) return { kind: 'same-version' };
  return judgeParts(manifest, rules);
}

/** QUIRK(OC18 mgos_updater_common.c): stock compares over the manifest's length, so 1.0 equals 1.0.1. Here: exactly. */
function isRunning(manifest: Manifest, { running }: ManifestRules): boolean {
  return manifest.version === running.version && manifest.buildId === running.buildId;
}

function judgeParts(manifest: Manifest, rules: ManifestRules): ManifestVerdict {
  const wanted: WantedPart[] = [];
  for (const rule of rulesOf(rules.requiredParts, rules.target)) {
    const part = partFor(rule, manifest);
    if (part === null && rule.isOptional === true) continue;
    if (part === null || part.src === null || part.sha1 === null)
      return refuse(rules.incompleteCode, 'Incomplete update package');
    const refusal = judgePart(rule, part, rules);
    if (refusal !== null) return { kind: 'refused', refusal };
    wanted.push({ rule, part });
  }
  // QUIRK(OC18 esp32_updater.c): stock reads the flag before it is set, so an incomplete boot part passes.
  // This device replaces nothing outside its slots: writing a boot loader has no way back.
  const others = manifest.parts.filter((part) => !wanted.some((slot) => slot.part === part));
  const outside = others.find((part) => part.update);
  return outside === undefined
    ? { kind: 'go', wanted }
    : refuse(-4, `${REPLACED[partRole(outside)]} update is not supported`);
}

const REPLACED: Readonly<Record<PartRole, string>> = {
  'boot-loader': 'Boot loader',
  'boot-settings': 'Boot settings',
  'partition-table': 'Partition table',
  nvs: 'NVS',
  other: 'Part',
};

function judgePart(
  rule: RequiredPart,
  part: ManifestPart,
  { target: slot, capacity, address, appOrigin }: ManifestRules,
): UpdateRefusal | null {
  const place = { slot, capacity: capacity[rule.kind], address: address[rule.kind], appOrigin };
  const refusal = judgeForm(rule, part, place);
  if (refusal !== null) return refusal;
  const written = (part.size ?? 0) - appOffsetIn(rule, part);
  return written > place.capacity ? IMAGE_TOO_BIG : null;
}

function refuse(code: number, message: string): ManifestVerdict {
  return { kind: 'refused', refusal: refuseUpdate(code, message) };
}
