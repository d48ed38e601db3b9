import path from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import type { Plugin } from 'vite';
import { buildInfoPlugin } from './scripts/build-info.ts';
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
    description:
      'Update Mongoose OS devices by USB cable, Bluetooth or network, checked before the first byte',
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

/** What an entry imports without waiting, with the entry itself. */
function startModules(entry: string, modules: Modules): ReadonlySet<string> {
  const found = new Set([entry]);
  for (const id of found)
    for (const imported of modules.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
  return found;
}

interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

let shell: ReadonlySet<string> | null = null;

/** One file for what every visit loads first: cut up for the parts that come later, it compresses worse. */
function shellGroup(id: string, modules: Modules): string | null {
  shell ??= startModules(path.resolve('src/ui/main.ts'), modules);
  return shell.has(id) ? 'shell' : null;
}

/** Two files for each language but English, whose words are in the code: what a page starts with, and late screens. scripts/size.mjs finds them by their names. */
function chunkFile({ facadeModuleId }: { readonly facadeModuleId: string | null }): string {
  const file = facadeModuleId?.replaceAll('\\', '/') ?? '';
  const [, tag, which] = /\/src\/messages\/([^/]+)\/(index|late)\.ts$/.exec(file) ?? [];
  if (tag === undefined) return 'assets/[name]-[hash].js';
  return `assets/${which === 'late' ? 'late-' : ''}language-${tag}-[hash].js`;
}

const workers = new Map<string, ReadonlySet<string>>();

/**
 * All that a worker starts with, but its entry: what is fetched later would import it from there, and WebKit runs the
 * entry of a worker a second time when a script imports it.
 */
function workerGroup(id: string, modules: Modules): string | null {
  for (const name of ['updater', 'emulator', 'rehearsal']) {
    const entry = path.resolve(`src/workers/${name}.worker.ts`);
    if (modules.getModuleInfo(entry) === null) continue; // another worker is built
    const start = workers.get(name) ?? startModules(entry, modules);
    workers.set(name, start);
    return id !== entry && start.has(id) ? `${name}-start` : null;
  }
  return null;
}

/** Entry names are fixed up to the hash: scripts/size.mjs finds the shell and the workers by them. */
export default defineConfig({
  base: './',
  plugins: [svelte(), buildInfoPlugin, contentPolicy, sampleFirmware, offline],
  build: {
    target: 'es2022',
    sourcemap: false,
    // What is fetched later comes from the cache of the service worker: hints cost more than they save.
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: shellGroup }] },
        entryFileNames: 'assets/shell-[hash].js',
        chunkFileNames: chunkFile,
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
  worker: {
    format: 'es',
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: workerGroup }] },
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
      },
    },
  },
});
