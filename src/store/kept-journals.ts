/** The journal of an update, where the browser has no files for the page. What is in it is judged where it is decoded. */
export interface KeptJournal {
  readonly id: string;
  readonly text: string;
}

/** The file of an update that is not ended, or was not long ago. */
export interface KeptFirmwareRecord {
  readonly sha256: string;
  readonly bytes: Uint8Array;
  readonly keptAtMs: number;
}
