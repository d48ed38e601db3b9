/** A plan as people write it: JSON, read with care. */
import * as v from 'valibot';
import { OtaError } from '../contracts/failure.ts';
import { RED_RULES } from '../contracts/product-check.ts';
import { checkList } from '../update/checks/parse-checks.ts';
import { DEFAULT_WAVES } from './plan.ts';
import type { FailureLimit, RollOutPlan, WaveSize } from './plan.ts';
import { minuteOfDay } from './quiet-hours.ts';
import type { QuietHours } from './quiet-hours.ts';

/** What `push --fleet` is given. */
export interface PlanFile {
  readonly plan: RollOutPlan;
  /** Names of files, as written. */
  readonly bundles: readonly string[];
  readonly commitTimeoutMs: number;
  /** How the firmware gets to each device; written to it when left out. */
  readonly way?: FleetWay;
  /** Where devices have their shadows, which their addresses are of; null or left out: the way is another one. */
  readonly shadow?: FleetShadow | null;
}

/** `pull`: the device fetches it from whoever updates it. `shadow`: the same, and its shadow tells it to. */
export type FleetWay = (typeof FLEET_WAYS)[number];
export const FLEET_WAYS = ['write', 'pull', 'shadow'] as const;

/** Services that keep shadows. */
export type FleetShadow = (typeof FLEET_SHADOWS)[number];
export const FLEET_SHADOWS = ['aws', 'azure', 'mdash'] as const;

/** What a plan may hold; a hundred thousand devices are a plan of 10 MB. */
const MOST_DEVICES = 100_000;
const MOST_BUNDLES = 64;
const MOST_WAVES = 100;
const LONGEST_TEXT = 256;
const LONGEST_URL = 2_000;
/** A week, in seconds. */
const LONGEST_S = 604_800;

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_TEXT));
const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const seconds = whole(0, LONGEST_S);

const PERCENT = /^(100|[1-9]?\d)(?:\.(\d{1,3}))?%$/;
const percent = v.pipe(
  v.string(),
  v.regex(PERCENT, 'a share such as "5%"'),
  v.transform((share) => ({ kind: 'percent' as const, percent: Number(share.slice(0, -1)) })),
  v.check(({ percent: share }) => share > 0 && share <= 100, 'a share over 0 and up to 100 %'),
);
const count = v.pipe(
  whole(1, MOST_DEVICES),
  v.transform((devices) => ({ kind: 'devices' as const, count: devices })),
);
const limit: v.GenericSchema<unknown, FailureLimit> = v.union(
  [count, percent],
  'a number of devices, or a share such as "5%"',
);
const rest = v.pipe(
  v.literal('rest'),
  v.transform(() => ({ kind: 'rest' as const })),
);
const wave: v.GenericSchema<unknown, WaveSize> = v.union(
  [count, percent, rest],
  'a number of devices, a share such as "5%", or "rest"',
);

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;
const time = v.pipe(
  v.string(),
  v.regex(TIME, 'a time of day such as "22:00"'),
  v.transform((clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))),
);
const quietHours: v.GenericSchema<unknown, QuietHours> = v.pipe(
  v.strictObject({
    from: time,
    until: time,
    timeZone: v.pipe(text, v.check(isTimeZone, 'a time zone such as "Europe/Berlin"')),
  }),
  v.transform(({ from, until, timeZone }) => ({ fromMinute: from, untilMinute: until, timeZone })),
);

const device = v.strictObject({
  id: v.pipe(
    text,
    v.check((id) => !/\p{Surrogate}/u.test(id), 'an id of whole characters'),
  ),
  url: v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_URL)),
  group: v.optional(v.nullable(text), null),
});

/** `order`: groups in the order in which they are taken; devices of others come last. */
const planFile = v.strictObject({
  devices: v.pipe(v.array(device), v.minLength(1), v.maxLength(MOST_DEVICES)),
  bundles: v.pipe(v.array(text), v.minLength(1), v.maxLength(MOST_BUNDLES)),
  waves: v.optional(v.pipe(v.array(wave), v.minLength(1), v.maxLength(MOST_WAVES))),
  order: v.optional(v.pipe(v.array(text), v.maxLength(MOST_DEVICES)), []),
  stopAfterFailures: v.optional(limit, 3),
  soakSeconds: v.optional(seconds, 0),
  retries: v.optional(whole(0, 10), 1),
  atOnce: v.optional(whole(1, 1_000), 20),
  offlineSeconds: v.optional(seconds, 0),
  quietHours: v.optional(v.nullable(quietHours), null),
  commit: v.optional(v.literal('auto', '"auto": a roll-out goes on by what is committed'), 'auto'),
  commitTimeoutSeconds: v.optional(whole(10, 86_400), 300),
  way: v.optional(v.picklist(FLEET_WAYS), 'write'),
  shadow: v.optional(v.nullable(v.picklist(FLEET_SHADOWS)), null),
  checks: v.optional(v.nullable(checkList), null),
  onRed: v.optional(v.picklist(RED_RULES), 'go-back'),
});

