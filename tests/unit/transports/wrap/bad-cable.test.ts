import { describe, expect, it } from 'vitest';
import { createLinkPair } from '../../../../src/transports/loopback/link-pair.ts';
import { createBadCable } from '../../../../src/transports/wrap/bad-cable.ts';

/** A small generator with a fixed start: the same noise in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function open(oneIn = 1000) {
  const cable = createBadCable({ oneIn, random: seeded(7) });
  const pair = createLinkPair({ framing: 'stream' });
  return { cable, pair, link: cable.wrap(pair.near) };
}

async function sendThrough(
  noise: boolean,
  oneIn: number,
  { chunks = 100, chunkBytes = 1000 } = {},
): Promise<Uint8Array> {
  const { cable, pair, link } = open(oneIn);
  cable.noise = noise;
  const writer = link.writable.getWriter();
  const reader = pair.far.readable.getReader();
  const received: number[] = [];
  for (let chunk = 0; chunk < chunks; chunk++) {
    const sent = writer.write(new Uint8Array(chunkBytes));
    received.push(...(await reader.read()).value!);
    await sent;
  }
  return Uint8Array.from(received);
}

describe('noise on the cable', () => {
  it('leaves every byte alone while it is off', async () => {
    expect((await sendThrough(false, 10)).every((byte) => byte === 0)).toBe(true);
  });

  it('damages about one byte in so many, one bit each, and loses none', async () => {
    const bytes = await sendThrough(true, 1000);
    expect(bytes.length).toBe(100_000);
    const damaged = bytes.filter((byte) => byte !== 0);
    expect(damaged.length).toBeGreaterThan(60);
    expect(damaged.length).toBeLessThan(140);
    expect(damaged.every((byte) => (byte & (byte - 1)) === 0)).toBe(true);
  });

  it('damages the same bytes however they are cut into chunks', async () => {
    const whole = await sendThrough(true, 100, { chunks: 1, chunkBytes: 8_400 });
    expect(whole.some((byte) => byte !== 0)).toBe(true);
    expect(await sendThrough(true, 100, { chunks: 1_200, chunkBytes: 7 })).toEqual(whole);
  });

  it('damages what comes back as well, and never the sender’s own bytes', async () => {
    const { cable, pair, link } = open(2);
    cable.noise = true;
    const sent = new Uint8Array(64);
    const reader = link.readable.getReader();
    void pair.far.writable.getWriter().write(sent);
    expect((await reader.read()).value!.some((byte) => byte !== 0)).toBe(true);
    expect(sent.every((byte) => byte === 0)).toBe(true);
  });
});

describe('pulling the cable', () => {
  it('loses the link for whoever has it: reading, writing and `ended` say so', async () => {
    const { cable, link } = open();
    const reading = link.readable.getReader().read();
    const writer = link.writable.getWriter();
    cable.plugged = false;
    await expect(reading).rejects.toMatchObject({ code: 'link/lost' });
    await expect(writer.write(new Uint8Array(1))).rejects.toMatchObject({ code: 'link/lost' });
    await expect(link.ended).resolves.toMatchObject({ why: 'lost' });
  });

  it('ends the far side too', async () => {
    const { cable, pair } = open();
    cable.plugged = false;
    await expect(pair.far.ended).resolves.toBeDefined();
    expect((await pair.far.readable.getReader().read()).done).toBe(true);
  });

  it('does not touch a link that was opened after it was plugged in again', async () => {
    const { cable } = open();
    cable.plugged = false;
    cable.plugged = true;
    const pair = createLinkPair({ framing: 'stream' });
    const link = cable.wrap(pair.near);
    void link.writable.getWriter().write(new Uint8Array([1]));
    expect((await pair.far.readable.getReader().read()).value).toEqual(new Uint8Array([1]));
  });
});

describe('the end of the link behind the cable', () => {
  it('is passed on when the device is gone', async () => {
    const { pair, link } = open();
    const reading = link.readable.getReader().read();
    pair.lose('no power');
    await expect(reading).rejects.toThrow('no power');
    await expect(link.ended).resolves.toEqual({ why: 'lost', detail: 'no power' });
    await expect(link.writable.getWriter().write(new Uint8Array(1))).rejects.toThrow();
  });

  it('is reached by closing', async () => {
    const { pair, link } = open();
    await link.close();
    await expect(pair.far.ended).resolves.toEqual({ why: 'closed' });
    await expect(link.ended).resolves.toEqual({ why: 'closed' });
  });
});
