/**
 * `npm run shots`: every state of every screen in each theme, on a phone and on a laptop, as contact
 * sheets in docs/shots, and the two single pictures of the README.
 *
 *   --states a,b   only these, into docs/shots/some-*.webp, to look at while building
 */
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { drawSheet } from './contact-sheet.ts';
import type { Strip, Tile } from './contact-sheet.ts';
import { LAPTOP, PHONE, THEMES, openGallery, setTheme } from './gallery.ts';
import type { Gallery, ShownTheme } from './gallery.ts';
import { NOT_BUILT, STATES, stateNames } from './states.ts';
import type { StateName } from './states.ts';

const FOLDER = 'docs/shots';
const SIZES = [LAPTOP, PHONE] as const;
/** More than this is no contact sheet but a burden on every clone. */
const MOST_BYTES = 6_000_000;
const PAGES = 2;

const SINGLES = [
  { state: 'writing', theme: 'light', size: LAPTOP, file: 'update-1280-light.png' },
  { state: 'trial', theme: 'dark', size: PHONE, file: 'trial-360-dark.png' },
] as const;

type Sheets = Map<string, Map<StateName, Tile>>;

const sheetName = (theme: ShownTheme, width: number): string => `${theme}-${width}`;

function wantedStates(): readonly StateName[] {
  const at = process.argv.indexOf('--states');
  if (at < 0) return stateNames;
  const asked = (process.argv[at + 1] ?? '').split(',');
  const unknown = asked.filter((name) => !stateNames.some((known) => known === name));
  if (unknown.length > 0) throw new Error(`no such state: ${unknown.join(', ')}`);
  return stateNames.filter((name) => asked.includes(name));
}

/** All pictures of one state: it is brought about once and then only dressed anew. */
async function shoot(page: Page, state: StateName, sheets: Sheets): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
    for (const theme of THEMES) {
      await setTheme(page, theme);
      const strips = await photograph(page);
      sheets.get(sheetName(theme, size.width))?.set(state, { title: STATES[state].title, strips });
      const single = SINGLES.find((one) => one.state === state && one.theme === theme);
      if (single?.size === size && strips[0] !== undefined)
        writeFileSync(path.join(FOLDER, single.file), strips[0].png);
    }
  }
}

/** What stays at the foot of a phone while the page scrolls below it. */
const FIXED = '.dock, .nav, .bezel';
const WITHOUT_FIXED = `@media (max-width: 719px) { ${FIXED} { visibility: hidden !important } }`;

/** The first screen as a person sees it, then what one scrolls to. */
async function photograph(page: Page): Promise<readonly Strip[]> {
  const { fold, height, isCovered } = await page.evaluate((fixed) => {
    const tops = [...document.querySelectorAll(fixed)].map((element) =>
      getComputedStyle(element).position === 'fixed'
        ? element.getBoundingClientRect().top
        : Infinity,
    );
    return {
      fold: Math.round(Math.min(innerHeight, ...tops)),
      height: document.documentElement.scrollHeight,
      isCovered: document.querySelector('dialog:modal, .curtain') !== null,
    };
  }, FIXED);
  const png = await page.screenshot({ animations: 'disabled' });
  const first = { png, from: 0 };
  if (isCovered || height <= fold) return [first];
  const whole = { animations: 'disabled', fullPage: true, style: WITHOUT_FIXED } as const;
  return [first, { png: await page.screenshot(whole), from: fold }];
}

/** Several pages side by side: one waits for pictures while another computes. */
async function shootAll(gallery: Gallery, states: readonly StateName[], sheets: Sheets) {
  const left = [...states];
  const problems: string[] = [];
  const work = async (): Promise<void> => {
    const page = await gallery.newPage();
    for (let state = left.shift(); state !== undefined; state = left.shift()) {
      try {
        await gallery.show(page, state);
        await shoot(page, state, sheets);
      } catch (reason) {
        problems.push(reason instanceof Error ? reason.message : String(reason));
      }
    }
  };
  await Promise.all(Array.from({ length: PAGES }, work));
  return problems;
}

function folderBytes(): number {
  const sizes = readdirSync(FOLDER).map((name) => statSync(path.join(FOLDER, name)).size);
  return sizes.reduce((sum, size) => sum + size, 0);
}

const startedAt = Date.now();
const states = wantedStates();
const whole = states.length === stateNames.length;
if (whole) rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });

const gallery = await openGallery();
const sheets: Sheets = new Map();
for (const { width } of SIZES)
  for (const theme of THEMES) sheets.set(sheetName(theme, width), new Map());

const problems = await shootAll(gallery, states, sheets);
const table = await gallery.newPage();
for (const [name, tiles] of sheets) {
  const inOrder = states.flatMap((state) => tiles.get(state) ?? []);
  const file = path.join(FOLDER, `${whole ? '' : 'some-'}${name}.webp`);
  writeFileSync(file, await drawSheet(table, name, inOrder));
}
await gallery.close();

const bytes = folderBytes();
if (whole && bytes > MOST_BYTES) problems.push(`docs/shots has ${bytes} bytes, over ${MOST_BYTES}`);
console.log(
  `${states.length} states × ${THEMES.length} themes × ${SIZES.length} widths in ${Math.round((Date.now() - startedAt) / 1000)} s, ${Math.round(bytes / 1000)} kB in ${FOLDER}`,
);
console.log(`not built: ${NOT_BUILT.join(' · ')}`);
for (const problem of problems) console.log(`problem: ${problem}`);
process.exit(problems.length === 0 ? 0 : 1);
