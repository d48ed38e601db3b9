/** The update of `npm run push`, in this process: the same code over a real WebSocket. */
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { openBundle } from '../../../src/bundle/open-bundle.ts';
import { nodeDigests } from '../../../src/cli/device-chip.ts';
import { openPort, parsePort } from '../../../src/cli/push-ports.ts';
import { realClock } from '../../../src/contracts/clock.ts';
import { DEFAULT_OPTIONS } from '../../../src/update/deps.ts';
import type { UpdateResult } from '../../../src/update/events.ts';
import { runUpdate } from '../../../src/update/run-update.ts';
import { platformBundle } from '../../support/bundle/platform-bundle.ts';

export async function bundleFor(platform: string): Promise<Bundle> {
  const { fileName, bytes } = platformBundle(platform);
  const { signal } = new AbortController();
  return openBundle(new Blob([bytes]), { fileName, signal, digests: nodeDigests });
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
