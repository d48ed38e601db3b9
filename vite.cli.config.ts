import { defineConfig } from 'vite';
import { buildInfoPlugin } from './scripts/build-info.ts';

/** Compiled for each platform: installed beside the command, not bundled. */
const NATIVE = ['@serialport/bindings-cpp'];
/** Faster parts that `ws` uses where somebody installed them. */
const OPTIONAL = ['bufferutil', 'utf-8-validate'];

/** The command line as plain JavaScript: what `npm pack` takes, with no package needed beside the native one. */
export default defineConfig({
  plugins: [buildInfoPlugin],
  publicDir: false,
  ssr: { noExternal: true, external: [...NATIVE, ...OPTIONAL] },
  build: {
    ssr: 'src/cli/slipway.ts',
    outDir: 'dist-cli',
    target: 'node20',
    license: { fileName: 'LICENSES.txt' },
    rolldownOptions: {
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
