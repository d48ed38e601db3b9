import { describe, expect, it } from 'vitest';
import { LONGEST_FRAME_BYTES } from '../../../../src/contracts/peer-limits.ts';
import { openWebSocketLink } from '../../../../src/transports/websocket/websocket-link.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

/** A socket whose peer says what the test wants, with the events of the browser's own. */
class TalkingSocket extends EventTarget {
  binaryType = '';
  readyState = 1;
  bufferedAmount = 0;
  closed = false;

  send(): void {
    // This peer only talks.
  }

  close(): void {
    this.closed = true;
  }

  say(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }
}

async function talkingLink() {
  const socket = new TalkingSocket();
  const opening = openWebSocketLink({
    url: 'ws://device/rpc',
    create: () => socket as never,
    clock: new VirtualClock(),
    signal: new AbortController().signal,
  });
  socket.dispatchEvent(new Event('open'));
  return { socket, link: await opening };
}

describe('a WebSocket whose peer says too much', () => {
  it.each([
    ['text', 'x'.repeat(20e6)],
    ['bytes', new ArrayBuffer(20e6)],
  ])('takes no more of a message of 20 MB than shows that it is too long: %s', async (_, data) => {
    const { socket, link } = await talkingLink();
    socket.say(data);
    const { value } = await link.readable.getReader().read();
    expect(value?.byteLength).toBe(LONGEST_FRAME_BYTES + 1);
    expect(value?.buffer.byteLength).toBeLessThan(2 * LONGEST_FRAME_BYTES);
  });

  it('hands on what fits, whole', async () => {
    const { socket, link } = await talkingLink();
    const reader = link.readable.getReader();
    for (const data of ['x'.repeat(LONGEST_FRAME_BYTES), new ArrayBuffer(LONGEST_FRAME_BYTES)]) {
      socket.say(data);
      expect((await reader.read()).value).toHaveLength(LONGEST_FRAME_BYTES);
    }
  });

  it('is lost, and closed, when 4 MiB wait for a reader', async () => {
    const { socket, link } = await talkingLink();
    const message = 'x'.repeat(LONGEST_FRAME_BYTES);
    for (let sent = 0; sent < 63; sent += 1) socket.say(message);
    expect(socket.closed).toBe(false);
    for (let sent = 0; sent < 1000; sent += 1) socket.say(message);
    expect(socket.closed).toBe(true);
    expect(await link.ended).toEqual({ why: 'lost', detail: 'it sends more than can be read' });
    expect(link.stats.receivedBytes).toBe(64 * LONGEST_FRAME_BYTES);
  });
});
