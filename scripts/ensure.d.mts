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
