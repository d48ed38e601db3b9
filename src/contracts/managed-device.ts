/** What people see and change of a device besides its firmware: its settings and its files. Plain data. */

/** One value of the configuration. */
export interface DeviceSetting {
  /** Names from the root on, with dots between: `wifi.sta.ssid`. */
  readonly path: string;
  /** Of a secret the empty text. */
  readonly value: SettingValue;
  /** A password or a key: it is set, and never shown. */
  readonly isSecret: boolean;
  /** A secret that is not empty. */
  readonly isSet: boolean;
}

export type SettingValue = boolean | number | string;

export interface SettingChange {
  readonly path: string;
  readonly value: SettingValue;
}

/** Of the settings that were changed. */
export interface SavedSettings {
  readonly settings: readonly DeviceSetting[];
  /** null: it was not asked to start anew. */
  readonly restart: 'seen' | null;
}

export interface DeviceFile {
  readonly name: string;
  readonly sizeBytes: number;
}

export interface DeviceFiles {
  /** By name. */
  readonly files: readonly DeviceFile[];
  /** Of the filesystem; null where the device does not tell. */
  readonly freeBytes: number | null;
  readonly totalBytes: number | null;
}

/** What came of reading a file that was listed. */
export type FileContent =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  /** It is not as long as it was listed any more. */
  | { readonly kind: 'other-size'; readonly sizeBytes: number }
  /** The device refused. */
  | { readonly kind: 'not-given' };

/** Of files that are read, or of one that is written; written bytes are read back, and count twice. */
export interface TransferProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}
