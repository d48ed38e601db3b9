import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What a document can name. Paths have forward slashes and begin at the root. */
export interface Repository {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
  /** Of package.json: name and command line. */
  readonly scripts: ReadonlyMap<string, string>;
  text(file: string): string;
  /** Whether the program behind an npm command reads an option of this name. */
  takes(command: string, option: string): boolean;
}

const MADE = new Set([
  '.git',
  'node_modules',
  'dist',
  'dist-cli',
  'coverage',
  '.svelte-check',
  '.cache',
]);

/** The checkout the tests run in. */
export function readRepository(): Repository {
  const paths = filesBelow('.');
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    scripts: Record<string, string>;
  };
  return repositoryOf({ paths, scripts, text: (file) => readFileSync(file, 'utf8') });
}

/** A repository of these files, also one that is not on a disk. */
export function repositoryOf(content: {
  readonly paths: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  readonly text: (file: string) => string;
}): Repository {
  const files = new Set(content.paths);
  const folders = new Set<string>();
  for (const file of files)
    for (let up = path.posix.dirname(file); up !== '.'; up = path.posix.dirname(up))
      folders.add(up);
  const scripts = new Map(Object.entries(content.scripts));
  return {
    files,
    folders,
    scripts,
    text: content.text,
    takes(command, option) {
      const [entry] = /[\w./-]+\.(?:ts|mjs)/.exec(scripts.get(command) ?? '') ?? [];
      if (entry === undefined || !files.has(entry)) return false;
      const inParseArgs = new RegExp(`(?:^|[\\s{])'?${option}'?: \\{\\s*type:`, 'm');
      return sourcesOf(entry, files, content.text).some(
        (source) => inParseArgs.test(source) || source.includes(`'--${option}'`),
      );
    },
  };
}

/** A program and what it imports from its own folder. */
function sourcesOf(
  entry: string,
  files: ReadonlySet<string>,
  text: (file: string) => string,
): readonly string[] {
  const seen = new Set([entry]);
  for (const file of seen)
    for (const [, name] of text(file).matchAll(/from '\.\/([\w./-]+)'/g)) {
      const place = path.posix.join(path.posix.dirname(file), name ?? '');
      if (files.has(place)) seen.add(place);
    }
  return [...seen].map(text);
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (MADE.has(entry.name)) return [];
    const place = path.posix.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(place) : [place];
  });
}
