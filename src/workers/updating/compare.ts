import type { Bundle } from '../../bundle/bundle.ts';
import { foresee, surveyFiles } from '../../bundle/foresee.ts';
import { preflight } from '../../update/preflight.ts';
import { expectTime } from '../../update/expected-time.ts';
import type { LinkFacts } from '../../update/expected-time.ts';
import type { MeasuredTimes } from '../../contracts/expected-time.ts';
import type { Comparison, DeviceReport } from '../api.ts';

/** Of the way to the device that answered last. */
export interface ComparedWay {
  readonly isPractice: boolean;
  /** null = none was open yet. */
  readonly lastLink: LinkFacts | null;
  readonly measured?: MeasuredTimes | null | undefined;
}

/** File and device: what speaks against it, and what becomes of the files. Sends nothing. */
export async function compare(
  bundle: Bundle,
  device: DeviceReport,
  { isPractice, lastLink, measured = null }: ComparedWay,
): Promise<Comparison> {
  const files = await surveyFiles(bundle, device.files);
  const foreseen = await foresee(bundle, device.boot);
  const { methods } = device;
  const findings = preflight({ bundle, device, methods, files, foreseen, isPractice });
  const { arch } = device.info;
  const expected =
    lastLink === null ? null : expectTime({ bundle, arch, link: lastLink, measured });
  return { findings, files, expected };
}
