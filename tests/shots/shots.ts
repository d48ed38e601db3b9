/**
 * `npm run shots`: every state of every screen in each theme, on a phone and on a laptop, as contact
 * sheets in shots/, which is not committed.
 *
 *   --states a,b   only these, into .cache/shots, to look at while building
 *   --readme       the two pictures of the README instead, into docs/shots
 *   --lang de      in that language, into .cache/shots too
 */
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { drawSheet } from './contact-sheet.ts';
import type { Tile } from './contact-sheet.ts';
import { LAPTOP, PHONE, THEMES, openGallery, setTheme } from './gallery.ts';
import type { Gallery, ShownTheme } from './gallery.ts';
import { photograph } from './photograph.ts';
import { NOT_BUILT, STATES, stateNames } from './states.ts';
import type { StateName } from './states.ts';

const FOLDER = 'shots';
const README_FOLDER = 'docs/shots';
const SOME_FOLDER = '.cache/shots';
const SIZES = [LAPTOP, PHONE] as const;
/** More than this nobody looks through. */
const MOST_BYTES = 10_000_000;
const PAGES = 2;

const SINGLES = [
  { state: 'writing', theme: 'light', size: LAPTOP, file: 'update-1280-light.png' },
  { state: 'trial', theme: 'dark', size: PHONE, file: 'trial-360-dark.png' },
] as const;

interface Output {
  readonly folder: string;
  readonly sheets: ReadonlyMap<string, Map<StateName, Tile>>;
}

const sheetName = (theme: ShownTheme, width: number): string => `${theme}-${width}`;

/** Throws for an option that there is not: all sheets take minutes. */
const { values: wanted } = parseArgs({
  options: {
    states: { type: 'string' },
    readme: { type: 'boolean', default: false },
    lang: { type: 'string' },
  },
});

function wantedStates(): readonly StateName[] {
  if (wanted.states === undefined) return stateNames;
  const asked = wanted.states.split(',');
  const unknown = asked.filter((name) => !stateNames.some((known) => known === name));
  if (unknown.length > 0) throw new Error(`no such state: ${unknown.join(', ')}`);
  return stateNames.filter((name) => asked.includes(name));
}

/** All pictures of one state: it is brought about once and then only dressed anew. */
async function shoot(page: Page, state: StateName, to: Output): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
    for (const theme of THEMES) {
      await setTheme(page, theme);
      const strips = await photograph(page);
      const tile = { title: STATES[state].title, strips };
      to.sheets.get(sheetName(theme, size.width))?.set(state, tile);
    }
  }
}

/** The pictures of the README, sharp on any screen. */
async function shootSingles(gallery: Gallery): Promise<void> {
  const page = await gallery.newPage({ scale: 2 });
  for (const { state, theme, size, file } of SINGLES) {
    await gallery.show(page, state);
    await page.setViewportSize(size);
    await setTheme(page, theme);
    const [first] = await photograph(page);
    if (first !== undefined) writeFileSync(path.join(README_FOLDER, file), first.png);
  }
}

/** Several pages side by side: one waits for pictures while another computes. */
async function shootAll(gallery: Gallery, states: readonly StateName[], to: Output) {
  const left = [...states];
  const problems: string[] = [];
  const work = async (): Promise<void> => {
    const page = await gallery.newPage();
    for (let state = left.shift(); state !== undefined; state = left.shift()) {
      try {
        await gallery.show(page, state, wanted.lang);
        await shoot(page, state, to);
      } catch (reason) {
        problems.push(reason instanceof Error ? reason.message : String(reason));
      }
    }
  };
  await Promise.all(Array.from({ length: PAGES }, work));
  return problems;
}

function bytesIn(folder: string): number {
  const sizes = readdirSync(folder).map((name) => statSync(path.join(folder, name)).size);
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The contact sheets; returns what went wrong. */
async function drawSheets(gallery: Gallery): Promise<readonly string[]> {
  const startedAt = Date.now();
  const states = wantedStates();
  const isUsual = states.length === stateNames.length && wanted.lang === undefined;
  const folder = isUsual ? FOLDER : SOME_FOLDER;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });

  const names = SIZES.flatMap(({ width }) => THEMES.map((theme) => sheetName(theme, width)));
  const sheets = new Map(names.map((name) => [name, new Map<StateName, Tile>()]));
  const problems = await shootAll(gallery, states, { folder, sheets });
  const table = await gallery.newPage();
  for (const [name, tiles] of sheets) {
    const inOrder = states.flatMap((state) => tiles.get(state) ?? []);
    const file = path.join(folder, `${name}.webp`);
    writeFileSync(file, await drawSheet(table, name, inOrder));
  }
  const bytes = bytesIn(folder);
  if (bytes > MOST_BYTES) problems.push(`${folder} has ${bytes} bytes, over ${MOST_BYTES}`);
  console.log(
    `${states.length} states × ${THEMES.length} themes × ${SIZES.length} widths in ${Math.round((Date.now() - startedAt) / 1000)} s, ${Math.round(bytes / 1000)} kB in ${folder}`,
  );
  console.log(`not built: ${NOT_BUILT.join(' · ')}`);
  return problems;
}

const gallery = await openGallery();
const problems: string[] = [];
if (wanted.readme) await shootSingles(gallery);
else problems.push(...(await drawSheets(gallery)));
await gallery.close();
for (const problem of problems) console.log(`problem: ${problem}`);
process.exit(problems.length === 0 ? 0 : 1);
