import type { PublisherKey, SignatureRule } from '../contracts/signature.ts';
import type { Credentials } from '../contracts/sign-in.ts';
import { readMqttAddress } from '../transports/mqtt/mqtt-address.ts';
import type { MqttPlace } from '../transports/mqtt/mqtt-address.ts';
import type { ForceName } from '../update/events.ts';
import { badOption, informationAsked, onlyFile, readValues } from './command-line.ts';
import type { Information, OptionValues } from './command-line.ts';
import { readTrustedKeys } from './key-option.ts';
import { firstLineOf } from './local-files.ts';
import { parseVia } from './delivery/via-options.ts';
import type { ViaOptions } from './delivery/via-options.ts';
import { MOST_AT_ONCE } from '../fleet/runner/job-documents.ts';
import { parseListenAddress } from './listen-address.ts';
import type { AskedAddress } from './listen-address.ts';
import { parsePort, portOfVia } from './push-ports.ts';
import type { PushPort } from './push-ports.ts';

export interface PushOptions {
  readonly file: string;
  /** null only with `dryRun`, and where a shadow is all that there is of the device. */
  readonly port: PushPort | null;
  /** How the firmware gets to the device. */
  readonly via: ViaOptions;
  readonly commit: 'auto' | 'never';
  readonly commitTimeoutMs: number;
  /** null = computed from the link. */
  readonly updateTimeoutMs: number | null;
  readonly chunkSize: 'auto' | number;
  readonly window: number;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly force: readonly ForceName[];
  /** Who calls, for a device that asks; null = nobody says so. */
  readonly credentials: Credentials | null;
  /** Where the report is saved; null = nowhere. */
  readonly report: string | null;
  /** Which of the firmwares in the file; null = there is one. */
  readonly pick: string | null;
  /** Where the mended file is saved; null = nowhere. */
  readonly saveRepaired: string | null;
  /** Keys that may sign what is sent. */
  readonly trust: readonly Omit<PublisherKey, 'app'>[];
  /** What is asked of its signature. */
  readonly signatureRule: SignatureRule;
}

/** A roll-out by a plan, with what holds for each device of it. */
export interface FleetOptions extends Pick<
  PushOptions,
  | 'json'
  | 'force'
  | 'credentials'
  | 'trust'
  | 'signatureRule'
  | 'chunkSize'
  | 'window'
  | 'updateTimeoutMs'
> {
  readonly planFile: string;
  /** Where a broker keeps the roll-out, for others to watch and to take over; null = nowhere. */
  readonly broker: MqttPlace | null;
  /** Whoever coordinates it there is not waited for. */
  readonly takeOver: boolean;
  /** Devices are updated by runners, not by this process. */
  readonly runners: boolean;
  /** Where packages are handed to runners, else to devices that fetch them; null = wherever a port is free. */
  readonly serve: AskedAddress | null;
}

/** Updates devices as whoever coordinates a roll-out says. */
export interface RunnerOptions extends Pick<
  PushOptions,
  'json' | 'credentials' | 'trust' | 'signatureRule'
> {
  readonly broker: MqttPlace;
  readonly places: number;
  /** Where devices that fetch the firmware get it; null = wherever a port is free. */
  readonly serve: AskedAddress | null;
  /** Folder in which packages are kept; null = that of this user. */
  readonly cache: string | null;
}

/** A roll-out that others do, as a broker tells it. */
export interface FleetWatchOptions extends Pick<PushOptions, 'json'> {
  readonly broker: MqttPlace;
  /** What its coordinator is told; null = nothing. */
  readonly wish: FleetWish | null;
}

const FLEET_WISHES = ['pause', 'go-on', 'stop'] as const;

export type FleetWish = (typeof FLEET_WISHES)[number];

export type PushCommand =
  | Information
  | { readonly kind: 'push'; readonly options: PushOptions }
  | { readonly kind: 'fleet'; readonly options: FleetOptions }
  | { readonly kind: 'runner'; readonly options: RunnerOptions }
  | { readonly kind: 'fleet-watch'; readonly options: FleetWatchOptions };

