import type { RequiredPart } from '../device/profiles.ts';
import type { Manifest, ManifestPart } from './manifest.ts';
import { IMAGE_TOO_BIG } from './slot-backend.ts';
import { refuseUpdate, type UpdateRefusal } from './update-refusal.ts';

export interface ManifestRules {
  /** FW_ARCHITECTURE: what the manifest must name as its platform. */
  readonly arch: string;
  readonly running: { readonly version: string; readonly buildId: string };
  readonly ignoreSameVersion: boolean;
  readonly requiredParts: readonly RequiredPart[];
  /** Bytes of the target windows. */
  readonly capacity: { readonly app: number; readonly fs: number };
}

/** A required part, found in the manifest. */
export interface WantedPart {
  readonly kind: RequiredPart['kind'];
  readonly part: ManifestPart;
}

export type ManifestVerdict =
  | { readonly kind: 'go'; readonly wanted: readonly WantedPart[] }
  | { readonly kind: 'same-version' }
  | { readonly kind: 'refused'; readonly refusal: UpdateRefusal };

/** The checks of a sound manifest, in the device's order (protocol.md 7.3): platform, version, parts. */
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
  for (const { name, kind } of rules.requiredParts) {
    const part = manifest.parts.find((candidate) => candidate.name === name);
    if (part === undefined || part.src === null || part.sha1 === null)
      return refuse(-3, 'Incomplete update package');
    if (part.size !== null && part.size > rules.capacity[kind])
      return { kind: 'refused', refusal: IMAGE_TOO_BIG };
    wanted.push({ kind, part });
  }
  // QUIRK(OC18 esp32_updater.c): stock reads the flag before it is set, so an incomplete boot part passes.
  // This device replaces nothing outside its slots: writing a boot loader has no way back.
  const others = manifest.parts.filter((part) => !wanted.some((slot) => slot.part === part));
  return others.some((part) => part.update)
    ? refuse(-4, 'Boot loader update is not supported')
    : { kind: 'go', wanted };
}

function refuse(code: number, message: string): ManifestVerdict {
  return { kind: 'refused', refusal: refuseUpdate(code, message) };
}
