import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../../src/ota-core/primitives/utf8.ts';
import { createLinkPair } from '../../../src/transports/loopback/link-pair.ts';
import { quiet } from '../../support/virtual-clock.ts';
import { setUpEmulator } from '../../support/emulator/test-emulator.ts';

/** A link to a running device, spoken to in bytes. */
function rawLink(framing: 'message' | 'stream') {
  const { emulator } = setUpEmulator();
  emulator.powerOn();
  const pair = createLinkPair({ framing });
  emulator.attach(pair.far, { channel: framing === 'stream' ? 'TCP' : 'WS_in' });
  const writer = pair.near.writable.getWriter();
  const heard: string[] = [];
  const reader = pair.near.readable.getReader();
  const listen = async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard.push(Buffer.from(value).toString());
    }
  };
  listen().catch(() => heard.push('(lost)'));
  return {
    heard,
    ended: pair.near.ended,
    async say(text: string) {
      await writer.write(encodeUtf8(text));
      await quiet();
    },
  };
}

const ping = (id: number, padding = 0, dst = '') =>
  JSON.stringify({
    id,
    ...(dst === '' ? {} : { dst }),
    method: 'RPC.Ping',
    pad: 'x'.repeat(padding),
  });
const pong = (id: number, channel: string) =>
  `{"id":${id},"src":"esp32_0A1B2C","result":{"channel_info":"${channel}"}}`;
const frameOf = (bytes: number) => ping(1, bytes - ping(1).length);

describe('a message link to a stock device', () => {
  it('takes a payload of 3,064 bytes', async () => {
    const { say, heard } = rawLink('message');
    expect(frameOf(3064)).toHaveLength(3064);
    await say(frameOf(3064));
    expect(heard).toEqual([pong(1, 'WS_in')]);
  });

  it('never answers again after a payload of 3,065 bytes, but stays open', async () => {
    const { say, heard, ended } = rawLink('message');
    await say(frameOf(3065));
    await say(ping(2));
    expect(heard).toEqual([]);
    expect(await Promise.race([ended, Promise.resolve('open')])).toBe('open');
  });

  it.each([
    ['text that is no JSON', 'hello'],
    ['an id that is no number and no text', '{"id":null,"method":"RPC.Ping"}'],
    ['nothing a device knows', '{}'],
    ['a foreign address', ping(1, 0, 'esp32_FFFFFF')],
  ])('is closed without an answer over %s', async (_, text) => {
    const { say, heard, ended } = rawLink('message');
    await say(text);
    expect(await ended).toEqual({ why: 'closed' });
    expect(heard).toEqual([]);
  });

  it('answers its own address, and names it as the sender', async () => {
    const { say, heard } = rawLink('message');
    await say(ping(1, 0, 'esp32_0A1B2C'));
    expect(heard).toEqual([pong(1, 'WS_in')]);
  });

  it('never answers a notification', async () => {
    const { say, heard } = rawLink('message');
    await say('{"method":"RPC.Ping"}');
    await say('{"method":"Nope"}');
    await say(ping(3));
    expect(heard).toEqual([pong(3, 'WS_in')]);
  });
});

describe('a stream to a stock device', () => {
  it.each([
    ['text that is no JSON', 'hello'],
    ['a foreign address', ping(1, 0, 'esp32_FFFFFF')],
    ['a wrong CRC', `${ping(1)}00000000`],
  ])('drops %s in silence and goes on', async (_, text) => {
    const { say, heard } = rawLink('stream');
    await say(`${text}\n${ping(2)}\n`);
    expect(heard).toEqual([`\n${pong(2, 'TCP')}\n`]);
  });

  it('forgets more than 4,102 bytes without a delimiter', async () => {
    const { say, heard } = rawLink('stream');
    await say(frameOf(4102));
    await say('\n');
    expect(heard).toHaveLength(1);
    await say(frameOf(4103));
    await say('\n');
    await say(`${ping(2)}\n`);
    expect(heard).toEqual([`\n${pong(1, 'TCP')}\n`, `\n${pong(2, 'TCP')}\n`]);
  });

  it('answers in the delimiters and with the checksum that the client used', async () => {
    const { say, heard } = rawLink('stream');
    await say(`\n"""${ping(1)}"""\n`);
    expect(heard).toEqual([`\n"""${pong(1, 'TCP')}"""\n`]);
  });
});