/** Each one but `dry-run` stands in the help (src/messages/command-words.ts). */
export const PUSH_OPTIONS = {
  port: { type: 'string' },
  via: { type: 'string' },
  serve: { type: 'string' },
  url: { type: 'string' },
  shadow: { type: 'string' },
  'shadow-url': { type: 'string' },
  'shadow-key': { type: 'string' },
  'shadow-wait': { type: 'string' },
  'shadow-upload': { type: 'boolean' },
  fleet: { type: 'string' },
  broker: { type: 'string' },
  'take-over': { type: 'boolean' },
  'fleet-watch': { type: 'string' },
  runners: { type: 'boolean' },
  runner: { type: 'boolean' },
  'at-once': { type: 'string' },
  cache: { type: 'string' },
  wish: { type: 'string' },
  commit: { type: 'string' },
  'commit-timeout': { type: 'string' },
  'update-timeout': { type: 'string' },
  'chunk-size': { type: 'string' },
  window: { type: 'string' },
  force: { type: 'string' },
  report: { type: 'string' },
  pick: { type: 'string' },
  'save-repaired': { type: 'string' },
  trust: { type: 'string' },
  'require-signature': { type: 'boolean' },
  user: { type: 'string' },
  password: { type: 'string' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const;

/** Promised by the command's description, built later. */
const LATER = new Set(['resume']);
export const FORCE_NAMES: readonly ForceName[] = [
  'same-version',
  'downgrade',
  'other-app',
  'boot-loader',
  'user-files',
  'merge-fails',
  'prefix-name',
  'upper-case-digest',
  'unsigned',
  'same-key',
  'unchecked-url',
];
/** The product's own trial; the longest is a day. */
const COMMIT_TIMEOUT_S = 300;
/** As a plan has it that says nothing. */
const USUAL_PLACES = '20';
const LONGEST_S = 86_400;
/** Devices queue 25 replies and drop the oldest: far below that (rpc-frames.md#queues). */
export const LARGEST_WINDOW = 8;

/** True if the arguments ask for JSON lines, also where they are wrong otherwise. */
export const wantsJson = (args: readonly string[]): boolean => args.includes('--json');

/** Throws OtaError use/bad-option and use/not-yet. */
export function parsePushOptions(args: readonly string[]): PushCommand {
  const rules = { known: PUSH_OPTIONS, later: LATER, words: 'files' } as const;
  const values = readValues(args, rules);
  const { texts, flags, files } = values;

  const information = informationAsked(values);
  if (information !== null) return information;
  const planFile = textOf('--fleet', texts.get('fleet'));
  if (planFile !== null) {
    requireAlone(values, '--fleet', WITH_FLEET);
    const broker = rollOutPlace('--broker', texts.get('broker'));
    const takeOver = flags.has('take-over');
    if (takeOver && broker === null) throw badOption('--take-over', '--broker');
    const runners = hasRunners(values);
    const places = { planFile, broker, takeOver, runners, serve: serveOf(values) };
    return { kind: 'fleet', options: { ...places, ...sharedOptions(values) } };
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
  const file = onlyFile(files);
  const asked = texts.get('via');
  const via = parseVia({
    via: asked,
    serve: texts.get('serve'),
    url: texts.get('url'),
    shadow: {
      name: texts.get('shadow'),
      url: texts.get('shadow-url'),
      key: texts.get('shadow-key'),
      wait: texts.get('shadow-wait'),
      upload: flags.has('shadow-upload'),
    },
  });
  const dryRun = flags.has('dry-run');
  const portText = texts.get('port');
  const port = portText === undefined ? portOfVia(via) : parsePort(portText);
  if (port === null && !dryRun && via.kind !== 'shadow') throw badOption('--port', 'no value');
  return {
    kind: 'push',
    options: {
      ...sharedOptions(values),
      file,
      port,
      via,
      commit: commitOf(texts.get('commit') ?? 'auto'),
      commitTimeoutMs:
        1000 * wholeOf('--commit-timeout', texts.get('commit-timeout') ?? `${COMMIT_TIMEOUT_S}`, 0),
      dryRun,
      report: textOf('--report', texts.get('report')),
      pick: textOf('--pick', texts.get('pick')),
      saveRepaired: textOf('--save-repaired', texts.get('save-repaired')),
    },
  };
}

/** Who signs in at devices is the runners' matter. */
function hasRunners({ texts, flags }: OptionValues): boolean {
  if (!flags.has('runners')) return false;
  if (!texts.has('broker')) throw badOption('--runners', '--broker');
  for (const name of ['user', 'password'])
    if (texts.has(name)) throw badOption(`--${name}`, '--runners');
  return true;
}

function serveOf({ texts }: OptionValues): AskedAddress | null {
  const serve = texts.get('serve');
  return serve === undefined ? null : parseListenAddress('--serve', serve);
}

function runnerOf(values: OptionValues): RunnerOptions {
  requireAlone(values, '--runner', WITH_RUNNER);
  const { texts } = values;
  const broker = rollOutPlace('--port', texts.get('port'));
  if (broker === null) throw badOption('--port', 'no value');
  const places = wholeOf('--at-once', texts.get('at-once') ?? USUAL_PLACES, 1);
  if (places > MOST_AT_ONCE) throw badOption('--at-once', `${places}`);
  const { json, credentials, trust, signatureRule } = sharedOptions(values);
  const cache = textOf('--cache', texts.get('cache'));
  const serve = serveOf(values);
  return { broker, places, serve, cache, json, credentials, trust, signatureRule };
}

/** What a plan does not say for its devices, and push is told for its one. */
function sharedOptions({
  texts,
  lists,
  flags,
}: OptionValues): Omit<FleetOptions, 'planFile' | 'broker' | 'takeOver' | 'runners' | 'serve'> {
  const trust = readTrustedKeys(lists.get('trust') ?? []);
  const updateTimeout = texts.get('update-timeout');
  return {
    updateTimeoutMs:
      updateTimeout === undefined ? null : 1000 * wholeOf('--update-timeout', updateTimeout, 1),
    chunkSize: chunkSizeOf(texts.get('chunk-size') ?? 'auto'),
    window: windowOf(texts.get('window') ?? '1'),
    json: flags.has('json'),
    force: forceOf(texts.get('force')),
    credentials: credentialsOf(texts.get('user'), texts.get('password')),
    trust,
    signatureRule: flags.has('require-signature') ? 'require' : trust.length > 0 ? 'warn' : 'show',
  };
}

/** Taken with `--fleet`; all others are the plan's matter, or of one device. */
const WITH_FLEET: ReadonlySet<string> = new Set([
  'fleet',
  'broker',
  'take-over',
  'runners',
  'serve',
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

function textOf(option: string, text: string | undefined): string | null {
  if (text === '') throw badOption(option, 'no value');
  return text ?? null;
}

/** `@FILE`: the password is the first line of that file, so that nobody sees it in the list of processes. */
function credentialsOf(user: string | undefined, given: string | undefined): Credentials | null {
  if (user === undefined && given === undefined) return null;
  if (user === undefined || user === '' || user.includes(':'))
    throw badOption('--user', user ?? 'no value');
  if (given === undefined || given === '') throw badOption('--password', 'no value');
  const password = given.startsWith('@') ? firstLineOf(given.slice(1)) : given;
  return { user, password };
}

function commitOf(text: string): 'auto' | 'never' {
  if (text !== 'auto' && text !== 'never') throw badOption('--commit', text);
  return text;
}

function wholeOf(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!/^\d{1,6}$/.test(text) || value < least || value > LONGEST_S) throw badOption(option, text);
  return value;
}

function chunkSizeOf(text: string): 'auto' | number {
  return text === 'auto' ? text : wholeOf('--chunk-size', text, 1);
}

function windowOf(text: string): number {
  const value = wholeOf('--window', text, 1);
  if (value > LARGEST_WINDOW) throw badOption('--window', text);
  return value;
}

function forceOf(text: string | undefined): readonly ForceName[] {
  return (text ?? '')
    .split(',')
    .filter((name) => name !== '')
    .map((name) => {
      const known = FORCE_NAMES.find((candidate) => candidate === name);
      if (known === undefined) throw badOption('--force', name);
      return known;
    });
}
