import { realClock } from '../../../src/contracts/clock.ts';
import { hasCode, OtaError } from '../../../src/contracts/failure.ts';
import { createChannel, createMessageCodec } from '../../../src/rpc/channel.ts';
import { createRpcClient, type RpcClient } from '../../../src/rpc/client.ts';
import { serveRpc, type RpcReply } from '../../../src/rpc/server.ts';
import { createLinkPair } from '../../../src/transports/loopback/link-pair.ts';

/** Results by method and parameters; an rpc/remote that is thrown is an error of the device. */
export type Answer = (method: string, params: unknown) => unknown;

/** A client of a device that answers so, over a link of its own, and what it was asked. */
export function clientOfAnswers(answer: Answer) {
  const asked: (readonly [string, unknown])[] = [];
  const { near, far } = createLinkPair({ framing: 'message' });
  const codec = createMessageCodec({ maxFrameBytes: 1_000_000 });
  void serveRpc(createChannel(far, codec), {
    deviceId: 'device',
    handle: ({ method, params }) => replyOf(() => answer(method, params)),
    onInvalid: () => undefined,
  });
  let lastId = 0;
  const inner = createRpcClient(createChannel(near, codec), {
    clock: realClock,
    nextId: () => (lastId += 1),
    timeoutMs: 10_000,
  });
  const client: RpcClient = {
    call(method, params, options) {
      asked.push([method, params]);
      return inner.call(method, params, options);
    },
    ask(method, params, options) {
      asked.push([method, params]);
      return inner.ask(method, params, options);
    },
    close: () => inner.close(),
  };
  return { client, asked };
}

function replyOf(work: () => unknown): RpcReply {
  try {
    return { kind: 'result', result: work() };
  } catch (reason) {
    const error = OtaError.from(reason);
    if (!hasCode(error, 'rpc/remote')) throw reason;
    return { kind: 'error', code: error.facts.remoteCode, message: error.facts.remoteMessage };
  }
}
