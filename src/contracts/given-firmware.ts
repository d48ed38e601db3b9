/** A file of a folder that was given as a whole. */
export interface FolderFile {
  /** From the folder on, with slashes. */
  readonly path: string;
  readonly file: Blob;
}

/** A folder of build output, with all files below it. */
export interface GivenFolder {
  readonly name: string;
  readonly files: readonly FolderFile[];
}

/** What a person gave as the firmware. */
export type GivenFirmware = File | GivenFolder;

/** Files of a folder that are looked at; what has more is no build output. */
export const MOST_FOLDER_FILES = 4_096;
