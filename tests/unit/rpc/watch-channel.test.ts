import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/contracts/clock.ts';
import type { LogRecord } from '../../../src/contracts/link-log.ts';
import { createChannel } from '../../../src/rpc/channel.ts';
import type { RpcFrame } from '../../../src/rpc/frame.ts';
import { hostCodecFor, watchChannel } from '../../../src/rpc/client.ts';
import { createLinkPair } from '../../../src/transports/loopback/link-pair.ts';

const stopped: Clock = { now: () => 0, sleep: () => Promise.resolve() };

describe.each(['message', 'stream'] as const)('a watched channel on a %s link', (framing) => {
  it('makes each frame once, and logs as many bytes as go out', async () => {
    const pair = createLinkPair({ label: 'd1', framing });
    const records: LogRecord[] = [];
    const channel = watchChannel(
      createChannel(pair.near, hostCodecFor(pair.near)),
      stopped,
      (record) => void records.push(record),
    );
    let made = 0;
    const params = {
      toJSON: () => {
        made += 1;
        return { name: 'Café' };
      },
    };
    const frame: RpcFrame = {
      ...{ kind: 'request', id: 7, method: 'Echo', params },
      ...{ src: null, dst: null, tag: null },
    };
    const arrived = pair.far.readable.getReader().read();
    await channel.send(frame);
    const { value } = await arrived;
    expect(made).toBe(1);
    expect(records.map(({ event }) => event)).toEqual(['opened', 'request', 'taken']);
    expect(records[1]).toMatchObject({ id: 7, method: 'Echo', bytes: value?.length });
    await channel.close();
  });
});
