/**
 * A platform is what a manifest names as `platform` and a device reports as `arch`. All that it is lies in one folder:
 * `facts.ts` for whoever talks to it or reads its bundles, `profile.ts` for the emulated device. They are apart because
 * the page and the updater load the facts of every platform and the profile of none.
 */
import type { BootSafety } from '../boot/boot-scheme.ts';
import type { DeviceProfile } from '../device/profile.ts';
import type { DigestRule, RequiredPart, SrcRule } from '../update/required-part.ts';

/** What a host has to know of a platform. */
export interface PlatformFacts {
  readonly name: string;
  /** How the names of stock devices begin (gatt.md#discovery). */
  readonly namePrefix: string;
  /** The parts that go into a slot. Empty: nobody described them, the device decides. */
  readonly parts: readonly RequiredPart[];
  /** Modelled on a sibling, because nothing of it is public: a host demands nothing of its bundles. */
  readonly isGuess: boolean;
  /** How the cores of 2018 find an entry to be a part (bundle.md#parts-that-an-update-needs). */
  readonly vendorComparesSrc: SrcRule;
  /** How they compare the SHA-1 of a part (boot-schemes.md#esp32, #esp8266). */
  readonly vendorComparesSha1: DigestRule;
  /** The app partition of the stock map where it is erased whole; null: no more than the image needs (timing.md#flash). */
  readonly erasedAppBytes: number | null;
  /** What each profile survives, by its name, which OTA.GetBootState reports as `scheme`. */
  readonly safety: Readonly<Record<string, BootSafety>>;
  /** What the vendor's form survives: it names no scheme. null: nothing is known of it. */
  readonly vendorSafety: BootSafety | null;
}

export interface Platform {
  readonly facts: PlatformFacts;
  /**
   * How a device of it is built. The first has the name of the platform and is held to every invariant, but for
   * `esp8266`; `-stock` is the vendor's form, byte for byte and with its weaknesses. None: it is not emulated.
   */
  readonly profiles: readonly DeviceProfile[];
}

/** A part that a manifest must have: app and filesystem alike. */
export const slotPart = (kind: 'app' | 'fs', name: string | null): RequiredPart => ({
  name,
  kind,
  digest: 'sha1',
});

/** Facts of a platform of which nothing but its name is known. */
export const UNDESCRIBED = {
  parts: [],
  isGuess: false,
  vendorComparesSrc: 'whole',
  vendorComparesSha1: 'any-case',
  erasedAppBytes: null,
  safety: {},
  vendorSafety: null,
} as const satisfies Partial<PlatformFacts>;
