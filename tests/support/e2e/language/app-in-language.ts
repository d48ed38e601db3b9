/**
 * The built app as a test visits it. In another language than English its catalogue is told apart: whatever it says, the
 * page also knows what English says there for the same facts. All else is the app as it is built.
 */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { openBuilt } from '../built-once.ts';
import { isEnglish, spokenLanguage } from './spoken-language.ts';

const BUILT = 'dist';

/** The folder that is to be served. */
export const builtApp = (): Promise<string> =>
  isEnglish ? Promise.resolve(BUILT) : openBuilt(`app-${spokenLanguage}`, teachEnglish);

async function teachEnglish(folder: string): Promise<void> {
  cpSync(BUILT, folder, { recursive: true });
  const assets = path.join(folder, 'assets');
  const script = await inPageScript();
  // What a page starts with comes first, always: it brings the script that the late words need.
  teach(assets, { start: `language-${spokenLanguage}-`, before: `${script}\n` });
  teach(assets, { start: `late-language-${spokenLanguage}-`, before: '' });
}

function teach(
  assets: string,
  { start, before }: { readonly start: string; readonly before: string },
): void {
  const file = readdirSync(assets).find((name) => name.startsWith(start));
  if (file === undefined) throw new Error(`there is no ${start}* in ${BUILT}`);
  const catalogue = path.join(assets, file);
  const spoken = readFileSync(catalogue, 'utf8');
  const taught = spoken.replace(/export\s*\{\s*([\w$]+) as default\s*\};?\s*$/, learnt);
  if (taught === spoken) throw new Error(`${file} does not end with its catalogue`);
  writeFileSync(catalogue, `${before}${taught}`);
}

const learnt = (_: string, name: string): string =>
  `export default globalThis.slipwayLearn(${name});`;

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
