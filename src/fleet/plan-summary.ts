/** What a roll-out is going to do, as far as it is known before a device is asked. Pure: it is made anew at each change. */
import type { Bundle } from '../bundle/bundle.ts';
import { chooseFirmware } from './choose-firmware.ts';
import type { SkipReason } from './device-record.ts';
import { countOf, waveCounts } from './plan.ts';
import type { FleetDevice, RollOutPlan } from './plan.ts';

/** What is known of a device that was seen before; null = not. */
export interface KnownFirmware {
  readonly arch: string | null;
  readonly app: string | null;
  readonly version: string | null;
  readonly buildId: string | null;
  readonly isOffline: boolean;
}

/** A firmware of the plan, by what decides who gets it. */
export type PlannedFirmware = Pick<Bundle['manifest'], 'platform' | 'name' | 'version' | 'buildId'>;

export interface PlanSummary {
  /** Devices that are to be asked: all but those that are known to be skipped. */
  readonly devices: number;
  /** Of them in each wave. */
  readonly waves: readonly number[];
  readonly failureLimit: number;
  /** How many get each firmware, in their order. */
  readonly gets: readonly number[];
  /** Nothing is known of them: the device itself is asked which firmware it gets. */
  readonly unknown: number;
  readonly skipped: readonly { readonly device: FleetDevice; readonly why: SkipReason }[];
  readonly offline: readonly FleetDevice[];
}

interface SummaryOptions {
  readonly firmwares: readonly PlannedFirmware[];
  readonly known: (id: string) => KnownFirmware | null;
  /** Went back from one of the firmwares, by the records of this browser. */
  readonly wentBack: ReadonlySet<string>;
}

type Fate = number | SkipReason | 'unknown';

/** Whoever is skipped takes no place in a wave, as when the roll-out runs. */
export function summaryOf(
  plan: RollOutPlan,
  { firmwares, known, wentBack }: SummaryOptions,
): PlanSummary {
  const fates = plan.devices.map(({ id }): Fate => {
    if (wentBack.has(id)) return 'went-back-before';
    return fateOf(known(id), firmwares);
  });
  const skipped: { device: FleetDevice; why: SkipReason }[] = [];
  const left: FleetDevice[] = [];
  for (const [at, device] of plan.devices.entries()) {
    const fate = fates[at];
    if (typeof fate === 'string' && fate !== 'unknown') skipped.push({ device, why: fate });
    else left.push(device);
  }
  // The sizes of waves are shares of all devices of the plan, also of those that are skipped.
  const waves = placesOf(waveCounts(plan), left.length);
  return {
    devices: left.length,
    waves,
    failureLimit: countOf(plan.stopAt, plan.devices.length),
    gets: firmwares.map((_, at) => fates.filter((fate) => fate === at).length),
    unknown: fates.filter((fate) => fate === 'unknown').length,
    skipped,
    offline: left.filter(({ id }) => known(id)?.isOffline === true),
  };
}

/** Which of the firmwares it gets, by its place. */
function fateOf(device: KnownFirmware | null, firmwares: readonly PlannedFirmware[]): Fate {
  if (device === null || device.arch === null) return 'unknown';
  const { arch, app, version, buildId } = device;
  const chosen = chooseFirmware(firmwares, { arch, app: app ?? '' }, (firmware) => firmware);
  if (chosen === null) return app === null ? 'unknown' : 'no-bundle';
  const isThere = chosen.version === version && (buildId === null || buildId === chosen.buildId);
  return isThere ? 'already-there' : firmwares.indexOf(chosen);
}

/** The first waves are filled first. */
function placesOf(planned: readonly number[], devices: number): readonly number[] {
  let left = devices;
  return planned.flatMap((count) => {
    const taken = Math.min(left, count);
    left -= taken;
    return taken === 0 ? [] : [taken];
  });
}
