import { afterEach, expect, it } from 'vitest';
import { createServer, type ViteDevServer } from 'vite';
import { packSample, sampleFirmware } from '../../../scripts/sample-firmware.ts';
import { SAMPLE_FIRMWARES } from '../../../src/contracts/sample-firmware.ts';

let server: ViteDevServer | null = null;

afterEach(async () => {
  await server?.close();
});

it('serves every sample while developing, as it is built', async () => {
  server = await createServer({
    configFile: false,
    logLevel: 'silent',
    plugins: [sampleFirmware],
    server: { host: '127.0.0.1', port: 0, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  await server.listen();
  const address = server.resolvedUrls?.local[0] ?? '';
  for (const sample of SAMPLE_FIRMWARES) {
    const answer = await fetch(address + sample.file);
    expect(answer.headers.get('Content-Type')).toBe('application/zip');
    expect(Buffer.from(await answer.arrayBuffer()).equals(packSample(sample))).toBe(true);
  }
});
