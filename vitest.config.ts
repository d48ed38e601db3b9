import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** A kind of test is a folder: nothing is listed by hand. `npm test` runs them cheapest first (scripts/test.mjs). */
const project = (
  name: string,
  include: readonly string[],
  globalSetup: readonly string[] = [],
) => ({
  plugins: [svelte()],
  test: {
    name,
    include: [...include],
    globalSetup: [...globalSetup],
    environment: 'node',
    testTimeout: 120_000,
  },
});

/** Builds the command line, which their tests start as processes. */
const COMMANDS = ['tests/support/conformance/commands.ts'];

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('unit', ['tests/unit/**/*.test.ts']),
      project('repository', ['tests/repository/**/*.test.ts']),
      project('contracts', ['tests/contracts/**/*.test.ts']),
      project('conformance', ['tests/conformance/**/*.test.ts'], COMMANDS),
      project('proof', ['tests/proof/**/*.test.ts'], COMMANDS),
      {
        // Real Chromium against the built app.
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.e2e.ts'],
          globalSetup: ['tests/support/e2e/build.ts'],
          environment: 'node',
          // Files that follow each other in one process share its browser (tests/support/e2e/visit.ts).
          isolate: false,
          // Not timed: on a busy machine a line of 115,200 baud and a browser take what they take.
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
