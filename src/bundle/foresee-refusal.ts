/**
 * What a device whose layout is known would say to a bundle: its own rules (ota-core/update/judge-manifest.ts),
 * asked before the first byte. Fetched when a device names its boot scheme, not before.
 */
import { OtaError } from '../contracts/failure.ts';
import { slotPlaces, type DeviceProfile } from '../ota-core/device/profile.ts';
import { profileFor } from '../ota-core/platforms/index.ts';
import { judgeManifest } from '../ota-core/update/judge-manifest.ts';
import {
  appOffsetIn,
  containerMeta,
  partFor,
  rulesOf,
  type RequiredPart,
} from '../ota-core/update/required-part.ts';
import type { ManifestPart } from '../ota-core/update/manifest.ts';
import type { Bundle } from './bundle.ts';
import { partsOutsideSlots, sharedBeginnings, upperCaseDigests } from './check.ts';

/** What a device tells of its layout. */
export interface KnownLayout {
  /** As OTA.GetBootState names it. */
  readonly scheme: string;
  readonly activeSlot: number;
}

/** null: nothing is known of such a layout. Empty: the device takes the bundle. */
export function foreseeRefusal(
  bundle: Bundle,
  { scheme, activeSlot }: KnownLayout,
): readonly OtaError[] | null {
  const profile = profileFor({ profile: scheme });
  if (profile === null || profile.arch !== bundle.manifest.platform) return null;
  const slot = activeSlot === 0 ? 1 : 0;
  const found = [
    ...rulesOf(profile.requiredParts, slot).flatMap((rule) =>
      judgePart(bundle, { profile, slot, rule }),
    ),
    ...outside(bundle),
    ...(profile.comparesSrc === 'beginning' ? sharedBeginnings(bundle) : []).map((shared) =>
      error('bundle/prefix-name', shared),
    ),
    ...(profile.comparesSha1 === 'lower-case' ? upperCaseDigests(bundle) : []).map((part) =>
      error('bundle/upper-case-digest', { part }),
    ),
  ];
  return found.length > 0 ? found : inTheWordsOfTheDevice(bundle, profile, slot);
}

/** Widens the code: an OtaError of any. */
const error = (...args: ConstructorParameters<typeof OtaError>): OtaError => new OtaError(...args);

function outside(bundle: Bundle): readonly OtaError[] {
  const replaced = bundle.manifest.parts.filter(({ updateBl }) => updateBl);
  return [
    ...partsOutsideSlots(bundle),
    ...replaced.map(({ name }) => ({ part: name, role: 'boot-loader' as const })),
  ].map((part) => error('bundle/part-not-replaced', part));
}

interface Target {
  readonly profile: DeviceProfile;
  readonly slot: 0 | 1;
  readonly rule: RequiredPart;
}

function judgePart(bundle: Bundle, { profile, slot, rule }: Target): readonly OtaError[] {
  const part = partFor(rule, bundle.manifest);
  if (part === null) return [];
  const place = slotPlaces(profile, slot)[rule.kind];
  return [
    ...placeTrouble(rule, part, { slot, address: place.offset }),
    ...sizeTrouble(bundle, { rule, part, limit: place.sizeBytes }),
  ];
}

function placeTrouble(
  { form }: RequiredPart,
  part: ManifestPart,
  { slot, address }: { readonly slot: 0 | 1; readonly address: number },
): readonly OtaError[] {
  if (form !== 'placed' && form !== 'linked') return [];
  const field = form === 'placed' && slot === 1 ? 'addr1' : 'addr';
  const found = part[field];
  // What is missing or 0 has words of its own (check.ts).
  if (found === null || found === 0 || found === address) return [];
  return [error('bundle/other-layout', { part: part.name, field, found, expected: address })];
}

function sizeTrouble(
  { parts }: Bundle,
  of: { readonly rule: RequiredPart; readonly part: ManifestPart; readonly limit: number },
): readonly OtaError[] {
  const { rule, part, limit } = of;
  const entry = parts.find((candidate) => candidate.part === part);
  const behind = rule.form === 'fs-container' ? containerMeta(part).length : 0;
  const sizeBytes = (entry?.sizeBytes ?? part.size ?? 0) - appOffsetIn(rule, part) + behind;
  return sizeBytes > limit
    ? [error('bundle/too-large', { part: part.name, sizeBytes, limit })]
    : [];
}

/** Said of other findings already, and better. */
const SAID = ['Incomplete update package', 'Wrong platform'];

/** Whatever is left: the very rules of the device have the last word. */
function inTheWordsOfTheDevice(
  { manifest }: Bundle,
  profile: DeviceProfile,
  slot: 0 | 1,
): readonly OtaError[] {
  const { app, fs } = slotPlaces(profile, slot);
  const verdict = judgeManifest(manifest, {
    arch: profile.arch,
    running: { version: '', buildId: '' },
    ignoreSameVersion: false,
    requiredParts: profile.requiredParts,
    target: slot,
    capacity: { app: app.sizeBytes, fs: fs.sizeBytes },
    address: { app: app.offset, fs: fs.offset },
    appOrigin: profile.appOrigin,
    incompleteCode: profile.incompleteCode,
  });
  if (verdict.kind !== 'refused' || SAID.includes(verdict.refusal.message)) return [];
  const { code: remoteCode, message: remoteMessage } = verdict.refusal;
  return [error('bundle/device-refuses', { remoteCode, remoteMessage })];
}
