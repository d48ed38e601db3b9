import { checkWishOf } from './checks-option.ts';
import type { CheckWish } from './checks-option.ts';
import { badOption, informationAsked, readValues } from './command-line.ts';
import type { Information } from './command-line.ts';
import { parseVia } from './delivery/via-options.ts';
import type { ViaOptions } from './delivery/via-options.ts';
import { parseFleetOptions } from './fleet/fleet-options.ts';
import type { FleetCommand } from './fleet/fleet-options.ts';
import { parsePort, portOfVia } from './push-ports.ts';
import type { PushPort } from './push-ports.ts';
import { optionText, updateRulesOf, wholeOf } from './update-rules.ts';
import type { UpdateRules } from './update-rules.ts';

export interface PushOptions extends UpdateRules {
  readonly file: string;
  /** Further files, of the steps of a route; in no order. */
  readonly more: readonly string[];
  /** null only with `dryRun`, and where a shadow is all that there is of the device. */
  readonly port: PushPort | null;
  /** How the firmware gets to the device. */
  readonly via: ViaOptions;
  readonly commit: 'auto' | 'never';
  readonly commitTimeoutMs: number;
  /** What has to pass before the firmware is kept; null = it is kept as soon as it runs. */
  readonly checks: CheckWish | null;
  readonly dryRun: boolean;
  /** An update of this file over this port that was interrupted is carried on. */
  readonly resume: boolean;
  /** Where the report is saved; null = nowhere. */
  readonly report: string | null;
  /** Where the recording is saved; null = nowhere. */
  readonly record: string | null;
  /** Which of the firmwares in the file; null = there is one. */
  readonly pick: string | null;
  /** Where the mended file is saved; null = nowhere. */
  readonly saveRepaired: string | null;
}

export type PushCommand =
  Information | { readonly kind: 'push'; readonly options: PushOptions } | FleetCommand;

/** Each one stands in the help (src/messages/command-words.ts). */
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
  checks: { type: 'string' },
  'on-red': { type: 'string' },
  'commit-timeout': { type: 'string' },
  'update-timeout': { type: 'string' },
  'chunk-size': { type: 'string' },
  window: { type: 'string' },
  force: { type: 'string' },
  report: { type: 'string' },
  record: { type: 'string' },
  pick: { type: 'string' },
  'save-repaired': { type: 'string' },
  trust: { type: 'string' },
  'require-signature': { type: 'boolean' },
  user: { type: 'string' },
  password: { type: 'string' },
  resume: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const;

/** The product's own trial; the longest is a day. */
const COMMIT_TIMEOUT_S = 300;
/** True if the arguments ask for JSON lines, also where they are wrong otherwise. */
export const wantsJson = (args: readonly string[]): boolean => args.includes('--json');

/** Throws OtaError use/bad-option. */
export function parsePushOptions(args: readonly string[]): PushCommand {
  const rules = { known: PUSH_OPTIONS, words: 'files' } as const;
  const values = readValues(args, rules);
  const { texts, flags, files } = values;

  const information = informationAsked(values);
  if (information !== null) return information;
  const fleet = parseFleetOptions(values);
  if (fleet !== null) return fleet;
  const [file, ...more] = files;
  if (file === undefined) throw badOption('fw.zip', 'no value');
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
  const resume = flags.has('resume');
  if (resume && (dryRun || via.kind === 'shadow')) throw badOption('--resume', via.kind);
  if (port === null && !dryRun && via.kind !== 'shadow') throw badOption('--port', 'no value');
  const commit = commitOf(texts.get('commit') ?? 'auto');
  const checks = checkWishOf(texts.get('checks'), texts.get('on-red'));
  // Nobody is there to ask it, and nothing to keep.
  if (checks !== null && port === null && !dryRun) throw badOption('--checks', 'no --port');
  if (checks !== null && commit === 'never') throw badOption('--checks', '--commit never');
  if (more.length > 0) forRoute(values, { commit, viaShadow: via.kind === 'shadow' });
  return {
    kind: 'push',
    options: {
      ...updateRulesOf(values),
      file,
      more,
      port,
      via,
      commit,
      checks,
      commitTimeoutMs:
        1000 * wholeOf('--commit-timeout', texts.get('commit-timeout') ?? `${COMMIT_TIMEOUT_S}`, 0),
      dryRun,
      resume,
      report: optionText('--report', texts.get('report')),
      record: recordOf(texts.get('record'), { dryRun, port }),
      pick: optionText('--pick', texts.get('pick')),
      saveRepaired: optionText('--save-repaired', texts.get('save-repaired')),
    },
  };
}

/** Files of one route. A device is asked what it runs, and each step is kept before the next one begins. */
const MOST_FILES = 16;
const OF_ONE_FILE = ['pick', 'save-repaired', 'report'] as const;

function forRoute(
  { texts, flags, files }: ReturnType<typeof readValues>,
  { commit, viaShadow }: { readonly commit: string; readonly viaShadow: boolean },
): void {
  const of = `${files.length} files`;
  if (files.length > MOST_FILES) throw badOption('fw.zip', of);
  for (const name of OF_ONE_FILE) if (texts.has(name)) throw badOption(`--${name}`, of);
  if (flags.has('dry-run')) throw badOption('--dry-run', of);
  if (commit === 'never') throw badOption('--commit', of);
  if (viaShadow) throw badOption('--via', of);
}

function commitOf(text: string): 'auto' | 'never' {
  if (text !== 'auto' && text !== 'never') throw badOption('--commit', text);
  return text;
}

/** Only what goes over a link of this command is recorded. */
function recordOf(
  text: string | undefined,
  { dryRun, port }: Pick<PushOptions, 'dryRun' | 'port'>,
): string | null {
  const file = optionText('--record', text);
  if (file !== null && dryRun) throw badOption('--record', '--dry-run');
  if (file !== null && port === null) throw badOption('--record', 'no --port');
  return file;
}
