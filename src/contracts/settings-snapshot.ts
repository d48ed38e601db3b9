/** The settings and files of a device as they were before an update, beside those after it. Plain data. */

/** `refused`: by the device. `too-much`: it would have taken too long, or too much room. `no-answer`: the device stopped answering. */
export type WhyUnread = 'refused' | 'too-much' | 'no-answer';

/** A file as it was before the update. */
export interface SnapshotFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** null: it was not read. */
  readonly bytes: Uint8Array | null;
  /** Left out: it was read. */
  readonly why?: WhyUnread;
  /** The firmware brings a file of this name. */
  readonly isBrought: boolean;
}

/** What was read of a device before an update. */
export interface SettingsSnapshot {
  /** Of the update. */
  readonly sessionId: string;
  /** Its MAC; its id where a firmware tells none. */
  readonly device: string;
  /** What ran. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly takenAtMs: number;
  /** null: the device does not list its files. */
  readonly files: readonly SnapshotFile[] | null;
}

/** `unread`: whether it is another one cannot be told. */
export type FileFate = 'same' | 'changed' | 'lost' | 'new' | 'unread';

/** A value of a JSON file that is not as before; as JSON, null = it is not there. Of a secret both are left empty. */
export interface SettingDifference {
  /** Names from the root on, with dots between: `wifi.sta.ssid`. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly isSecret: boolean;
}

export interface ComparedSettingsFile {
  readonly name: string;
  readonly fate: FileFate;
  readonly isBrought: boolean;
  /** What it held before is known, and is not there now. */
  readonly canBePutBack: boolean;
  /** Of a JSON file that changed; the first ones. */
  readonly settings: readonly SettingDifference[];
  /** Further differences of it. */
  readonly moreSettings: number;
}

export interface ComparedSettings {
  readonly takenAtMs: number;
  /** What ran before. */
  readonly version: string;
  /** Those that are not as before, by name; null: the device does not list its files, now or then. */
  readonly files: readonly ComparedSettingsFile[] | null;
  /** Files that are as they were. */
  readonly same: number;
}

/** Of one secret, for a person who asks to see it; null = it is not there. */
export interface RevealedSetting {
  readonly before: string | null;
  readonly after: string | null;
}
