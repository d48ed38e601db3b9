import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ensureSocat } from '../../scripts/ensure.mjs';
import {
  createPtyFolder,
  openRawPort,
  type RawPort,
} from '../support/conformance/serial-client.ts';
import {
  jsonOf,
  outcomeOf,
  readTranscript,
  type Outcome,
} from '../support/conformance/transcript.ts';
import {
  startWiredDevice,
  waitForVersion,
  type WiredDevice,
} from '../support/conformance/wired-device.ts';

/** The bytes that the official client sent, played at the emulated device on a real pseudo-terminal. */
beforeAll(() => ensureSocat());

let stop: () => Promise<void> = () => Promise.resolve();
afterEach(() => stop());

async function startDevice(profile = 'esp32'): Promise<{ device: WiredDevice; port: RawPort }> {
  const folder = createPtyFolder();
  const device = await startWiredDevice(profile, { pty: folder.at('tty') });
  const port = await openRawPort(folder.at('tty'));
  stop = async () => {
    await port.close();
    await device.stop();
    folder.remove();
  };
  return { device, port };
}

/** The only start and end that the official client's parser finds whatever stands before (uart.md#official-client). */
const REPLY = /\n"""\{[^\n]*\}[0-9a-f]{8}"""\n/;
const HANDSHAKE_ANSWER = /"""\u0004"""/;

interface Played {
  readonly request: Readonly<Record<string, unknown>>;
  readonly reply: string;
  readonly outcome: Outcome;
  /** null: the recorded client got none. */
  readonly recorded: Outcome | null;
}

/** Says what the client said, piece by piece, and waits where it waited: for the handshake and for replies. */
async function play(port: RawPort, name: string): Promise<readonly Played[]> {
  const lines = readTranscript(name);
  const played: Played[] = [];
  let request = '';
  for (const [index, { from, bytes }] of lines.entries()) {
    if (from === 'device') continue;
    await port.say(bytes);
    if (bytes.includes('\u0004')) await port.hear(HANDSHAKE_ANSWER);
    else if (bytes !== '"""') request += bytes;
    if (!request.endsWith('"""\n') || !request.includes('{')) continue;
    const reply = REPLY.exec(await port.hear(REPLY))?.[0] ?? '';
    const next = lines[index + 1];
    played.push({
      request: JSON.parse(jsonOf(request)) as Played['request'],
      reply: jsonOf(reply),
      outcome: outcomeOf(reply),
      recorded: next?.from === 'device' ? outcomeOf(next.bytes) : null,
    });
    request = '';
  }
  return played;
}

const requestsOf = (played: readonly Played[]): number => played.length;
const expectAsRecorded = (played: readonly Played[]): void => {
  for (const { outcome, recorded } of played)
    if (recorded !== null) expect(outcome).toEqual(recorded);
};

describe('the recorded conversations of the official client over serial', () => {
  it('a call in pieces of 16 bytes is answered as recorded', async () => {
    const { port } = await startDevice();
    const played = await play(port, 'serial-call-getinfo');
    expect(requestsOf(played)).toBe(1);
    expectAsRecorded(played);
    expect(JSON.parse(played[0]?.reply ?? '')).toMatchObject({
      dst: 'mos',
      result: { id: 'esp32_0A1B2C', app: 'demo', fw_version: '1.0.0', arch: 'esp32' },
    });
  });

  it.each(['serial-ota', 'serial-ota-no-delay'])(
    'the update %s gets the same ids and outcomes, and really updates',
    async (name) => {
      const { device, port } = await startDevice();
      const played = await play(port, name);
      expect(requestsOf(played)).toBe(53);
      expectAsRecorded(played);
      await waitForVersion(device, '1.1.0');
    },
    60_000,
  );

  it('an update that loses the reply to a write is finished by the same offset under a new id', async () => {
    const { device, port } = await startDevice();
    const played = await play(port, 'serial-ota-lost-reply');
    expect(played.filter(({ recorded }) => recorded === null)).toHaveLength(1);
    const offsets = played.map(
      ({ request }) => (request['params'] as { offset?: number } | undefined)?.offset,
    );
    expect(offsets.filter((offset) => offset === 512)).toHaveLength(2);
    expectAsRecorded(played);
    await waitForVersion(device, '1.1.0');
  });

  it('a device that refuses the write at 512 refuses it three times, and takes the OTA.End', async () => {
    // Its manifest ends there, and names another platform.
    const { device, port } = await startDevice('esp32c3');
    const played = await play(port, 'serial-ota-write-error');
    expect(played.map(({ outcome }) => outcome.error)).toEqual([
      null,
      null,
      null,
      -1,
      -1,
      -1,
      null,
    ]);
    expectAsRecorded(played);
    expect(device.emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
  });

  it('a device in the middle of an update says so and is left alone', async () => {
    const { port } = await startDevice();
    await port.say('{"id":7,"method":"OTA.Begin","params":{"size":25585}}\n');
    await port.hear(/"id":7,.*"result":null\}/);
    const played = await play(port, 'serial-ota-busy');
    expectAsRecorded(played);
    expect(JSON.parse(played[0]?.reply ?? '')).toMatchObject({ result: { state: 1 } });
  });

  it('bytes that are no archive are refused by the first write that shows it', async () => {
    const { device, port } = await startDevice();
    const played = await play(port, 'serial-ota-not-a-zip');
    const [status, begin, first, ...rest] = played;
    for (const right of [status, begin, rest.at(-1)])
      expect(right?.outcome).toEqual(right?.recorded);
    expect(first?.request).toMatchObject({ method: 'OTA.Write', params: { offset: 0 } });
    for (const { outcome, recorded } of [first, ...rest.slice(0, -1)].flatMap((one) => one ?? [])) {
      expect(outcome.id).toBe(recorded?.id);
      expect(outcome.error).toBeLessThan(0);
    }
    expect(device.emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
  });
});
