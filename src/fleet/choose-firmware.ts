import type { Bundle } from '../bundle/bundle.ts';

/** Of several firmwares the one for this chip; of several for this chip the one for this application, else null. */
export function chooseFirmware<T>(
  firmwares: readonly T[],
  { arch, app }: { readonly arch: string; readonly app: string },
  named: (firmware: T) => Pick<Bundle['manifest'], 'platform' | 'name'>,
): T | null {
  const forChip = firmwares.filter((firmware) => named(firmware).platform === arch);
  const [fitting, second] = forChip;
  if (fitting !== undefined && second === undefined) return fitting;
  return forChip.find((firmware) => named(firmware).name === app) ?? null;
}