/** Throws use/bad-option with the place in the file. */
export function parsePlanFile(json: string, file: string): PlanFile {
  const bad = (place: string, detail: string): OtaError =>
    OtaError.from(
      new OtaError('use/bad-option', {
        option: `--fleet ${file}`,
        detail: place === '' ? detail : `${place}: ${detail}`,
      }),
    );
  return parsePlan(parsedJson(json, bad), bad);
}

/** Throws what `bad` makes of the first thing that is wrong, and of its place. */
export function parsePlan(value: unknown, bad: (place: string, detail: string) => Error): PlanFile {
  const result = v.safeParse(planFile, value, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    throw bad(v.getDotPath(issue) ?? '', issue.message);
  }
  const { devices, order, waves = DEFAULT_WAVES, ...rules } = result.output;
  const twice = repeated(devices.map(({ id }) => id)) ?? repeated(devices.map(({ url }) => url));
  if (twice !== null) throw bad('devices', `"${twice}" is there twice`);
  if ((rules.way === 'shadow') !== (rules.shadow !== null))
    throw bad('shadow', 'where "way" is "shadow", and only there');
  if (rules.shadow !== null && rules.checks !== null)
    throw bad('checks', 'a shadow answers no questions');
  if (rules.shadow !== null && rules.bundles.length > 1)
    throw bad('bundles', 'a shadow does not tell the chip: one package');
  const ranks = new Map(order.map((group, at) => [group, at]));
  const rankOf = (group: string | null): number => ranks.get(group ?? '') ?? order.length;
  return {
    plan: {
      devices: [...devices].sort((one, other) => rankOf(one.group) - rankOf(other.group)),
      waves,
      stopAt: rules.stopAfterFailures,
      soakMs: rules.soakSeconds * 1000,
      retries: rules.retries,
      atOnce: rules.atOnce,
      offlineMs: rules.offlineSeconds * 1000,
      quietHours: rules.quietHours,
      waitBefore: 'nothing', // nobody is there to let it go on
      ...(rules.checks !== null && { checks: { checks: rules.checks, onRed: rules.onRed } }),
    },
    bundles: rules.bundles,
    commitTimeoutMs: rules.commitTimeoutSeconds * 1000,
    way: rules.way,
    shadow: rules.shadow,
  };
}

/** The inverse of `parsePlan`: devices in their order, all that may be left out written out, and no address with a user in it. */
export function planDocumentOf({ plan, bundles, commitTimeoutMs, way, shadow }: PlanFile): object {
  const { quietHours: quiet } = plan;
  return {
    devices: plan.devices.map(({ id, url, group }) => ({ id, url: publicAddress(url), group })),
    bundles,
    waves: plan.waves.map(sizeText),
    stopAfterFailures: sizeText(plan.stopAt),
    soakSeconds: plan.soakMs / 1000,
    retries: plan.retries,
    atOnce: plan.atOnce,
    offlineSeconds: plan.offlineMs / 1000,
    quietHours:
      quiet === null
        ? null
        : {
            from: timeText(quiet.fromMinute),
            until: timeText(quiet.untilMinute),
            timeZone: quiet.timeZone,
          },
    commitTimeoutSeconds: commitTimeoutMs / 1000,
    way: way ?? 'write',
    shadow: shadow ?? null,
    checks: plan.checks?.checks ?? null,
    onRed: plan.checks?.onRed ?? 'go-back',
  };
}

function sizeText(size: WaveSize): number | string {
  if (size.kind === 'devices') return size.count;
  return size.kind === 'rest' ? 'rest' : `${size.percent}%`;
}

const timeText = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

/** As it may be written down for others. */
export function publicAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || (url.username === '' && url.password === '')) return address;
  url.username = '';
  url.password = '';
  return url.href;
}

function parsedJson(json: string, bad: (place: string, detail: string) => OtaError): unknown {
  try {
    return JSON.parse(json);
  } catch (reason) {
    throw bad('', reason instanceof Error ? reason.message : String(reason));
  }
}

function repeated(names: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return null;
}

function isTimeZone(name: string): boolean {
  try {
    minuteOfDay(name, 0);
    return true;
  } catch {
    return false; // RangeError: there is none of that name
  }
}
