/** `push --fleet`, `--runner` and `--fleet-watch`: roll-outs, as people ask for them. */
import { MOST_AT_ONCE } from '../../fleet/runner/job-documents.ts';
import { readMqttAddress } from '../../transports/mqtt/mqtt-address.ts';
import type { MqttPlace } from '../../transports/mqtt/mqtt-address.ts';
import { badOption } from '../command-line.ts';
import type { OptionValues } from '../command-line.ts';
import { parseShadowAccess } from '../delivery/via-options.ts';
import type { FleetShadowAccess } from '../delivery/via-options.ts';
import { parseListenAddress } from '../listen-address.ts';
import type { AskedAddress } from '../listen-address.ts';
import { optionText, updateRulesOf, wholeOf } from '../update-rules.ts';
import type { UpdateRules } from '../update-rules.ts';

export type FleetCommand =
  | { readonly kind: 'fleet'; readonly options: FleetOptions }
  | { readonly kind: 'runner'; readonly options: RunnerOptions }
  | { readonly kind: 'fleet-watch'; readonly options: FleetWatchOptions };

/** A roll-out by a plan, with what holds for each device of it. */
export interface FleetOptions extends UpdateRules {
  readonly planFile: string;
  /** Where a broker keeps the roll-out, for others to watch and to take over; null = nowhere. */
  readonly broker: MqttPlace | null;
  /** Whoever coordinates it there is not waited for. */
  readonly takeOver: boolean;
  /** Devices are updated by runners, not by this process. */
  readonly runners: boolean;
  /** For plans whose devices are told by their shadows. */
  readonly shadow: FleetShadowAccess;
  /** Where packages are handed to runners, else to devices that fetch them; null = wherever a port is free. */
  readonly serve: AskedAddress | null;
}

/** Updates devices as whoever coordinates a roll-out says. */
export interface RunnerOptions extends Pick<
  UpdateRules,
  'json' | 'credentials' | 'trust' | 'signatureRule'
> {
  readonly broker: MqttPlace;
  readonly places: number;
  /** Where devices that fetch the firmware get it; null = wherever a port is free. */
  readonly serve: AskedAddress | null;
  readonly shadow: FleetShadowAccess;
  /** Folder in which packages are kept; null = that of this user. */
  readonly cache: string | null;
}

/** A roll-out that others do, as a broker tells it. */
export interface FleetWatchOptions extends Pick<UpdateRules, 'json'> {
  readonly broker: MqttPlace;
  /** What its coordinator is told; null = nothing. */
  readonly wish: FleetWish | null;
}

const FLEET_WISHES = ['pause', 'go-on', 'stop'] as const;

export type FleetWish = (typeof FLEET_WISHES)[number];

/** As a plan has it that says nothing. */
const USUAL_PLACES = '20';

/** null: none of them is asked for. Throws use/bad-option. */
export function parseFleetOptions(values: OptionValues): FleetCommand | null {
  const { texts, flags } = values;
  const planFile = optionText('--fleet', texts.get('fleet'));
  if (planFile !== null) {
    requireAlone(values, '--fleet', WITH_FLEET);
    const broker = rollOutPlace('--broker', texts.get('broker'));
    const takeOver = flags.has('take-over');
    if (takeOver && broker === null) throw badOption('--take-over', '--broker');
    const runners = hasRunners(values);
    const own = { planFile, broker, takeOver, runners, serve: serveOf(values) };
    const options = { ...own, shadow: shadowOf(values), ...updateRulesOf(values) };
    return { kind: 'fleet', options };
  }
  if (flags.has('runner')) return { kind: 'runner', options: runnerOf(values) };
  const watched = rollOutPlace('--fleet-watch', texts.get('fleet-watch'));
  if (watched !== null) {
    requireAlone(values, '--fleet-watch', WITH_FLEET_WATCH);
    const wish = fleetWishOf(texts.get('wish'));
    return { kind: 'fleet-watch', options: { broker: watched, wish, json: flags.has('json') } };
  }
  for (const [option, needs] of NEEDS)
    if (texts.has(option) || flags.has(option)) throw badOption(`--${option}`, needs);
  return null;
}

