/** What people say of how devices are updated: of one device, and of all of a plan. */
import type { PublisherKey, SignatureRule } from '../contracts/signature.ts';
import type { Credentials } from '../contracts/sign-in.ts';
import type { ForceName } from '../update/events.ts';
import { badOption } from './command-line.ts';
import type { OptionValues } from './command-line.ts';
import { readTrustedKeys } from './key-option.ts';
import { firstLineOf } from './local-files.ts';

export interface UpdateRules {
  /** null = computed from the link. */
  readonly updateTimeoutMs: number | null;
  readonly chunkSize: 'auto' | number;
  readonly window: number;
  readonly json: boolean;
  readonly force: readonly ForceName[];
  /** Who calls, for a device that asks; null = nobody says so. */
  readonly credentials: Credentials | null;
  /** Keys that may sign what is sent. */
  readonly trust: readonly Omit<PublisherKey, 'app'>[];
  /** What is asked of its signature. */
  readonly signatureRule: SignatureRule;
}

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
const LONGEST_S = 86_400;
/** Devices queue 25 replies and drop the oldest: far below that (rpc-frames.md#queues). */
export const LARGEST_WINDOW = 8;

/** What a plan does not say for its devices, and push is told for its one. */
export function updateRulesOf({ texts, lists, flags }: OptionValues): UpdateRules {
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

export function optionText(option: string, text: string | undefined): string | null {
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

export function wholeOf(option: string, text: string, least: number): number {
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
