import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { OtaError } from '../../../src/contracts/failure.ts';
import { createChannel, createMessageCodec } from '../../../src/rpc/channel.ts';
import type { Channel, ChannelListener } from '../../../src/rpc/channel.ts';
import { createRpcClient } from '../../../src/rpc/client.ts';
import { createDeviceLineCodec, createHostLineCodec } from '../../../src/rpc/line-codec.ts';
import { serveRpc } from '../../../src/rpc/server.ts';
import type { RpcReply } from '../../../src/rpc/server.ts';
import type { RpcRequest } from '../../../src/rpc/frame.ts';
import { createLinkPair } from '../../../src/transports/loopback/link-pair.ts';
import { encodeUtf8 } from '../../../src/ota-core/primitives/utf8.ts';
import { heldOf } from '../../support/held-objects.ts';
import { quiet, VirtualClock } from '../../support/virtual-clock.ts';

const never = new AbortController().signal;
const codec = () => createMessageCodec({ maxFrameBytes: 3064 });

function wire(framing: 'message' | 'stream' = 'message') {
  const pair = createLinkPair({ framing });
  const clock = new VirtualClock();
  let id = 0;
  const near = createChannel(
    pair.near,
    framing === 'message' ? codec() : createHostLineCodec({ maxFrameBytes: 3000 }),
  );
  const far = createChannel(pair.far, framing === 'message' ? codec() : createDeviceLineCodec());
  const client = createRpcClient(near, { clock, nextId: () => (id += 1), timeoutMs: 1000 });
  return { ...pair, clock, near, far, client };
}

type Answer = (request: RpcRequest) => RpcReply | Promise<RpcReply>;

function served(handle: Answer, framing: 'message' | 'stream' = 'message') {
  const parts = wire(framing);
  const invalid: string[] = [];
  const done = serveRpc(parts.far, {
    deviceId: 'esp32_0A1B2C',
    handle,
    onInvalid: (why) => void invalid.push(why),
  });
  return { ...parts, invalid, done };
}

const methods: Answer = () => ({ kind: 'result', result: ['RPC.List'] });
const list = { signal: never };

describe.each(['message', 'stream'] as const)('a call over a %s link', (framing) => {
  it('gets the result of its method', async () => {
    const { client, clock } = served(methods, framing);
    expect(await clock.run(client.call('RPC.List', null, list))).toEqual(['RPC.List']);
  });

  it('throws rpc/remote with the device’s words', async () => {
    const { client, clock } = served(
      () => ({ kind: 'error', code: 404, message: 'No handler for RPC.List' }),
      framing,
    );
    await expect(clock.run(client.call('RPC.List', null, list))).rejects.toMatchObject({
      code: 'rpc/remote',
      facts: { method: 'RPC.List', remoteCode: 404, remoteMessage: 'No handler for RPC.List' },
    });
  });

  it('throws rpc/bad-reply when the device answers with something else', async () => {
    const { client, clock } = served(() => ({ kind: 'result', result: [1] }), framing);
    await expect(clock.run(client.call('RPC.List', null, list))).rejects.toMatchObject({
      code: 'rpc/bad-reply',
    });
  });
});

