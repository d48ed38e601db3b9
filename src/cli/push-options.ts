import { parseArgs } from 'node:util';
import { OtaError } from '../contracts/failure.ts';
import type { ForceName } from '../update/events.ts';
import { parsePort } from './push-ports.ts';
import type { PushPort } from './push-ports.ts';

export interface PushOptions {
  readonly file: string;
  /** null only with `dryRun`. */
  readonly port: PushPort | null;
  readonly commit: 'auto' | 'never';
  readonly commitTimeoutMs: number;
  /** null = computed from the link. */
  readonly updateTimeoutMs: number | null;
  readonly chunkSize: 'auto' | number;
  readonly window: number;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly force: readonly ForceName[];
}

export type PushCommand =
  { readonly kind: 'help' } | { readonly kind: 'push'; readonly options: PushOptions };

const KNOWN = {
  port: { type: 'string' },
  via: { type: 'string' },
  commit: { type: 'string' },
  'commit-timeout': { type: 'string' },
  'update-timeout': { type: 'string' },
  'chunk-size': { type: 'string' },
  window: { type: 'string' },
  force: { type: 'string' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** Promised by the command's description, built later. */
const LATER = ['fleet', 'trust', 'require-signature', 'user', 'password'];
const VIA_LATER = ['update', 'post', 'shadow'];
const FORCE_NAMES: readonly ForceName[] = [
  'same-version',
  'downgrade',
  'other-app',
  'boot-loader',
  'user-files',
  'merge-fails',
  'unsigned',
];
/** The product's own trial; the longest is a day. */
const COMMIT_TIMEOUT_S = 300;
const LONGEST_S = 86_400;
/** Devices queue 25 replies and drop the oldest: far below that (rpc-frames.md#queues). */
const LARGEST_WINDOW = 8;

/** True if the arguments ask for JSON lines, also where they are wrong otherwise. */
export const wantsJson = (args: readonly string[]): boolean => args.includes('--json');

/** Throws OtaError use/bad-option and use/not-yet. */
export function parsePushOptions(args: readonly string[]): PushCommand {
  const { texts, flags, files } = readValues(args);
  if (flags.has('help')) return { kind: 'help' };
  const [file, stray] = files;
  if (stray !== undefined) throw badOption(stray, 'stray');
  if (file === undefined) throw badOption('fw.zip', 'no value');
  requireWrite(texts.get('via') ?? 'write');
  const dryRun = flags.has('dry-run');
  const portText = texts.get('port');
  if (portText === undefined && !dryRun) throw badOption('--port', 'no value');
  const updateTimeout = texts.get('update-timeout');
  return {
    kind: 'push',
    options: {
      file,
      port: portText === undefined ? null : parsePort(portText),
      commit: commitOf(texts.get('commit') ?? 'auto'),
      commitTimeoutMs:
        1000 * wholeOf('--commit-timeout', texts.get('commit-timeout') ?? `${COMMIT_TIMEOUT_S}`, 0),
      updateTimeoutMs:
        updateTimeout === undefined ? null : 1000 * wholeOf('--update-timeout', updateTimeout, 1),
      chunkSize: chunkSizeOf(texts.get('chunk-size') ?? 'auto'),
      window: windowOf(texts.get('window') ?? '1'),
      dryRun,
      json: flags.has('json'),
      force: forceOf(texts.get('force')),
    },
  };
}

interface Values {
  readonly texts: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
  readonly files: readonly string[];
}

/** Of an option that is given twice the last value counts. */
function readValues(args: readonly string[]): Values {
  const { tokens } = parseArgs({ args: [...args], options: KNOWN, strict: false, tokens: true });
  const texts = new Map<string, string>();
  const flags = new Set<string>();
  const files: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') files.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (LATER.includes(name)) throw new OtaError('use/not-yet', { option: rawName });
    const known = Object.entries(KNOWN).find(([key]) => key === name)?.[1];
    if (known === undefined) throw badOption(rawName, 'unknown');
    if (known.type === 'boolean' && value === undefined) flags.add(name);
    else if (known.type === 'string' && value !== undefined) texts.set(name, value);
    else throw badOption(rawName, value ?? 'no value');
  }
  return { texts, flags, files };
}

function badOption(option: string, detail: string): OtaError {
  return new OtaError('use/bad-option', { option, detail });
}

function requireWrite(via: string): void {
  if (VIA_LATER.includes(via)) throw new OtaError('use/not-yet', { option: `--via ${via}` });
  if (via !== 'write') throw badOption('--via', via);
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
