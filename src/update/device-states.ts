/** `state` of OTA.Status (OC include/mgos_ota.h, ota-service.md#states). */
export const IDLE = 0;
/** An update runs: between OTA.Begin and OTA.End. */
export const RECEIVING = 1;
export const FAILED = 2;
/** Finished; the restart is due. */
export const INSTALLED = 3;
