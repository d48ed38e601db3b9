/** The update of `npm run push`, in this process: the same code over a real WebSocket. */
import { openAsBlob, readFileSync } from 'node:fs';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { openBundle } from '../../../src/bundle/open-bundle.ts';
import { nodeDigests } from '../../../src/cli/device-chip.ts';
import { openPort, parsePort } from '../../../src/cli/push-ports.ts';
import { realClock } from '../../../src/contracts/real-clock.ts';
import { DEFAULT_OPTIONS } from '../../../src/update/deps.ts';
import type { UpdateResult } from '../../../src/update/events.ts';
import { runUpdate } from '../../../src/update/run-update.ts';

/** No bundle names this platform, which is closed; its devices take what a CC3200 takes (docs/BOOT-CONFIG.md). */
const WITHOUT_BUNDLE = 'cc3220';
const LIKE_IT = 'cc3200';

export async function bundleFor(platform: string): Promise<Bundle> {
  const fileName = `demo-${platform === WITHOUT_BUNDLE ? LIKE_IT : platform}-1.1.0.zip`;
  const file = new URL(`../../fixtures/bundles/${fileName}`, import.meta.url);
  const blob =
    platform === WITHOUT_BUNDLE ? new Blob([renamed(readFileSync(file))]) : await openAsBlob(file);
  const { signal } = new AbortController();
  return openBundle(blob, { fileName, signal, digests: nodeDigests });
}

/** The same bundle for the other platform, stored as the packer does. */
function renamed(zip: Uint8Array): Uint8Array<ArrayBuffer> {
  const entries = unzipSync(zip);
  const manifest = strFromU8(entries['manifest.json'] ?? new Uint8Array(0));
  entries['manifest.json'] = strToU8(manifest.replace(`"${LIKE_IT}"`, `"${WITHOUT_BUNDLE}"`));
  return zipSync(entries, { level: 0 });
}

/** To the end and with the commit. A second push brings what already runs; some bundles bring a boot loader, too. */
export async function pushBundle(
  url: string,
  { bundle, signal }: { readonly bundle: Bundle; readonly signal: AbortSignal },
): Promise<UpdateResult> {
  const port = openPort(parsePort(url));
  let lastId = 0;
  try {
    const steps = runUpdate(
      {
        bundle,
        connect: port.connect,
        address: url,
        clock: realClock,
        sessionId: crypto.randomUUID(),
        nextId: () => (lastId += 1),
        options: { ...DEFAULT_OPTIONS, force: ['same-version', 'boot-loader'] },
      },
      signal,
    );
    for (;;) {
      const step = await steps.next();
      if (step.done === true) return step.value;
    }
  } finally {
    await port.close();
  }
}
