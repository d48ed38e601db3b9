import { describe, expect, it } from 'vitest';
import { RPC_SERVICE } from '../../../src/contracts/bluetooth.ts';
import { createRadio } from '../../support/emulator/radio.ts';
import type { Radio } from '../../support/emulator/radio.ts';
import { decodeUtf8, encodeUtf8 } from '../../../src/ota-core/primitives/utf8.ts';
import { encodeBase64 } from '../../../src/ota-core/primitives/base64.ts';
import { tinyBundle } from '../../support/ota-core/device/test-device.ts';
import { quiet } from '../../support/virtual-clock.ts';
import { setUpEmulator, type EmulatorSetup } from '../../support/emulator/test-emulator.ts';

/** A running device and its radio; `drops` counts how often it let the central go. */
function setUp(setup: EmulatorSetup = {}) {
  const bench = setUpEmulator(setup);
  const seen = { drops: 0, notified: 0 };
  const radio = createRadio({
    host: bench.emulator,
    name: 'esp32_0A1B2C',
    onNotify: () => (seen.notified += 1),
    onDropped: () => (seen.drops += 1),
  });
  bench.emulator.powerOn();
  return { ...bench, radio, seen };
}

function connected(setup: EmulatorSetup = {}) {
  const bench = setUp(setup);
  expect(bench.radio.connect()).toBe(true);
  bench.radio.exchangeMtu(247);
  bench.radio.subscribe('notify');
  return bench;
}

function send(radio: Radio, text: string): void {
  const frame = encodeUtf8(text);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, frame.length, false);
  expect(radio.write('txCtl', length).ok).toBe(true);
  for (let at = 0; at < frame.length; at += 244)
    expect(radio.write('data', frame.subarray(at, at + 244)).ok).toBe(true);
}

/** What is there to read, as text; empty = nothing. */
function readReply(radio: Radio): string {
  const length = radio.read('rxCtl');
  if (!length.ok) return length.error;
  let left = new DataView(length.value.buffer).getUint32(0, false);
  let text = '';
  while (left > 0) {
    const piece = radio.read('data');
    if (!piece.ok) return piece.error;
    text += decodeUtf8(piece.value) ?? '(no text)';
    left -= piece.value.length;
  }
  return text;
}

describe('the radio of a device', () => {
  it('says its name and not its service while nobody is connected', () => {
    const { radio } = setUp();
    expect(radio.advertisement()).toEqual({ name: 'esp32_0A1B2C', serviceUuids: [] });
    expect(JSON.stringify(radio.advertisement())).not.toContain(RPC_SERVICE);
    radio.connect();
    expect(radio.advertisement()).toBeNull();
    expect(radio.connect()).toBe(false);
    radio.disconnect();
    expect(radio.advertisement()).not.toBeNull();
  });

  it('is silent while the device has no power', () => {
    const { radio, emulator } = setUp();
    emulator.powerOff();
    expect(radio.advertisement()).toBeNull();
    expect(radio.connect()).toBe(false);
  });

  it('answers RPC in the session, as GATTS', async () => {
    const { radio, seen } = connected();
    send(radio, '{"id":7,"method":"RPC.Ping"}');
    await quiet();
    expect(seen.notified).toBe(1);
    expect(readReply(radio)).toBe(
      '{"id":7,"src":"esp32_0A1B2C","result":{"channel_info":"GATTS"}}',
    );
  });

  it('answers frames of more than a WebSocket takes', async () => {
    const { radio } = connected();
    send(radio, `{"id":8,"method":"RPC.Ping","pad":"${'x'.repeat(4000)}"}`);
    await quiet();
    expect(readReply(radio)).toContain('"id":8');
  });

  it.each([
    ['text that is no JSON', 'hello'],
    ['a foreign address', '{"id":1,"dst":"esp32_FFFFFF","method":"RPC.Ping"}'],
  ])('is gone over %s: the device crashes, restarts and can be reached again', async (_, text) => {
    const { radio, seen, events } = connected();
    send(radio, text);
    await quiet();
    expect(seen.drops).toBe(1);
    expect(radio.read('rxCtl')).toEqual({ ok: false, error: 'unlikelyError' });
    expect(events.map(({ event }) => event).filter((event) => event === 'boot')).toHaveLength(2);
    expect(radio.connect()).toBe(true);
    radio.exchangeMtu(247);
    send(radio, '{"id":9,"method":"RPC.Ping"}');
    await quiet();
    expect(readReply(radio)).toContain('"id":9');
  });

  it('lets the central go when the device loses its power', () => {
    const { radio, seen, emulator } = connected();
    emulator.powerOff();
    expect(seen.drops).toBe(1);
    expect(radio.mtu).toBeNull();
  });

  it('forgets a central that goes away, and does not call that a drop', async () => {
    const { radio, seen } = connected();
    send(radio, '{"id":1,"method":"RPC.Ping"}');
    radio.disconnect();
    await quiet();
    expect(seen).toEqual({ drops: 0, notified: 0 });
    expect(radio.connect()).toBe(true);
    radio.exchangeMtu(23);
    expect(readReply(radio)).toBe('');
  });

  it('is busy as long as the device is: the erase of a slot holds up the write that began it', async () => {
    const { radio, clock } = connected({ timing: 'typical' });
    const begin = { size: tinyBundle.length, timeout: 600, commit_timeout: 300 };
    send(radio, JSON.stringify({ id: 1, method: 'OTA.Begin', args: begin }));
    await clock.run(radio.whenIdle());
    readReply(radio);
    const before = clock.now();
    for (let offset = 0; offset < tinyBundle.length; offset += 2048) {
      const data = encodeBase64(tinyBundle.subarray(offset, offset + 2048));
      send(radio, JSON.stringify({ id: 2, method: 'OTA.Write', args: { offset, data } }));
      await clock.run(radio.whenIdle());
      expect(readReply(radio)).toContain('"id":2');
    }
    expect(clock.now() - before).toBeGreaterThan(400);
  });

  it('is idle between requests, and after its session', async () => {
    const { radio } = connected();
    await radio.whenIdle();
    send(radio, '{"id":1,"method":"RPC.Ping"}');
    radio.disconnect();
    await radio.whenIdle();
  });
});
