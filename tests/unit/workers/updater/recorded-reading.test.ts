import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../../src/bundle/bundle.ts';
import { writeDeviceFile } from '../../../../src/manage/files.ts';
import { clientOf, never } from '../../../support/emulator/test-emulator.ts';
import { recordUpdate, replayed } from '../../../support/recorder/recorded.ts';
import { bundleNamed, ofType, setUpUpdate } from '../../../support/update/update-harness.ts';
import { snapshotsInMemory } from '../../../support/workers/snapshots-in-memory.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

const PASSWORD = 'wpa2-hunter2-hunter2';
const SETTINGS = JSON.stringify({
  wifi: { sta: { enable: true, ssid: 'shed-network', pass: PASSWORD } },
  notes: 'only in this file, '.repeat(30),
});

/** With the file on the running device; its own link is let go before the update. */
async function deviceWithSettings(): Promise<ReturnType<typeof setUpUpdate>> {
  const parts = setUpUpdate();
  const { own, clock, calls } = parts;
  const client = clientOf(own(), clock);
  const file = { name: 'conf9.json', bytes: new TextEncoder().encode(SETTINGS) };
  await clock.run(writeDeviceFile(client, file, { signal: never }));
  await client.close();
  calls.length = 0;
  return parts;
}

/** In base64, wherever it begins in what is encoded: the letters that are of it alone. */
const inBase64 = (text: string): readonly string[] =>
  [0, 1, 2].map((before) => btoa('.'.repeat(before) + text).slice(4, -4));

describe('a recorded update before which settings and files were read', () => {
  it('goes through the same states again without them, and holds nothing of the files', async () => {
    const parts = await deviceWithSettings();
    const readBefore = snapshotsInMemory(parts.clock).reader('s');
    const { events, result, recording, text } = await recordUpdate(parts, tiny, {
      more: { readBefore },
    });
    expect(result.result).toBe('committed');
    expect(ofType(events, 'reading').length).toBeGreaterThan(0);

    const read = recording.tape.filter((item) => item.is === 'sent' && item.method === 'FS.Get');
    expect(read.length).toBeGreaterThan(0);
    expect(read.every((item) => item.is === 'sent' && item.byHand === true)).toBe(true);
    expect(JSON.stringify(read)).toContain('conf9.json');

    for (const part of [PASSWORD, 'shed-network', 'only in this file'])
      for (const form of [part, ...inBase64(part)]) expect(text).not.toContain(form);

    const again = await replayed(recording);
    expect(again.difference).toBeNull();
    expect(again.states.map(({ state, bytes }) => [state, bytes])).toEqual(
      recording.states.map(({ state, bytes }) => [state, bytes]),
    );
    expect(again.result?.result).toBe('committed');
  });
});
