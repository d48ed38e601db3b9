/** What commands say of themselves: their help, their options, and why one did not start. */
import type { Failure } from '../contracts/failure.ts';
import english from './en/command-line.ts';
import byShadowEnglish from './en/push-by-shadow.ts';
import fleetEnglish from './en/push-fleet.ts';
import { failureWords } from './failures.ts';
import { LANGUAGES } from './languages.ts';
import { textGroup, texts } from './locale.ts';
import { outside } from './outside-text.ts';
import type { OptionsHelp } from './text-shapes.ts';

const common = textGroup('push', english.push, 'help');
const slipway = texts('slipway', english.slipway);
const push = textGroup('push', english.push, 'pushHelp');
const byShadow = texts('pushByShadowHelp', byShadowEnglish.pushByShadowHelp);
const fleet = texts('pushFleetHelp', fleetEnglish.pushFleetHelp);
const sign = texts('signCommand', english.signCommand);
const device = texts('deviceCommand', english.deviceCommand);

/** As `--lang` takes them. */
export const languageTags = (): readonly string[] => LANGUAGES.map(({ tag }) => tag);

/** Why `--lang` was not taken, with what it takes; null for any other failure. */
export function badLanguageWords(failure: Failure): string | null {
  if (failure.code !== 'use/bad-option' || failure.facts.option !== '--lang') return null;
  const known = languageTags().join(', ');
  const { detail } = failure.facts;
  return detail === 'no value'
    ? common.noLanguageValue(known)
    : common.noLanguage(outside(detail), known);
}

interface CommandHelp {
  /** How it is called, and what it does in one sentence. */
  readonly top: readonly string[];
  /** Without `lang`, which every command has. */
  readonly options: OptionsHelp;
  /** What each exit status means. */
  readonly exits: readonly (readonly [status: number, meaning: string])[];
}

/** The text that `--help` of a command prints, with its last line ended. */
export function commandHelp({ top, options, exits }: CommandHelp): string {
  const rows = Object.entries(withLanguage(options)).map(([name, { value, does }]) => ({
    call: value === undefined ? `--${name}` : `--${name} ${value}`,
    does,
  }));
  const width = Math.max(...rows.map(({ call }) => call.length)) + 2;
  const lines = rows.flatMap(({ call, does }) =>
    does.map((text, at) => `  ${(at === 0 ? call : '').padEnd(width)}${text}`),
  );
  const statuses = exits.map(([status, meaning]) => `  ${status}  ${meaning}`);
  return [...top, '', ...lines, '', common.exits, ...statuses, ''].join('\n');
}

/** Before what every program has: help and version. */
function withLanguage({ help, version, ...own }: OptionsHelp): OptionsHelp {
  const lang = { value: languageTags().join('|'), does: common.language };
  return {
    ...own,
    lang,
    ...(help !== undefined && { help }),
    ...(version !== undefined && { version }),
  };
}

export type SubcommandName = keyof (typeof english)['subcommands'];

export const SUBCOMMANDS_HELP = texts('subcommands', english.subcommands);

const SLIPWAY_OPTIONS_HELP = texts('slipwayOptions', english.slipwayOptions);

export function slipwayHelp(): string {
  const row = ([name, does]: readonly [string, string]): string => `  ${name.padEnd(11)}${does}`;
  return [
    slipway.usage,
    '',
    slipway.does,
    '',
    ...Object.entries(SUBCOMMANDS_HELP).map(row),
    '',
    ...Object.entries(SLIPWAY_OPTIONS_HELP).map(([name, does]) => row([`--${name}`, does])),
    '',
    slipway.more,
    '',
  ].join('\n');
}

/** Why nothing was run: one sentence, and what there is. */
export function wrongSubcommand(asked: string | undefined): string {
  const names = Object.keys(SUBCOMMANDS_HELP).join(', ');
  if (asked === undefined) return slipway.missing(names);
  if (asked.startsWith('-')) return slipway.noOption(asked);
  return slipway.noCommand(asked, names);
}

type PushOptionName =
  | keyof typeof english.push.pushHelp.options
  | keyof typeof byShadowEnglish.pushByShadowHelp
  | keyof typeof fleetEnglish.pushFleetHelp;

