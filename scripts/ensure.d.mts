export function ensurePackages(): void;
/** Path of Chromium, or null. */
export function findChromium(): string | null;
/** Path of Chromium's build without windows, or null. */
export function findHeadlessChromium(): string | null;
/** Path of Chromium, installed if need be; ends the process when that is not possible. */
export function ensureChromium(): string;
/** Throws where gcc or socat is missing and cannot be installed. */
export function ensureSerialBench(): void;
/** Throws where dbus-daemon is missing and cannot be installed. */
export function ensureBluetoothBench(): void;
export function ensureSocat(): void;
export function ensureBroker(): void;
export function ensureWebServer(): void;
export function ensureCurl(): void;
/** Path of Firefox, or null. */
export function findFirefox(): string | null;
/** Paths of WebKitGTK's driver, its browser and a display for it, or null. */
export function findWebKit(): {
  readonly driver: string;
  readonly browser: string;
  readonly xvfb: string;
} | null;
/** Installs them if need be, and says which of them cannot be had. */
export function ensureOtherBrowsers(): void;
export const WITHOUT_FIREFOX: string;
export const WITHOUT_WEBKIT: string;
