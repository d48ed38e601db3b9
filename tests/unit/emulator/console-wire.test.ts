import { describe, expect, it } from 'vitest';
import { openClient } from '../../../src/rpc/client.ts';
import type { LogRecord } from '../../../src/contracts/link-log.ts';
import { readBundle } from '../../support/ota-core/device/test-device.ts';
import { never, setUpEmulator, upload } from '../../support/emulator/test-emulator.ts';

/** An upload over a wire of the emulated device, and all that passed on it. */
async function uploadOver(framing: 'message' | 'stream') {
  const { emulator, clock, events } = setUpEmulator();
  emulator.powerOn();
  const records: LogRecord[] = [];
  let id = 0;
  const { client } = openClient(emulator.connect({ framing }), {
    clock,
    nextId: () => (id += 1),
    timeoutMs: 60_000,
    log: (record) => records.push(record),
  });
  const bundle = readBundle('demo-esp32-1.1.0-tiny.zip');
  await clock.run(upload(client, new Uint8Array(bundle)));
  await clock.run(client.call('OTA.End', null, { signal: never }));
  const noise = records.filter((record) => record.event === 'noise');
  const printed = events.flatMap((event) => (event.event === 'log' ? [event.line] : []));
  return { records, noise, printed };
}

const textOf = ({ bytes }: { readonly bytes: Uint8Array }): string =>
  new TextDecoder().decode(bytes).trim();

describe('the console of the emulated device', () => {
  it('prints its log between the frames, and every frame arrives whole', async () => {
    const { noise, printed, records } = await uploadOver('stream');
    expect(printed.length).toBeGreaterThan(0);
    expect(new Set(noise.map(({ why }) => why))).toEqual(new Set(['console']));
    expect(noise.map(textOf)).toEqual(printed);
    const asked = records.filter(({ event }) => event === 'request').length;
    expect(records.filter(({ event }) => event === 'reply').length).toBe(asked);
  });

  it('is not on a WebSocket: its messages are frames', async () => {
    const { noise, printed } = await uploadOver('message');
    expect(printed.length).toBeGreaterThan(0);
    expect(noise).toEqual([]);
  });
});
