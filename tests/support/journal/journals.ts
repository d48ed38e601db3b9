import type { SessionEntry } from '../../../src/journal/entries.ts';
import { journaledUpdate } from '../../../src/journal/journaled-update.ts';
import type { JournaledUpdate } from '../../../src/journal/journaled-update.ts';

/** The beginning of an update of an esp32 from 1.0.0 to 1.1.0. */
export const sessionEntry = (own: Partial<SessionEntry> = {}): SessionEntry => ({
  type: 'session',
  version: 1,
  atMs: 1,
  sessionId: 'session-1',
  device: { mac: '3C71BF0E70AB', id: 'esp32_0E70AB', arch: 'esp32', app: 'demo' },
  from: { version: '1.0.0', buildId: 'old', slot: 0 },
  reach: { method: 'network', place: 'ws://192.168.1.40/rpc' },
  delivery: 'write',
  firmware: {
    sha256: 'ab'.repeat(32),
    fileName: 'fw.zip',
    name: 'demo',
    version: '1.1.0',
    buildId: 'new',
    sizeBytes: 1_000_000,
  },
  commitTimeoutMs: 300_000,
  force: [],
  ...own,
});

/** An update that its journal leaves in this state. */
export function journaled(own: Partial<JournaledUpdate> = {}): JournaledUpdate {
  const begun = journaledUpdate([sessionEntry()]);
  if (begun === null) throw new Error('a session entry begins an update');
  return { ...begun, ...own };
}
