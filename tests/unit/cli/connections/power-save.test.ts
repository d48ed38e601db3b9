import { describe, expect, it } from 'vitest';
import {
  ALWAYS_ON,
  AWAKE_MS,
  createRadio,
  overRadio,
} from '../../../../src/cli/connections/power-save.ts';
import { encodeUtf8 } from '../../../../src/ota-core/primitives/utf8.ts';
import { createLinkPair } from '../../../../src/transports/loopback/link-pair.ts';
import { quiet, VirtualClock } from '../../../support/virtual-clock.ts';

/** Both ends of a link to a device that listens every 300 ms; the clock is at 1,000 = 100 ms after a beacon. */
function setUp() {
  const clock = new VirtualClock();
  const pair = createLinkPair({ framing: 'message' });
  const radio = createRadio(clock, 300);
  const device = overRadio(pair.far, radio);
  const received: [text: string, at: number][] = [];
  const listen = async (readable: ReadableStream<Uint8Array>, who: string) => {
    const reader = readable.getReader();
    for (let step = await reader.read(); !step.done; step = await reader.read())
      received.push([`${who} ${Buffer.from(step.value).toString()}`, clock.now()]);
  };
  listen(device.readable, 'device').catch(() => undefined);
  listen(pair.near.readable, 'client').catch(() => undefined);
  const client = pair.near.writable.getWriter();
  const answers = device.writable.getWriter();
  return {
    clock,
    pair,
    received,
    async ask(text: string) {
      void client.write(encodeUtf8(text));
      await quiet();
    },
    async answer(text: string) {
      void answers.write(encodeUtf8(text));
      await quiet();
    },
  };
}

describe('a radio that sleeps', () => {
  it('has what comes at the next beacon, in order, and what it sends goes at once', async () => {
    const { clock, ask, answer, received } = setUp();
    await answer('hello');
    await clock.advance(AWAKE_MS);
    await ask('one');
    await clock.advance(100);
    await ask('two');
    expect(received).toEqual([['client hello', 1000]]);
    await clock.advance(1000);
    expect(received.slice(1)).toEqual([
      ['device one', 1200],
      ['device two', 1200],
    ]);
  });

  it('does not keep waiting who goes on within the time that it stays awake', async () => {
    const { clock, ask, answer, received } = setUp();
    await ask('one');
    await clock.advance(200);
    for (let step = 0; step < 5; step += 1) {
      await clock.advance(20);
      await answer('reply');
      await clock.advance(AWAKE_MS - 1);
      await ask('next');
    }
    const nexts = received.filter(([text]) => text === 'device next').map(([, at]) => at);
    expect(nexts).toEqual([1269, 1338, 1407, 1476, 1545]);
    await clock.advance(AWAKE_MS);
    await ask('late');
    await clock.advance(500);
    expect(received.at(-1)).toEqual(['device late', 1800]);
  });

  it('is one for all connections of a device', async () => {
    const clock = new VirtualClock();
    const radio = createRadio(clock, 300);
    const never = new AbortController().signal;
    const first = radio.receive(never);
    await clock.advance(200);
    await first;
    let isThere = false;
    void radio.receive(never).then(() => (isThere = true));
    await quiet();
    expect(isThere).toBe(true);
  });

  it('lets go of what waits when the link is lost', async () => {
    const { clock, pair, ask, received } = setUp();
    await ask('one');
    expect(clock.sleeping).toBe(1);
    pair.lose('gone');
    await quiet();
    expect(clock.sleeping).toBe(0);
    expect(received).toEqual([]);
  });

  it('is always on unless it is told to sleep, and then no part of a link', () => {
    expect(createRadio(new VirtualClock(), 0)).toBe(ALWAYS_ON);
    const { far } = createLinkPair({ framing: 'message' });
    expect(overRadio(far, ALWAYS_ON)).toBe(far);
  });
});