describe('a call', () => {
  it('matches replies by id, in whatever order they come', async () => {
    const { client, clock, far } = wire();
    far.listen({
      async frame(frame) {
        if (frame.id !== 2) return;
        for (const [id, result] of [
          [2, ['second']],
          [1, ['first']],
        ] as const)
          await far.send({
            kind: 'response',
            id,
            src: null,
            dst: null,
            tag: null,
            outcome: { ok: true, result },
          });
      },
    });
    const both = Promise.all([
      client.call('RPC.List', null, list),
      client.call('RPC.List', null, list),
    ]);
    expect(await clock.run(both)).toEqual([['first'], ['second']]);
  });

  it('throws rpc/timeout after its time, and ignores the reply that comes later', async () => {
    let release: (reply: RpcReply) => void = () => undefined;
    const { client, clock } = served(() => new Promise<RpcReply>((resolve) => (release = resolve)));
    const late = client.call('RPC.List', null, { ...list, timeoutMs: 500 });
    const failed = expect(late).rejects.toMatchObject({
      code: 'rpc/timeout',
      facts: { method: 'RPC.List', timeoutMs: 500 },
    });
    await clock.advance(499);
    await clock.advance(1);
    await failed;
    const next = client.call('RPC.List', null, list);
    release({ kind: 'result', result: ['late'] });
    await quiet();
    release({ kind: 'result', result: ['its own'] });
    expect(await clock.run(next)).toEqual(['its own']);
  });

  it('ends with what its signal says', async () => {
    const { client, clock } = served(() => new Promise<RpcReply>(() => undefined));
    const stop = new AbortController();
    const call = client.call('RPC.List', null, { signal: stop.signal });
    const failed = expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await quiet();
    stop.abort(new OtaError('cancelled', { by: 'user' }));
    await failed;
    await expect(client.call('RPC.List', null, { signal: stop.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(clock.sleeping).toBe(0);
  });

  it('fails with link/lost when the link goes, and at once from then on', async () => {
    const { client, lose } = served(() => new Promise<RpcReply>(() => undefined));
    const lost = { code: 'link/lost', facts: { kind: 'loopback', detail: 'cable out' } };
    const failed = expect(client.call('RPC.List', null, list)).rejects.toMatchObject(lost);
    await quiet();
    lose('cable out');
    await failed;
    await expect(client.call('RPC.List', null, list)).rejects.toMatchObject(lost);
  });

  it('tells its id before it is sent', async () => {
    const { client, clock } = served(methods);
    const ids: number[] = [];
    await clock.run(client.call('RPC.List', null, { ...list, onId: (id) => void ids.push(id) }));
    await clock.run(client.call('RPC.List', null, { ...list, onId: (id) => void ids.push(id) }));
    expect(ids).toEqual([1, 2]);
  });

  it('has ids at a broker that begin where its address says', async () => {
    const { near, far } = createLinkPair();
    const frameAddress = { src: 'slipway/00', dst: 'esp32_0A1B2C', firstId: 2 ** 48 };
    const asked: RpcRequest['id'][] = [];
    void serveRpc(createChannel(far, codec()), {
      deviceId: frameAddress.dst,
      handle: (request) => {
        asked.push(request.id);
        return { kind: 'result', result: [] };
      },
      onInvalid: () => undefined,
    });
    const clock = new VirtualClock();
    let last = 0;
    const client = createRpcClient(createChannel({ ...near, frameAddress }, codec()), {
      ...{ clock, nextId: () => (last += 1), timeoutMs: 1000 },
    });
    await clock.run(client.call('RPC.List', null, list));
    await clock.run(client.call('RPC.List', null, list));
    expect(asked).toEqual([2 ** 48 + 1, 2 ** 48 + 2]);
  });

  it('leaves nothing behind when it is over, however many there were', async () => {
    const { client, clock } = served(() => ({ kind: 'result', result: { text: 'x' } }));
    const call = (): Promise<object> =>
      clock.run(client.ask('FS.Get', null, list)).then((result) => result as object);
    expect(await heldOf(50, call)).toBeLessThan(3);
    expect(await call()).toEqual({ text: 'x' });
  });

  it('lets go of its signal when it is over', async () => {
    const { client, clock } = served(methods);
    const { signal } = new AbortController();
    for (let count = 0; count < 3; count += 1)
      await clock.run(client.call('RPC.List', null, { signal }));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(clock.sleeping).toBe(0);
  });

  it('that is too long for the device is not sent', async () => {
    const { client, clock, near } = served(methods);
    const data = 'A'.repeat(3064);
    await expect(
      clock.run(client.call('OTA.Write', { offset: 0, data }, list)),
    ).rejects.toMatchObject({ code: 'frame/too-long' });
    expect(near.link.stats.sentBytes).toBe(0);
  });
});

describe('the server', () => {
  const bare = () => {
    const pair = createLinkPair();
    const calls: string[] = [];
    const invalid: string[] = [];
    let handle: Answer = ({ method }) => {
      calls.push(method);
      return { kind: 'result', result: method };
    };
    const far = createChannel(pair.far, codec());
    const done = serveRpc(far, {
      deviceId: 'esp32_0A1B2C',
      localIds: ['other-name'],
      handle: (request) => handle(request),
      onInvalid: (why) => void invalid.push(why),
    });
    const writer = pair.near.writable.getWriter();
    const reader = pair.near.readable.getReader();
    const ask = async (text: string) => {
      await writer.write(encodeUtf8(text));
      const { value } = await reader.read();
      return new TextDecoder().decode(value);
    };
    const tell = async (text: string) => {
      await writer.write(encodeUtf8(text));
      await quiet();
    };
    return {
      ...pair,
      calls,
      invalid,
      done,
      ask,
      tell,
      writer,
      far,
      use: (next: Answer) => (handle = next),
    };
  };

  it('answers from the address that was asked, with the tag and the id as they came', async () => {
    const { ask } = bare();
    expect(await ask('{"id":1,"method":"M"}')).toBe('{"id":1,"src":"esp32_0A1B2C","result":"M"}');
    expect(await ask('{"id":"7","src":"web","dst":"other-name","tag":"t","method":"M"}')).toBe(
      '{"id":7,"src":"other-name","dst":"web","tag":"t","result":"M"}',
    );
  });

  it('does not answer notifications, not even with errors', async () => {
    const { tell, ask, calls, use } = bare();
    await tell('{"method":"First"}');
    use(() => ({ kind: 'error', code: 500, message: 'x' }));
    await tell('{"method":"Second"}');
    expect(await ask('{"id":3,"method":"Third"}')).toBe(
      '{"id":3,"src":"esp32_0A1B2C","error":{"code":500,"message":"x"}}',
    );
    expect(calls).toEqual(['First']);
  });

  it('reports what devices call invalid, and neither runs nor answers it', async () => {
    const { tell, invalid, calls } = bare();
    await tell('{"id":1,"dst":"somebody-else","method":"M"}');
    await tell('{"id":null,"method":"M"}');
    await tell('no json');
    await tell('{"result":1}');
    await tell('{"id":5,"result":1}');
    expect(invalid).toEqual(['wrong-destination', 'not-a-frame', 'not-json', 'not-a-frame']);
    expect(calls).toEqual([]);
  });

  it('handles one request at a time and replies in order', async () => {
    const { writer, use } = bare();
    const waiting: (() => void)[] = [];
    const begun: string[] = [];
    use(({ method }) => {
      begun.push(method);
      return new Promise<RpcReply>((resolve) =>
        waiting.push(() => resolve({ kind: 'result', result: method })),
      );
    });
    void writer.write(encodeUtf8('{"id":1,"method":"A"}'));
    void writer.write(encodeUtf8('{"id":2,"method":"B"}'));
    await quiet();
    expect(begun).toEqual(['A']);
    waiting[0]?.();
    await quiet();
    expect(begun).toEqual(['A', 'B']);
  });

  it('leaves out an error message that is not there, and stays silent when nobody answers', async () => {
    const { ask, tell, use } = bare();
    use(({ method }) =>
      method === 'Hung' ? { kind: 'none' } : { kind: 'error', code: -1, message: null },
    );
    await tell('{"id":1,"method":"Hung"}');
    expect(await ask('{"id":2,"method":"OTA.Commit"}')).toBe(
      '{"id":2,"src":"esp32_0A1B2C","error":{"code":-1}}',
    );
  });

  it('ends with its channel, and a reply to a link that is gone is dropped', async () => {
    const { done, lose, use, writer } = bare();
    let release: () => void = () => undefined;
    use(
      () =>
        new Promise<RpcReply>((resolve) => {
          release = () => resolve({ kind: 'result', result: 1 });
        }),
    );
    void writer.write(encodeUtf8('{"id":1,"method":"A"}'));
    await quiet();
    lose('power cut');
    release();
    expect(await done).toEqual({ why: 'lost', detail: 'power cut' });
    await quiet();
  });
});

describe('a channel', () => {
  it('hands on what had arrived before a clean end, then ends', async () => {
    const pair = createLinkPair();
    const near = createChannel(pair.near, codec());
    const writer = pair.far.writable.getWriter();
    await writer.write(encodeUtf8('{"id":1,"result":1}'));
    await pair.far.close();
    const frames: unknown[] = [];
    near.listen({ frame: (frame) => void frames.push(frame.id) });
    expect(await near.ended).toEqual({ why: 'closed' });
    expect(frames).toEqual([1]);
  });

  it('is deaf once it was closed', async () => {
    const pair = createLinkPair();
    const near = createChannel(pair.near, codec());
    const writer = pair.far.writable.getWriter();
    await writer.write(encodeUtf8('{"id":1,"result":1}'));
    await near.close();
    const frames: unknown[] = [];
    near.listen({ frame: (frame) => void frames.push(frame.id) });
    await quiet();
    expect(frames).toEqual([]);
    await expect(
      near.send({
        kind: 'request',
        id: 1,
        method: 'M',
        params: null,
        src: null,
        dst: null,
        tag: null,
      }),
    ).rejects.toMatchObject({ code: 'link/lost' });
  });
});

describe('replies on a wire that takes its time', () => {
  it('wait behind the one that is sent, 25 at most: the oldest is dropped without a word', async () => {
    const sent: unknown[] = [];
    const taken: (() => void)[] = [];
    let listener: ChannelListener | null = null;
    const { far } = wire();
    const slow: Channel = {
      ...far,
      listen: (given) => void (listener = given),
      send: ({ id }) => {
        sent.push(id);
        return new Promise((resolve) => taken.push(resolve));
      },
    };
    void serveRpc(slow, {
      deviceId: 'esp32_0A1B2C',
      handle: () => ({ kind: 'result', result: null }),
      onInvalid: () => undefined,
    });
    const request = { kind: 'request', method: 'RPC.List', params: null } as const;
    for (let id = 1; id <= 30; id += 1)
      await listener!.frame({ ...request, id, src: null, dst: null, tag: null }, 1);
    expect(sent).toEqual([1]);
    for (let count = 0; count < 30; count += 1) {
      taken.shift()?.();
      await quiet();
    }
    expect(sent).toEqual([1, ...Array.from({ length: 25 }, (_, index) => index + 6)]);
  });
});
