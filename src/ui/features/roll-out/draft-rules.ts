/** The rules of a roll-out as a person chooses them, and the plan that they make. Pure. */
import type { ListedDevice } from '../../../contracts/fleet-device.ts';
import { NETWORK_SCHEMES } from '../../../contracts/transport.ts';
import type {
  FailureLimit,
  FleetDevice,
  KnownFirmware,
  QuietHours,
  RollOutOrder,
  WaitBefore,
  WaveSize,
} from '../../../workers/api.ts';

export type WavePreset = 'usual' | 'once' | 'own';

export interface DraftRules {
  readonly preset: WavePreset;
  /** As typed; holds where the preset is `own`. */
  readonly ownWaves: string;
  /** `3`, `5 %`; `own`: as typed in `ownStopAt`. */
  readonly stopAt: string;
  readonly ownStopAt: string;
  readonly soakMs: number;
  readonly isQuiet: boolean;
  /** `22:00` */
  readonly quietFrom: string;
  readonly quietUntil: string;
  readonly waitBefore: WaitBefore;
  readonly order: 'listed' | 'group';
  readonly atOnce: number;
  readonly retries: number;
  readonly offlineMs: number;
  readonly commitTimeoutMs: number;
  readonly skipsWentBack: boolean;
}

export const FIRST_RULES: DraftRules = {
  preset: 'usual',
  ownWaves: '1, 10 %, rest',
  stopAt: '3',
  ownStopAt: '2 %',
  soakMs: 30 * 60_000,
  isQuiet: false,
  quietFrom: '22:00',
  quietUntil: '06:00',
  waitBefore: 'nothing',
  order: 'listed',
  atOnce: 20,
  retries: 1,
  offlineMs: 0,
  commitTimeoutMs: 300_000,
  skipsWentBack: true,
};

const PRESETS: Readonly<Record<Exclude<WavePreset, 'own'>, readonly WaveSize[]>> = {
  usual: [
    { kind: 'devices', count: 1 },
    { kind: 'percent', percent: 5 },
    { kind: 'percent', percent: 25 },
    { kind: 'rest' },
  ],
  once: [{ kind: 'rest' }],
};

/** As many as a plan of a file may have. */
const MOST_WAVES = 100;
const MOST_IN_WAVE = 100_000;
/** `rest` in the languages of the screen; letters of either case. */
const REST = /^(?:rest|the rest|der rest|alle übrigen)$/i;

/** null: it is not what it should be. */
export function wavesOf({
  preset,
  ownWaves,
}: Pick<DraftRules, 'preset' | 'ownWaves'>): readonly WaveSize[] | null {
  if (preset !== 'own') return PRESETS[preset];
  const parts = ownWaves.split(/[,;]/).map((part) => part.trim());
  if (parts.length > MOST_WAVES) return null;
  const sizes = parts.map(waveOf);
  const sound = sizes.filter((size) => size !== null);
  return sound.length === sizes.length ? sound : null;
}

function waveOf(text: string): WaveSize | null {
  if (REST.test(text)) return { kind: 'rest' };
  const [, number = '', share] = /^(\d{1,6})(\s*%)?$/.exec(text) ?? [];
  const value = Number(number);
  if (number === '' || value === 0) return null;
  if (share === undefined) return value <= MOST_IN_WAVE ? { kind: 'devices', count: value } : null;
  return value <= 100 ? { kind: 'percent', percent: value } : null;
}

/** null: it is not what it should be. */
export function failureLimitOf({
  stopAt,
  ownStopAt,
}: Pick<DraftRules, 'stopAt' | 'ownStopAt'>): FailureLimit | null {
  const limit = waveOf((stopAt === 'own' ? ownStopAt : stopAt).trim());
  return limit === null || limit.kind === 'rest' ? null : limit;
}

