import type { Bundle } from './bundle.ts';
import { fetchOnce } from './fetch-once.ts';
import type { FileEntry, FileSurvey } from './predict-merge.ts';
import { slotPartsOf } from './slot-parts.ts';

/** Without a filesystem of its own a firmware leaves the device's files alone. */
export const bringsFiles = ({ manifest }: Pick<Bundle, 'manifest'>): boolean =>
  slotPartsOf(manifest).some(({ kind }) => kind === 'fs');

/** What reads filesystems. */
export const fetchSurvey = fetchOnce(async () => (await import('./predict-merge.ts')).predictFiles);

/** As in predict-merge.ts, whose filesystems are fetched when a bundle meets a device, not before. */
export async function surveyFiles(
  bundle: Bundle,
  files: readonly FileEntry[] | null,
): Promise<FileSurvey | null> {
  const survey = await fetchSurvey();
  return survey(bundle, files);
}
