/** The firmwares of a roll-out that was begun or is watched. Pure. */
import type { KeptPlan } from '../../../workers/api.ts';
import type { AddedFile } from './roll-out-thread.ts';

/** What only its file says is null where that is not here. */
export interface RunFirmware {
  readonly sha256: string;
  readonly fileName: string | null;
  readonly app: string;
  readonly platform: string;
  readonly version: string;
  readonly buildId: string | null;
}

/** `kept`: as the broker tells it; null = it does not, or has not yet. */
export function firmwareOf(
  files: readonly AddedFile[],
  kept: Pick<KeptPlan, 'firmware'> | null,
): readonly RunFirmware[] {
  const own = files.map(({ bundle: { id: sha256, fileName, name: app, ...bundle } }) => {
    const { platform, version, buildId } = bundle;
    return { sha256, fileName, app, platform, version, buildId };
  });
  if (kept === null) return own;
  const named = new Map(own.map((firmware) => [firmware.sha256, firmware]));
  return kept.firmware.map(
    (planned) => named.get(planned.sha256) ?? { ...planned, fileName: null, buildId: null },
  );
}

/** Each once. */
export const versionsIn = (firmware: readonly RunFirmware[]): readonly string[] => [
  ...new Set(firmware.map(({ version }) => version)),
];

/** Those whose files are not among these. */
export function withoutFile(
  firmware: readonly RunFirmware[],
  files: readonly AddedFile[],
): readonly RunFirmware[] {
  const own = new Set(files.map(({ bundle }) => bundle.id));
  return firmware.filter(({ sha256 }) => !own.has(sha256));
}
