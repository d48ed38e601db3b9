/** What the files of `src` import of each other, and the names they export. */
import { posix } from 'node:path';
import ts from 'typescript';

/** Path from the repository's root to content. */
export type SourceFiles = ReadonlyMap<string, string>;

const SCRIPT = /<script\b[^>]*>(.*?)<\/script>/gs;

/** Of a component: its scripts. */
const codeOf = (path: string, text: string): string =>
  path.endsWith('.svelte') ? [...text.matchAll(SCRIPT)].map(([, code]) => code).join('\n') : text;

/** The files of `files` that `path` imports, types and dynamic imports included; a name may end in `?query`. */
function importsOf(path: string, files: SourceFiles): readonly string[] {
  const { importedFiles } = ts.preProcessFile(codeOf(path, files.get(path) ?? ''), true, true);
  return importedFiles
    .map(({ fileName }) => posix.join(posix.dirname(path), fileName.replace(/\?.*/, '')))
    .filter((target) => files.has(target));
}

/** Groups of files of which each reaches each by imports, every group in order of names. */
export function importCircles(files: SourceFiles): readonly (readonly string[])[] {
  const imports = new Map([...files.keys()].map((path) => [path, importsOf(path, files)]));
  const reached = new Map([...files.keys()].map((path) => [path, reachedFrom(path, imports)]));
  const circles = new Set<string>();
  for (const [path, others] of reached)
    if (others.has(path)) {
      const circle = [...others].filter((other) => reached.get(other)?.has(path) === true);
      circles.add(circle.sort().join('\n'));
    }
  return [...circles].map((circle) => circle.split('\n'));
}

function reachedFrom(
  path: string,
  imports: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...(imports.get(path) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...(imports.get(next) ?? []));
  }
  return reached;
}

/** Names that more than one file declares and exports, with those files. What is handed on from another file does not count. */
export function nameCollisions(files: SourceFiles): readonly string[] {
  const owners = new Map<string, string[]>();
  for (const [path, text] of files) {
    if (path.endsWith('.svelte')) continue;
    for (const name of exportedBy(path, text)) {
      const known = owners.get(name) ?? [];
      owners.set(name, [...known, path]);
    }
  }
  return [...owners]
    .filter(([, paths]) => paths.length > 1)
    .map(([name, paths]) => `${name}: ${paths.join(', ')}`);
}

function exportedBy(path: string, text: string): ReadonlySet<string> {
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022);
  return new Set(statements.filter(isExported).flatMap(declaredNames));
}

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

function declaredNames(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

function boundNames(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : boundNames(element.name),
  );
}
