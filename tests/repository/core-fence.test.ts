import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** Compiles one planted file under the core's own configuration. */
function diagnose(source: string): readonly string[] {
  const read = ts.readConfigFile('tsconfig.core.json', (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, '.');
  const planted = 'src/ota-core/planted.ts';
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version) =>
    name.endsWith(planted)
      ? ts.createSourceFile(name, source, version)
      : getSourceFile(name, version);
  const fileExists = host.fileExists.bind(host);
  host.fileExists = (name) => name.endsWith(planted) || fileExists(name);
  const program = ts.createProgram([planted], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map((found) => ts.flattenDiagnosticMessageText(found.messageText, '\n'));
}

describe("the core's compiler settings", () => {
  it.each([
    'setTimeout(() => {}, 1);',
    'console.log(1);',
    'new TextDecoder();',
    'fetch("x");',
    'process.exit();',
  ])('do not know %s', (line) => {
    expect(diagnose(`export {};\n${line}\n`).join('\n')).toMatch(/Cannot find name/);
  });

  it('accept plain ES2022', () => {
    expect(diagnose('export const planted = [1, 2].at(-1);\n')).toEqual([]);
  });
});