/** What is put for the value of each option that takes one. */
const VALUES: Readonly<Partial<Record<PushOptionName, string>>> = {
  port: 'URL',
  via: 'WAY',
  serve: '[HOST:]PORT',
  url: 'URL',
  shadow: 'NAME',
  'shadow-url': 'URL',
  'shadow-key': 'KEY',
  'shadow-wait': 'S',
  fleet: 'FILE',
  broker: 'URL',
  'fleet-watch': 'URL',
  'at-once': 'N',
  cache: 'FOLDER',
  wish: 'NAME',
  commit: 'auto|never',
  checks: 'FILE|bundle',
  'on-red': 'WHAT',
  'commit-timeout': 'S',
  'update-timeout': 'S',
  'chunk-size': 'auto|N',
  window: 'N',
  force: 'NAME[,NAME]',
  user: 'NAME',
  password: 'WORD',
  report: 'FILE',
  record: 'FILE',
  pick: 'PATH',
  'save-repaired': 'FILE',
  trust: 'KEY',
};

export function pushOptionsHelp(): OptionsHelp {
  const { port, via, serve, url, ...others } = push.options;
  return withValues({ port, via, serve, url, ...byShadow, ...fleet, ...others }, VALUES);
}

/** The options of a help, with what is put for the value of each that takes one. */
export function withValues(
  options: Readonly<Record<string, readonly string[]>>,
  values: Readonly<Partial<Record<string, string>>>,
): OptionsHelp {
  const rows = Object.entries(options).map(([name, does]) => {
    const value = values[name];
    return [name, value === undefined ? { does } : { value, does }] as const;
  });
  return Object.fromEntries(rows);
}

/** `name`: what a person types for this command. */
export function pushHelp(name: string): string {
  return commandHelp({
    top: [
      `${name} fw.zip --port URL [options]`,
      `${name} a.zip b.zip --port URL [options]`,
      `${name} --fleet plan.json [options]`,
      `${name} --runner --port URL [options]`,
      `${name} --fleet-watch URL [--json]`,
      '',
      push.top,
    ],
    options: pushOptionsHelp(),
    exits: push.exits.map((meaning, status) => [status, meaning]),
  });
}

const SIGN_VALUES: Readonly<Partial<Record<string, string>>> = {
  'sign-key': 'FILE',
  'passphrase-file': 'FILE',
  output: 'FILE',
};

export const signOptionsHelp = (): OptionsHelp => withValues(sign.options, SIGN_VALUES);

/** `name`: what a person types for this command. */
export const signHelp = (name: string): string =>
  commandHelp({
    top: sign.top(name),
    options: signOptionsHelp(),
    exits: sign.exits.map((meaning, status) => [status, meaning]),
  });

/** `platforms`: what the device can be, what it is unless it is told first. */
export const deviceOptionsHelp = (platforms: readonly string[]): OptionsHelp =>
  device.options(platformLines(platforms));

const PLATFORMS_IN_A_LINE = 6;

/** `a, b, c,` · `d or e (a)`. */
function platformLines(platforms: readonly string[]): readonly string[] {
  const last = device.lastPlatform(platforms.at(-1) ?? '', platforms[0] ?? '');
  const named = [...platforms.slice(0, -2).map((name) => `${name},`), ...platforms.slice(-2, -1)];
  const words = [...named, last];
  const starts = words.flatMap((_, at) => (at % PLATFORMS_IN_A_LINE === 0 ? [at] : []));
  return starts.map((at) => words.slice(at, at + PLATFORMS_IN_A_LINE).join(' '));
}

/** `name`: what a person types for this command. */
export function deviceHelp(name: string, platforms: readonly string[]): string {
  return commandHelp({
    top: device.top(name),
    options: deviceOptionsHelp(platforms),
    exits: [
      [0, device.exits.ended],
      [1, device.exits.notStarted],
    ],
  });
}

/** Why `npm run device` did not start: one sentence. */
export function deviceFailureWords(failure: Failure): string {
  if (failure.code === 'use/bad-option')
    return badOptionWords(failure.facts.option, failure.facts.detail);
  if (failure.code === 'file/unreadable')
    return device.unusable(outside(failure.facts.file), outside(failure.facts.detail));
  if (failure.code === 'link/refused')
    return device.noListening(outside(failure.facts.address), outside(failure.facts.detail));
  return failureWords(failure).headline;
}

/** Details that the reading of options gives; anything else is the value that was not taken. */
export function badOptionWords(option: string, detail: string): string {
  switch (detail) {
    case 'unknown':
      return device.badOption.unknown(option);
    case 'stray':
      return device.badOption.stray(option);
    case 'no value':
      return device.badOption.noValue(option);
    case 'another way':
      return device.badOption.anotherWay(option);
    case 'no host':
      return device.badOption.noHost(option);
    case 'no passphrase':
      return device.badOption.noPassphrase(option);
    case 'wrong passphrase':
      return device.badOption.wrongPassphrase(option);
    default:
      return device.badOption.value(option, detail);
  }
}
