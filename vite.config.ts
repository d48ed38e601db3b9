import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import type { Plugin } from 'vite';
import { metaPolicy } from './scripts/policy.mjs';
import { sampleFirmware } from './scripts/sample-firmware.ts';

/** The policy travels with the built page, for hosts that send no headers. Not in development: Vite injects styles there. */
const contentPolicy: Plugin = {
  name: 'content-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: metaPolicy },
      injectTo: 'head-prepend',
    },
  ],
};

/** The whole app is cached at the first visit; our own service worker decides when a new version is taken. */
const offline = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'src/workers',
  filename: 'service-worker.ts',
  injectRegister: null,
  injectManifest: { globPatterns: ['**/*.{html,js,css,svg,png,zip,webmanifest}'] },
  manifest: {
    name: 'Slipway',
    short_name: 'Slipway',
    description: 'Update Mongoose OS devices, and know that nothing can break',
    id: './',
    start_url: './',
    scope: './',
    display: 'standalone',
    background_color: '#f0eee6',
    theme_color: '#0f222b',
    icons: [
      { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
      { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
      { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      { src: 'icons/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    ],
  },
});

/** Entry names are fixed up to the hash: scripts/size.mjs finds the shell and the two workers by them. */
export default defineConfig({
  base: './',
  plugins: [svelte(), contentPolicy, sampleFirmware, offline],
  build: {
    target: 'es2022',
    sourcemap: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        entryFileNames: 'assets/shell-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
  worker: {
    format: 'es',
    rolldownOptions: {
      output: {
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
      },
    },
  },
});
