import type { Bundle } from '../../bundle/bundle.ts';
import { surveyFiles } from '../../bundle/survey-files.ts';
import { preflight } from '../../update/preflight.ts';
import type { Comparison, DeviceReport } from '../api.ts';

/** File and device: what speaks against it, and what becomes of the files. Sends nothing. */
export async function compare(bundle: Bundle, device: DeviceReport): Promise<Comparison> {
  const files = await surveyFiles(bundle, device.files);
  return { findings: preflight({ bundle, device, methods: device.methods, files }), files };
}
