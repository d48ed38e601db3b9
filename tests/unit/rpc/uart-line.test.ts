import { describe, expect, it } from 'vitest';
import { OtaError } from '../../../src/contracts/failure.ts';
import { createRpcClient, openHostChannel } from '../../../src/rpc/client.ts';
import { createSerialPair, takeEnd } from '../../proof/link-faults/serial-pair.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

/** As a line first, then in the old delimiter, and so on. */
const ASK = '\n\u0004\n';
const ASK_BY_QUOTES = '"""\u0004"""\n\n';
const ANSWER = '"""\u0004"""';
const PING = '{"id":1,"method":"RPC.Ping"}';

/** A client on a serial port, and the other end of it in the hands of the test. */
function setUp({ baudRate = null }: { readonly baudRate?: number | null } = {}) {
  const clock = new VirtualClock();
  const pair = createSerialPair({ clock, baudRate });
  const noise: string[] = [];
  let id = 0;
  // Not the signal that the files of a worker share: some calls here never end, and would listen to it for good.
  const { signal } = new AbortController();
  const client = createRpcClient(openHostChannel(pair.near, clock), {
    clock,
    nextId: () => (id += 1),
    timeoutMs: 10_000,
    onNoise: (bytes) => noise.push(Buffer.from(bytes).toString('latin1')),
  });
  const ping = (timeoutMs = 10_000) => {
    const call = client.call('RPC.Ping', null, { signal, timeoutMs });
    const outcome = call.then(
      () => 'answered',
      (error: unknown) => OtaError.from(error).code,
    );
    return outcome;
  };
  return { clock, device: takeEnd(pair.far), ping, noise, pair };
}

const resultFor = (id: number): string => `\n"""{"id":${id},"result":{}}"""\n`;

