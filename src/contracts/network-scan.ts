/** Devices that are looked for address by address. Plain data that crosses to the window. */

export interface ScanOrder {
  /** IP addresses, in their order; more than MOST_SCANNED are left out. */
  readonly hosts: readonly string[];
  readonly port: number;
}

/** Addresses of a /24. */
export const MOST_SCANNED = 256;

export interface ScannedDevice {
  readonly host: string;
  /** null: it asks who calls before it says who it is. */
  readonly info: {
    readonly id: string;
    readonly app: string;
    readonly version: string;
    readonly arch: string;
  } | null;
}

export interface ScanSnapshot {
  readonly phase: 'running' | 'done' | 'stopped';
  /** Addresses that have answered or were given up. */
  readonly asked: number;
  readonly of: number;
  /** As they came. */
  readonly found: readonly ScannedDevice[];
}
