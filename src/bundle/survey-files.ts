import type { Bundle } from './bundle.ts';
import type { FileEntry, FileSurvey } from './predict-merge.ts';

/** As in predict-merge.ts, whose filesystems are fetched when a bundle meets a device, not before. */
export async function surveyFiles(
  bundle: Bundle,
  files: readonly FileEntry[] | null,
): Promise<FileSurvey | null> {
  const { surveyFiles: survey } = await import('./predict-merge.ts');
  return survey(bundle, files);
}