/** Of so many devices; a share is rounded up, as when it runs. null: it cannot be read. */
export function failuresAllowed(
  rules: Pick<DraftRules, 'stopAt' | 'ownStopAt'>,
  devices: number,
): number | null {
  const limit = failureLimitOf(rules);
  if (limit === null) return null;
  return limit.kind === 'devices' ? limit.count : Math.ceil((devices * limit.percent) / 100);
}

const minutesOf = (clock: string): number =>
  Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/** null: none are kept. */
function quietHoursOf(
  { isQuiet, quietFrom, quietUntil }: DraftRules,
  timeZone: string,
): QuietHours | null {
  if (!isQuiet || quietFrom === '' || quietUntil === '') return null;
  return { fromMinute: minutesOf(quietFrom), untilMinute: minutesOf(quietUntil), timeZone };
}

/** null: its waves or its limit cannot be read. */
export function rollOutOrder(
  rules: DraftRules,
  chosen: readonly FleetDevice[],
  timeZone: string,
): RollOutOrder | null {
  const waves = wavesOf(rules);
  const stopAt = failureLimitOf(rules);
  if (waves === null || stopAt === null) return null;
  const devices =
    rules.order === 'listed'
      ? chosen
      : [...chosen].sort((one, other) => compareGroups(one.group, other.group));
  return {
    plan: {
      devices,
      waves,
      stopAt,
      soakMs: rules.soakMs,
      retries: rules.retries,
      atOnce: rules.atOnce,
      offlineMs: rules.offlineMs,
      quietHours: quietHoursOf(rules, timeZone),
      waitBefore: rules.waitBefore,
    },
    commitTimeoutMs: rules.commitTimeoutMs,
    skipsWentBack: rules.skipsWentBack,
    keptAt: null,
  };
}

/** Those without one come last. */
function compareGroups(one: string | null, other: string | null): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return one.localeCompare(other);
}

/** A page opens links to it. */
export const isReachable = (address: string | null): address is string =>
  address !== null && NETWORK_SCHEMES.some((scheme) => address.startsWith(`${scheme}//`));

/** Longer, a device that was not seen counts as offline in the summary. */
const SEEN_WITHIN_MS = 86_400_000;

const knownOf = (
  { arch, app, version, buildId, lastSeenMs }: ListedDevice,
  wallMs: number,
): KnownFirmware => ({
  ...{ arch, app, version, buildId },
  isOffline: lastSeenMs !== null && wallMs - lastSeenMs > SEEN_WITHIN_MS,
});

/** As they would be chosen, of a plan that somebody else made. */
export function chosenRules({
  plan,
  commitTimeoutMs,
}: Pick<RollOutOrder, 'plan' | 'commitTimeoutMs'>): Partial<DraftRules> {
  const { waves, stopAt, soakMs, atOnce, retries, offlineMs, quietHours: quiet } = plan;
  return {
    preset: 'own',
    ownWaves: waves.map(sizeText).join(', '),
    ...{ stopAt: 'own', ownStopAt: sizeText(stopAt), soakMs, atOnce, retries, offlineMs },
    isQuiet: quiet !== null,
    ...(quiet !== null && {
      quietFrom: clockText(quiet.fromMinute),
      quietUntil: clockText(quiet.untilMinute),
    }),
    ...{ waitBefore: plan.waitBefore, order: 'listed', commitTimeoutMs },
  };
}

/** Shares are whole in the form. */
function sizeText(size: WaveSize): string {
  if (size.kind === 'rest') return 'rest';
  return size.kind === 'devices' ? String(size.count) : `${Math.ceil(size.percent)} %`;
}

const clockText = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

/** By their ids. */
export function knownAmong(
  devices: readonly FleetDevice[],
  fleet: readonly ListedDevice[],
  wallMs: number,
): Readonly<Record<string, KnownFirmware>> {
  const chosen = new Set(devices.map(({ id }) => id));
  const known = fleet.filter(({ id }) => chosen.has(id));
  return Object.fromEntries(known.map((device) => [device.id, knownOf(device, wallMs)]));
}
