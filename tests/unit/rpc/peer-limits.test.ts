import { describe, expect, it } from 'vitest';
import {
  DEEPEST_NESTING,
  LONGEST_FRAME_BYTES,
  MOST_FILES,
  MOST_METHODS,
} from '../../../src/contracts/peer-limits.ts';
import type { Link } from '../../../src/contracts/link.ts';
import { encodeUtf8 } from '../../../src/ota-core/primitives/utf8.ts';
import { openClient } from '../../../src/rpc/client.ts';
import { nestsDeeperThan, parseFrame } from '../../../src/rpc/frame.ts';
import { createLinkPair } from '../../../src/transports/loopback/link-pair.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const never = new AbortController().signal;
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const padded = (bytes: number, head: string, tail: string) =>
  `${head}${'x'.repeat(bytes - head.length - tail.length)}${tail}`;

/** A client, and what its peer answers to its one request. */
function asked(answer: string, framing: 'message' | 'stream' = 'message') {
  const pair = createLinkPair({ framing });
  const clock = new VirtualClock();
  let id = 0;
  const options = { clock, nextId: () => (id += 1), timeoutMs: 1000 };
  const { client, channel } = openClient(pair.near, options);
  void answerOnce(pair.far, framing === 'stream' ? `${answer}\n` : answer);
  return { client, clock, channel, far: pair.far };
}

async function answerOnce({ readable, writable }: Link, answer: string): Promise<void> {
  await readable.getReader().read();
  await writable.getWriter().write(encodeUtf8(answer));
}

describe('how deep a text nests', () => {
  it('is counted outside of strings, and no further than asked', () => {
    expect(nestsDeeperThan(nested(3), 3)).toBe(false);
    expect(nestsDeeperThan(nested(4), 3)).toBe(true);
    expect(nestsDeeperThan('[{"a":["[[[[\\"[[[["]}]', 3)).toBe(false);
    expect(nestsDeeperThan('[[]],[[]],[[]]', 2)).toBe(false);
    expect(nestsDeeperThan('["never ends [[[[', 1)).toBe(false);
  });

  it.each(['src', 'dst', 'tag', 'method', 'params', 'args', 'result', 'error', 'id', 'x'])(
    'is bounded in a frame, whichever member it is: %s',
    (member) => {
      const frame = (depth: number) => `{"result":1,"id":1,"${member}":${nested(depth)}}`;
      expect(parseFrame(frame(100_000))).toEqual({ ok: false, why: 'too-deep' });
      expect(parseFrame(frame(DEEPEST_NESTING))).toEqual({ ok: false, why: 'too-deep' });
      expect(parseFrame(frame(DEEPEST_NESTING - 1))).not.toEqual({ ok: false, why: 'too-deep' });
    },
  );
});

describe('a reply that is too much', () => {
  it('nested too deep is named at once, and the link stays', async () => {
    for (const framing of ['message', 'stream'] as const) {
      const { client, clock, channel } = asked(`{"id":1,"src":${nested(9000)}}`, framing);
      await expect(
        clock.run(client.ask('Sys.GetInfo', null, { signal: never })),
      ).rejects.toMatchObject({
        code: 'rpc/bad-reply',
        facts: { method: 'Sys.GetInfo', detail: 'too-deep' },
      });
      expect(clock.now()).toBe(1000); // no time passed
      const open = await Promise.race([channel.ended, Promise.resolve('open')]);
      expect(open).toBe('open');
    }
  });

  it('longer than 64 KiB is not parsed as a message: the call is told at once', async () => {
    const fits = padded(LONGEST_FRAME_BYTES, '{"id":1,"result":"', '"}');
    const { client, clock } = asked(fits);
    expect(await clock.run(client.ask('Echo', null, { signal: never }))).toHaveLength(65_516);
    const more = asked(`${fits} `);
    await expect(
      more.clock.run(more.client.ask('Echo', null, { signal: never })),
    ).rejects.toMatchObject({
      code: 'rpc/bad-reply',
      facts: { method: 'Echo', detail: 'too-long' },
    });
  });

  it('longer than 64 KiB on a stream is passed over, as on a serial line', async () => {
    const line = padded(LONGEST_FRAME_BYTES + 1, '{"id":1,"result":"', '"}');
    const { client, clock } = asked(line, 'stream');
    await expect(clock.run(client.ask('Echo', null, { signal: never }))).rejects.toMatchObject({
      code: 'rpc/timeout',
    });
  });

  it('is nobody’s where several calls wait', async () => {
    const { client, clock } = asked(`{"id":1,"src":${nested(9000)}}`);
    const calls = [1, 2].map(() => client.ask('Echo', null, { signal: never }));
    const both = await clock.run(Promise.allSettled(calls));
    for (const call of both) expect(call).toMatchObject({ reason: { code: 'rpc/timeout' } });
  });
});

describe('a list of a device', () => {
  const listed = (entry: string, count: number) =>
    `{"id":1,"result":[${Array.from({ length: count }, () => entry).join(',')}]}`;

  it('of methods is cut off', async () => {
    const { client, clock } = asked(listed('"A"', 16_000));
    const names = await clock.run(client.call('RPC.List', null, { signal: never }));
    expect(names).toHaveLength(MOST_METHODS);
  });

  it('of merged files is left out when it is too long', async () => {
    const merge = (count: number) =>
      `{"copied":[${Array(count).fill('"a"').join()}],"kept":[],"failed":[]}`;
    const status = (count: number) => `{"id":1,"result":{"state":0,"merge":${merge(count)}}}`;
    const fits = asked(status(MOST_FILES));
    const found = await fits.clock.run(fits.client.call('OTA.Status', null, { signal: never }));
    expect(found.merge?.copied).toHaveLength(MOST_FILES);
    const { client, clock } = asked(status(MOST_FILES + 1));
    const told = await clock.run(client.call('OTA.Status', null, { signal: never }));
    expect(told).toMatchObject({ state: 0, merge: null });
  });

  it('of files is not believed when it is too long', async () => {
    const entry = '{"name":"a","size":1}';
    const fits = asked(listed(entry, MOST_FILES));
    const files = await fits.clock.run(fits.client.call('FS.ListExt', null, { signal: never }));
    expect(files).toHaveLength(MOST_FILES);
    const { client, clock } = asked(listed(entry, MOST_FILES + 1));
    await expect(
      clock.run(client.call('FS.ListExt', null, { signal: never })),
    ).rejects.toMatchObject({
      code: 'rpc/bad-reply',
    });
  });
});

describe('a channel whose decoding fails', () => {
  it('closes its link: nobody else would', async () => {
    const pair = createLinkPair();
    const clock = new VirtualClock();
    const { channel } = openClient(pair.near, {
      clock,
      nextId: () => 1,
      timeoutMs: 1000,
      log: ({ event }) => {
        if (event === 'reply') throw new Error('a listener that fails');
      },
    });
    await pair.far.writable.getWriter().write(encodeUtf8('{"id":1,"result":1}'));
    expect(await clock.run(channel.ended)).toMatchObject({ why: 'lost' });
    expect(await clock.run(pair.near.ended)).toEqual({ why: 'closed' });
  });
});