describe('the client on a serial line', () => {
  it('sends no request before the device has answered the handshake', async () => {
    const { clock, device, ping } = setUp();
    void ping();
    await clock.advance(900);
    expect(device.take()).toBe(`${`${ASK}${ASK_BY_QUOTES}`.repeat(2)}${ASK}`);
    await device.say(`\n\n${ANSWER}`);
    await clock.advance(1000);
    expect(device.take()).toMatch(/^\{"id":1,"method":"RPC.Ping"\}[0-9a-f]{8}\n$/);
  });

  it('waits for the answers to all it asked: a request must not meet a question', async () => {
    const { clock, device, ping } = setUp();
    void ping();
    await clock.advance(500); // three questions
    await device.say(ANSWER);
    await clock.advance(100);
    expect(device.text).not.toContain(PING);
    await device.say(ANSWER.repeat(2));
    await clock.advance(15);
    expect(device.text).toContain(PING);
  });

  it('gives up asking after 25 questions, in the name of the call', async () => {
    const { clock, device, ping } = setUp();
    const outcome = ping();
    expect(await clock.run(outcome)).toBe('rpc/timeout');
    expect(device.text).toBe(`${`${ASK}${ASK_BY_QUOTES}`.repeat(12)}${ASK}`);
  });

  it('shakes hands once as long as replies come', async () => {
    const { clock, device, ping } = setUp();
    for (const id of [1, 2, 3]) {
      const outcome = ping();
      await clock.advance(1);
      if (id === 1) await device.say(ANSWER);
      await clock.advance(20);
      await device.say(resultFor(id));
      expect(await clock.run(outcome)).toBe('answered');
    }
    expect(device.text.split(ASK)).toHaveLength(2);
  });

  it.each([
    [
      'a request without a reply',
      async (d: ReturnType<typeof setUp>) => {
        const lost = d.ping(300);
        expect(await d.clock.run(lost)).toBe('rpc/timeout');
      },
    ],
    [
      'a boot ROM at another speed',
      async (d: ReturnType<typeof setUp>) => {
        await d.device.say('\u0000rl\u009c\u00ee\u00e3\r\n');
        await d.clock.advance(1);
      },
    ],
  ])('shakes hands again after %s', async (_, upset) => {
    const parts = setUp();
    const { clock, device, ping } = parts;
    const first = ping();
    await clock.advance(1);
    await device.say(ANSWER);
    await clock.advance(20);
    await device.say(resultFor(1));
    expect(await clock.run(first)).toBe('answered');
    await upset(parts);
    device.take();
    void ping();
    await clock.advance(1);
    expect(device.take()).toBe(ASK);
  });

  it('drops a request whose time was over before its turn', async () => {
    const { clock, device, ping } = setUp();
    expect(await clock.run(ping(300))).toBe('rpc/timeout');
    await device.say(ANSWER);
    await clock.advance(1000);
    expect(device.text).not.toContain('RPC.Ping');
  });

  it('stops within a frame at XOFF and goes on at XON', async () => {
    const { clock, device, ping } = setUp({ baudRate: 9600 });
    void ping();
    await clock.advance(15);
    await device.say(ANSWER);
    await clock.advance(35); // the answer, the pause, some bytes of the request
    const begun = device.text.length;
    await device.say('\u0013');
    await clock.advance(1000);
    const stopped = device.text.length;
    expect(stopped - begun).toBeLessThanOrEqual(12);
    expect(device.text).not.toContain(PING);
    await device.say('\u0011');
    await clock.advance(100);
    expect(device.text).toContain(PING);
  });

  it('takes an XOFF for forgotten after 2 s', async () => {
    const { clock, device, ping } = setUp({ baudRate: 9600 });
    void ping();
    await clock.advance(15);
    await device.say(`${ANSWER}\u0013`);
    await clock.advance(1900);
    expect(device.text).not.toContain(PING);
    await clock.advance(300);
    expect(device.text).toContain(PING);
  });

  it('does not let a storm of XOFF stop it longer than that', async () => {
    const { clock, device, ping } = setUp();
    void ping();
    await clock.advance(1);
    await device.say(ANSWER);
    for (let times = 0; times < 25; times += 1) {
      await device.say('\u0013');
      await clock.advance(100);
    }
    expect(device.text).toContain(PING);
  });

  it('reads a reply with flow control anywhere in it', async () => {
    const { clock, device, ping } = setUp();
    const outcome = ping();
    await clock.advance(1);
    await device.say(`"""\u0011\u0004\u0013"""\u0011`);
    await clock.advance(20);
    await device.say(resultFor(1).split('').join('\u0011'));
    expect(await clock.run(outcome)).toBe('answered');
  });

  it('shows the log of the device as console, and the handshake to nobody', async () => {
    const { clock, device, ping, noise } = setUp();
    const outcome = ping();
    await clock.advance(1);
    await device.say(`[mgos] half a line${ANSWER}`);
    await clock.advance(20);
    await device.say(`\nRebooting in 500 ms\r\nin the mid${resultFor(1)}`);
    expect(await clock.run(outcome)).toBe('answered');
    expect(noise).toEqual(['[mgos] half a line', 'Rebooting in 500 ms\r', 'in the mid']);
  });

  it('leaves at most 6 ms of the line unsent', async () => {
    const { clock, device, ping, pair } = setUp({ baudRate: 115_200 });
    void ping();
    await clock.advance(2);
    await device.say(ANSWER);
    for (let ms = 0; ms < 40; ms += 1) {
      await clock.advance(1);
      const unsent = pair.near.stats.sentBytes - device.text.length;
      expect(unsent).toBeLessThanOrEqual(Math.ceil(11.52 * 6));
    }
    expect(device.text).toContain(PING);
  });

  it('speaks slowly after two requests without a reply, and fast again after eight with one', async () => {
    const { clock, device, ping, pair } = setUp({ baudRate: 115_200 });
    /** How many pieces the request of 37 bytes left in. */
    const call = async (id: number, answers: boolean): Promise<number> => {
      const outcome = ping(400);
      await clock.advance(2);
      if (device.take().includes(ASK)) await device.say(ANSWER);
      const { sentChunks, sentBytes } = pair.near.stats;
      await clock.advance(50);
      if (answers) await device.say(resultFor(id));
      expect(await clock.run(outcome)).toBe(answers ? 'answered' : 'rpc/timeout');
      const handshake = pair.near.stats.sentBytes - sentBytes > 37 ? 1 : 0;
      return pair.near.stats.sentChunks - sentChunks - handshake;
    };
    await call(1, false);
    await call(2, false);
    expect(await call(3, true)).toBe(3);
    for (let id = 4; id < 11; id += 1) await call(id, true);
    const sentBefore = pair.near.stats.sentChunks;
    await call(11, true);
    expect(pair.near.stats.sentChunks - sentBefore).toBe(2);
  });
});
