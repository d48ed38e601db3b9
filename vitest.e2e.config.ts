import { defineConfig } from 'vitest/config';

/** Real Chromium against the built app: one file after the other, the machine is small. */
export default defineConfig({
  test: {
    include: ['tests/e2e/**/*.e2e.ts'],
    globalSetup: ['tests/e2e/build.ts'],
    environment: 'node',
    fileParallelism: false,
    // Not timed: on a busy machine a line of 115,200 baud and a browser take what they take.
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
