/**
 * Methods that read and change nothing (rpc-methods.md#rpc to #fs, ota-service.md#status,
 * #commit-and-boot-state): what may be called by hand while an update runs. Whatever is not here may write,
 * restart the device or keep it busy.
 */
export const READING_METHODS: readonly string[] = [
  'RPC.List',
  'RPC.Describe',
  'RPC.Ping',
  'Sys.GetInfo',
  'OTA.Status',
  'OTA.GetBootState',
  'Config.Get',
  'FS.List',
  'FS.ListExt',
  'FS.Get',
];

/** Devices do not look at case. */
export const isReading = (method: string): boolean =>
  READING_METHODS.some((name) => name.toLowerCase() === method.toLowerCase());
