import path from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { flowFiles } from './tests/support/e2e/language/flows.ts';

/** A kind of test is a folder: nothing is listed by hand. `npm test` runs them cheapest first (scripts/parts.mjs). */
interface Kind {
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  readonly globalSetup?: readonly string[];
  /** Every file in a process of its own: without it they share loaded modules, which takes half the time. */
  readonly isolate: boolean;
}

/** There is no svelte.config.js to look for. */
const components = () => svelte({ configFile: false });

/** Words are compared in English, whatever the system is set to: for processes and browsers that a test starts. */
const ENGLISH = {
  ...{ LC_ALL: 'C.UTF-8', LANGUAGE: '' },
  // What a command keeps of its updates is not the person's who runs the tests.
  XDG_STATE_HOME: path.resolve('.cache/state'),
};

const project = (name: string, { include, exclude = [], globalSetup = [], isolate }: Kind) => ({
  plugins: [components()],
  test: {
    name,
    include: [...include],
    exclude: [...exclude],
    globalSetup: [...globalSetup],
    isolate,
    environment: 'node',
    env: ENGLISH,
    testTimeout: 120_000,
  },
});

/** Tests that replace a whole module (`vi.mock`), which others in their process would get too. */
const MOCKED = 'tests/unit/**/*.mocked.test.ts';
/** Builds the command line, which their tests start as processes. */
const COMMANDS = ['tests/support/conformance/commands.ts'];

/** Real Chromium against the built app. */
const inBrowser = (
  name: string,
  include: readonly string[],
  env: Readonly<Record<string, string>>,
) => ({
  test: {
    name,
    include: [...include],
    globalSetup: ['tests/support/e2e/build.ts', ...COMMANDS],
    environment: 'node' as const,
    env: { ...env },
    // Files that follow each other in one process share its browser (tests/support/e2e/visit.ts).
    isolate: false,
    // Not timed: on a busy machine a line of 115,200 baud and a browser take what they take.
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('unit', { include: ['tests/unit/**/*.test.ts'], exclude: [MOCKED], isolate: false }),
      project('mocked', { include: [MOCKED], isolate: true }),
      project('repository', { include: ['tests/repository/**/*.test.ts'], isolate: true }),
      project('contracts', { include: ['tests/contracts/**/*.test.ts'], isolate: true }),
      project('conformance', {
        include: ['tests/conformance/**/*.test.ts'],
        globalSetup: COMMANDS,
        isolate: true,
      }),
      project('proof', {
        include: ['tests/proof/**/*.test.ts'],
        globalSetup: COMMANDS,
        isolate: true,
      }),
      inBrowser('e2e', ['tests/e2e/**/*.e2e.ts'], ENGLISH),
      // The same files, with the page in German.
      inBrowser('german', flowFiles, { ...ENGLISH, SLIPWAY_LANG: 'de' }),
    ],
  },
});