/** Who signs in at devices is the runners' matter. */
function hasRunners({ texts, flags }: OptionValues): boolean {
  if (!flags.has('runners')) return false;
  if (!texts.has('broker')) throw badOption('--runners', '--broker');
  for (const name of ['user', 'password', 'shadow-key', 'shadow-wait'])
    if (texts.has(name)) throw badOption(`--${name}`, '--runners');
  return true;
}

function serveOf({ texts }: OptionValues): AskedAddress | null {
  const serve = texts.get('serve');
  return serve === undefined ? null : parseListenAddress('--serve', serve);
}

const shadowOf = ({ texts }: OptionValues): FleetShadowAccess =>
  parseShadowAccess({ key: texts.get('shadow-key'), wait: texts.get('shadow-wait') });

function runnerOf(values: OptionValues): RunnerOptions {
  requireAlone(values, '--runner', WITH_RUNNER);
  const { texts } = values;
  const broker = rollOutPlace('--port', texts.get('port'));
  if (broker === null) throw badOption('--port', 'no value');
  const places = wholeOf('--at-once', texts.get('at-once') ?? USUAL_PLACES, 1);
  if (places > MOST_AT_ONCE) throw badOption('--at-once', `${places}`);
  const { json, credentials, trust, signatureRule } = updateRulesOf(values);
  const cache = optionText('--cache', texts.get('cache'));
  const ways = { serve: serveOf(values), shadow: shadowOf(values) };
  return { broker, places, ...ways, cache, json, credentials, trust, signatureRule };
}

/** Taken with `--fleet`; all others are the plan's matter, or of one device. */
const WITH_FLEET: ReadonlySet<string> = new Set([
  'fleet',
  'broker',
  'take-over',
  'runners',
  'serve',
  'shadow-key',
  'shadow-wait',
  'update-timeout',
  'chunk-size',
  'window',
  'json',
  'force',
  'user',
  'password',
  'trust',
  'require-signature',
  'lang',
]);

const WITH_RUNNER: ReadonlySet<string> = new Set([
  'runner',
  'port',
  'at-once',
  'cache',
  'serve',
  'shadow-key',
  'shadow-wait',
  'json',
  'user',
  'password',
  'trust',
  'require-signature',
  'lang',
]);

const WITH_FLEET_WATCH: ReadonlySet<string> = new Set(['fleet-watch', 'wish', 'json', 'lang']);

/** Wrong without the other one. */
const NEEDS = [
  ['broker', '--fleet'],
  ['take-over', '--fleet'],
  ['runners', '--fleet'],
  ['at-once', '--runner'],
  ['cache', '--runner'],
  ['wish', '--fleet-watch'],
] as const;

function fleetWishOf(text: string | undefined): FleetWish | null {
  if (text === undefined) return null;
  const wish = FLEET_WISHES.find((name) => name === text);
  if (wish === undefined) throw badOption('--wish', text);
  return wish;
}

function requireAlone(
  { texts, flags, files: [file] }: OptionValues,
  option: string,
  taken: ReadonlySet<string>,
): void {
  if (file !== undefined) throw badOption(file, 'stray');
  for (const name of [...texts.keys(), ...flags])
    if (!taken.has(name)) throw badOption(`--${name}`, option);
}

/** `mqtt://BROKER/NAME`, as the address of a device at a broker; null = not asked for. */
function rollOutPlace(option: string, text: string | undefined): MqttPlace | null {
  if (text === undefined) return null;
  const place = URL.canParse(text) ? readMqttAddress(new URL(text)) : null;
  if (place === null) throw badOption(option, withoutUser(text));
  return place;
}

const withoutUser = (text: string): string => text.replace(/\/\/[^/]*@/, '//');
