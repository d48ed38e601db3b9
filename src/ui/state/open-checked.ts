import type { Failure, Outcome } from '../../contracts/failure.ts';
import type { GivenFirmware } from '../../contracts/given-firmware.ts';
import type { BundleReport } from '../../workers/api.ts';
import type { RestartableUpdater, SoundFirmware } from './restartable-updater.ts';
import type { FirmwareState } from './screen-view.ts';

/** A firmware after its check, and the file that is written; null = none is. */
export interface CheckedFirmware {
  readonly firmware: FirmwareState;
  readonly file: File | null;
}

/**
 * Has a firmware checked, and gives it with the file that is written: the one that was given where that is taken as it
 * is, else what the worker made of it. Whoever opens that file again finds nothing to mend and nothing to choose.
 */
export async function openChecked(
  updater: RestartableUpdater,
  given: GivenFirmware,
  pick: string | null,
): Promise<CheckedFirmware> {
  const opened = await updater.openBundle(given, given.name, pick);
  if (!opened.ok) return refused(given.name, opened.failure);
  const bundle = opened.value;
  if (!('files' in given) && bundle.mended.length === 0) return sound(bundle, given);
  const copy = await updater.call((worker) => worker.checkedCopy(bundle.id));
  if (!copy.ok) return refused(given.name, copy.failure);
  return sound(bundle, new File([copy.value], given.name));
}

/** The same bytes in another worker: what was mended of them stays known. */
export async function openAgain(
  updater: RestartableUpdater,
  { bundle: { fileName, mended }, file }: SoundFirmware,
): Promise<CheckedFirmware> {
  const opened: Outcome<BundleReport> = await updater.openBundle(file, fileName);
  if (!opened.ok) return refused(fileName, opened.failure);
  return sound({ ...opened.value, mended }, file);
}

/** Whom people trust has changed. As it was where that cannot be told: the next check will. */
export async function judgeAgain(
  updater: RestartableUpdater,
  firmware: FirmwareState,
): Promise<FirmwareState> {
  const judged = await updater.judgeAgain();
  if (firmware.kind !== 'sound' || !judged.ok || judged.value === null) return firmware;
  return { kind: 'sound', bundle: { ...firmware.bundle, signature: judged.value } };
}

const sound = (bundle: BundleReport, file: File): CheckedFirmware => ({
  firmware: { kind: 'sound', bundle },
  file,
});

const refused = (fileName: string, failure: Failure): CheckedFirmware => ({
  firmware: { kind: 'refused', fileName, failure },
  file: null,
});
