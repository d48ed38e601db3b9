import { badOption, informationAsked, readValues } from './command-line.ts';
import type { Information } from './command-line.ts';
import { optionText } from './update-rules.ts';

export interface BundleOptions {
  readonly output: string;
  /** A package to begin with; null = none. */
  readonly input: string | null;
  /** A manifest.json to begin with; null = none. */
  readonly manifest: string | null;
  readonly buildInfo: string | null;
  readonly srcDir: string;
  /** A file of checks that the package brings along; null = those of --input, if any. */
  readonly checks: string | null;
  /** Fields of the manifest that were given one by one. */
  readonly fields: ReadonlyMap<string, string>;
  /** `KEY=VALUE`, in order. */
  readonly attributes: readonly string[];
  /** `NAME:prop=value,…`, in order. */
  readonly parts: readonly string[];
}

export type BundleCommand =
  Information | { readonly kind: 'bundle'; readonly options: BundleOptions };

/** Each one stands in the help (src/messages/bundle-command-words.ts). */
export const BUNDLE_OPTIONS = {
  output: { type: 'string' },
  input: { type: 'string' },
  manifest: { type: 'string' },
  name: { type: 'string' },
  platform: { type: 'string' },
  description: { type: 'string' },
  'build-info': { type: 'string' },
  'fw-version': { type: 'string' },
  'build-id': { type: 'string' },
  'build-timestamp': { type: 'string' },
  'src-dir': { type: 'string' },
  checks: { type: 'string' },
  attr: { type: 'string' },
  lang: { type: 'string' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const;

/** The field of the manifest that an option gives. */
const FIELD_OPTIONS = {
  name: 'name',
  platform: 'platform',
  description: 'description',
  'fw-version': 'version',
  'build-id': 'build_id',
  'build-timestamp': 'build_timestamp',
} as const;

/** Throws OtaError use/bad-option. */
export function parseBundleOptions(args: readonly string[]): BundleCommand {
  const rules = { known: BUNDLE_OPTIONS, words: 'files' } as const;
  const values = readValues(args, rules);
  const { texts, lists, files } = values;
  const information = informationAsked(values);
  if (information !== null) return information;
  const output = texts.get('output') ?? '';
  if (output === '') throw badOption('--output', 'no value');
  const input = texts.get('input') ?? null;
  const manifest = texts.get('manifest') ?? null;
  if (input === null && manifest === null && files.length === 0)
    throw badOption('PART', 'no value');
  return {
    kind: 'bundle',
    options: {
      output,
      input,
      manifest,
      buildInfo: texts.get('build-info') ?? null,
      srcDir: texts.get('src-dir') ?? '.',
      checks: optionText('--checks', texts.get('checks')),
      fields: new Map(
        Object.entries(FIELD_OPTIONS).flatMap(([option, field]) => {
          const value = texts.get(option);
          return value === undefined ? [] : [[field, value] as const];
        }),
      ),
      attributes: lists.get('attr') ?? [],
      parts: files,
    },
  };
}
