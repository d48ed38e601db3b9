/**
 * The device core's public names: a Mongoose OS device's boot loader, updater and OTA service, pure and
 * synchronous. It knows no clock (time is an argument), no wire (calls in, replies out) and no platform
 * but ES2022. Within this project layers import the files themselves; this is the list for everybody else.
 */
export { createDevice, type DeviceOptions } from './device/create-device.ts';
export type { Device, DeviceIdentity, DevicePorts, DeviceTrace, Reply } from './device/device.ts';
export type { Digest, DigestAlgorithm, DigestPort } from './primitives/digest.ts';
export type { FirmwareInfo, FirmwareRegistry } from './boot/firmware.ts';
export { openSlot } from './device/profile.ts';
export { PLATFORMS, PROFILE_NAMES, profileFor } from './platforms/index.ts';
export type { DeviceProfile } from './device/profile.ts';
export type { AppImage, BootConfig, BootOutcome, SlotId } from './boot/boot-config.ts';
export type { BootGuard, BootScheme } from './boot/boot-scheme.ts';
export { FlashFault, PowerCut, type Flash, type FlashGeometry } from './flash/flash.ts';
export { NorFlash, type FlashMirror, type FlashOperation } from './flash/nor-flash.ts';
export { FaultPlan, type PlannedCut } from './flash/fault-plan.ts';
export { createUpdater, type UpdaterOptions } from './update/create-updater.ts';
export type { Manifest, ManifestPart } from './update/manifest.ts';
export type { Updater, UpdaterState } from './update/updater.ts';
