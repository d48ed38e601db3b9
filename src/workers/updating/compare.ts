import type { Bundle } from '../../bundle/bundle.ts';
import { foresee } from '../../bundle/foresee.ts';
import { surveyFiles } from '../../bundle/survey-files.ts';
import { preflight } from '../../update/preflight.ts';
import type { Comparison, DeviceReport } from '../api.ts';

/** File and device: what speaks against it, and what becomes of the files. Sends nothing. */
export async function compare(
  bundle: Bundle,
  device: DeviceReport,
  { isPractice }: { readonly isPractice: boolean },
): Promise<Comparison> {
  const files = await surveyFiles(bundle, device.files);
  const foreseen = await foresee(bundle, device.boot);
  const { methods } = device;
  return { findings: preflight({ bundle, device, methods, files, foreseen, isPractice }), files };
}
