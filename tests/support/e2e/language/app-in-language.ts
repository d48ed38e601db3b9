/**
 * The built app as a test visits it. In another language than English its catalogue is told apart: whatever it says, the
 * page also knows what English says there for the same facts. All else is the app as it is built.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { isEnglish, spokenLanguage } from './spoken-language.ts';

const BUILT = 'dist';

let made: Promise<string> | null = null;

/** The folder that is to be served. Made once in a process, and deleted with it. */
export function builtApp(): Promise<string> {
  if (isEnglish) return Promise.resolve(BUILT);
  made ??= makeFolder();
  return made;
}

async function makeFolder(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), `slipway-${spokenLanguage}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  cpSync(BUILT, folder, { recursive: true });
  const assets = path.join(folder, 'assets');
  const files = readdirSync(assets).filter((name) =>
    name.startsWith(`language-${spokenLanguage}-`),
  );
  const [file] = files;
  if (file === undefined) throw new Error(`there is no language ${spokenLanguage} in ${BUILT}`);
  const catalogue = path.join(assets, file);
  const spoken = readFileSync(catalogue, 'utf8');
  const taught = spoken.replace(/export\s*\{\s*([\w$]+) as default\s*\};?\s*$/, learnt);
  if (taught === spoken) throw new Error(`${file} does not end with its catalogue`);
  writeFileSync(catalogue, `${await inPageScript()}\n${taught}`);
  return folder;
}

const learnt = (_: string, name: string): string =>
  `export default slipwayEnglish.learnFrom(${name});`;

/** In one piece, for a file that is cached with the app. */
async function inPageScript(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: {
        entry: path.resolve('tests/support/e2e/language/in-page/main.ts'),
        formats: ['iife'],
        name: 'slipwayEnglish',
      },
    },
  });
  const [output] = [built].flat();
  const chunk = output !== undefined && 'output' in output ? output.output[0] : undefined;
  if (chunk === undefined) throw new Error('the script of the page was not built');
  return chunk.code;
}
