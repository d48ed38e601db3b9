import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  test: {
    include: ['tests/{unit,contracts,power-cut,sequences,conformance,fuzz,kill9}/**/*.test.ts'],
    environment: 'node',
    testTimeout: 120_000,
    maxWorkers: 2,
  },
});
