/** What the app and the command line are built from: files and folders of the repository. */
export const BUILD_SOURCES: readonly string[];
/** Builds the app in dist where a source is younger. False where that failed. */
export function ensureBuilt(): boolean;
/** Builds the command line in dist-cli where a source is younger. False where that failed. */
export function ensureCommandsBuilt(): boolean;
