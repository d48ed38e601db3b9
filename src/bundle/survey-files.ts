import type { Bundle } from './bundle.ts';
import type { FileEntry, FileSurvey } from './predict-merge.ts';
import { slotPartsOf } from './slot-parts.ts';

/** Without a filesystem of its own a firmware leaves the device's files alone. */
export const bringsFiles = ({ manifest }: Pick<Bundle, 'manifest'>): boolean =>
  slotPartsOf(manifest).some(({ kind }) => kind === 'fs');

type Survey = (bundle: Bundle, files: readonly FileEntry[] | null) => FileSurvey | null;

let fetched: Promise<Survey> | null = null;

/** Fetches once what reads filesystems; again if that failed. */
export function fetchSurvey(): Promise<Survey> {
  fetched ??= import('./predict-merge.ts').then(
    (module) => module.surveyFiles,
    (reason: unknown) => {
      fetched = null;
      throw reason;
    },
  );
  return fetched;
}

/** As in predict-merge.ts, whose filesystems are fetched when a bundle meets a device, not before. */
export async function surveyFiles(
  bundle: Bundle,
  files: readonly FileEntry[] | null,
): Promise<FileSurvey | null> {
  const survey = await fetchSurvey();
  return survey(bundle, files);
}
