/** Builds the app in dist where a source is younger. False where that failed. */
export function ensureBuilt(): boolean;
/** Builds the command line in dist-cli where a source is younger. False where that failed. */
export function ensureCommandsBuilt(): boolean;
