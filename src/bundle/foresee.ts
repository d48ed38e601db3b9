import type { OtaError } from '../contracts/failure.ts';
import type { Bundle } from './bundle.ts';
import type { FileEntry, FileSurvey } from './predict-merge.ts';
import { slotPartsOf } from './slot-parts.ts';

/** What is fetched when it is needed, and kept; asked for again if that failed. */
function fetchOnce<T>(load: () => Promise<T>): () => Promise<T> {
  let fetched: Promise<T> | null = null;
  return () => {
    fetched ??= load().catch((reason: unknown) => {
      fetched = null;
      throw reason;
    });
    return fetched;
  };
}

/** OTA.GetBootState, as far as it tells of a layout. */
export interface ToldLayout {
  readonly scheme?: string | null | undefined;
  readonly active_slot: number;
}

/** What knows the layouts. */
export const fetchForesight = fetchOnce(
  async () => (await import('./foresee-refusal.ts')).foreseeRefusal,
);

/** As in foresee-refusal.ts, whose layouts are fetched for a device that names its own. */
export async function foresee(
  bundle: Bundle,
  boot: ToldLayout | null,
): Promise<readonly OtaError[] | null> {
  const scheme = boot?.scheme ?? null;
  if (boot === null || scheme === null) return null;
  const judge = await fetchForesight();
  return judge(bundle, { scheme, activeSlot: boot.active_slot });
}

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
