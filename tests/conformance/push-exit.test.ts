import { afterAll, describe, expect, it } from 'vitest';
import {
  startLinePeer,
  startTcpPeer,
  startWebSocketPeer,
} from '../support/conformance/lying-peer.ts';
import type { Answer, LyingPeer } from '../support/conformance/lying-peer.ts';
import { atPhase, startPush } from '../support/conformance/push-process.ts';

const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.1.0.zip';
const NESTED = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

const peers: LyingPeer[] = [];
afterAll(() => Promise.all(peers.map((peer) => peer.close())));

/** To the end of the process; the peer has nobody left then. */
async function pushTo(
  starting: Promise<LyingPeer>,
  { interruptAt = null }: { readonly interruptAt?: string | null } = {},
) {
  const peer = await starting;
  peers.push(peer);
  const interrupt = atPhase(interruptAt ?? '', (child) => {
    setTimeout(() => child.kill('SIGINT'), 500);
  });
  const { status, last } = await startPush([BUNDLE, '--port', peer.port], interrupt);
  expect(status).toBe(3);
  expect(last).toMatchObject({ result: 'failed', from: null, bytes: 0 });
  return last['failure'] as { readonly code: string; readonly facts: object };
}

const silent: Answer = () => null;
const nestedSource: Answer = ({ id }) => `{"id":${id},"src":${NESTED},"result":{"state":0}}`;
const nestedError: Answer = ({ id }) => `{"id":${id},"error":${NESTED}}`;
const nestedResult: Answer = ({ id }) => `{"id":${id},"result":${NESTED}}`;

describe.concurrent(
  'a push to what is no device, or a bad one, is gone within 5 s after its result',
  () => {
    it('a port that takes the connection and never upgrades it', async () => {
      expect(await pushTo(startTcpPeer('ws'))).toMatchObject({ code: 'link/refused' });
    });

    it('the same, left with Ctrl-C', async () => {
      const failure = await pushTo(startTcpPeer('ws'), { interruptAt: 'connecting' });
      expect(failure).toMatchObject({ code: 'cancelled' });
    });

    it('a port that never shows its certificate, left with Ctrl-C', async () => {
      const failure = await pushTo(startTcpPeer('wss'), { interruptAt: 'connecting' });
      expect(failure).toMatchObject({ code: 'cancelled' });
    });

    it('a port that answers the upgrade with something else', async () => {
      const peer = startTcpPeer('ws', (socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'));
      expect(await pushTo(peer)).toMatchObject({ code: 'link/refused' });
    });

    it.each(['http', 'https', 'mqtt', 'mqtts', 'mqtt+ws'] as const)(
      'a port that takes the connection and never answers over %s, left with Ctrl-C',
      async (scheme) => {
        const failure = await pushTo(startTcpPeer(scheme), { interruptAt: 'connecting' });
        expect(failure).toMatchObject({ code: 'cancelled' });
      },
    );

    it('a web port that answers with something else', async () => {
      const peer = startTcpPeer('http', (socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'));
      expect(await pushTo(peer)).toMatchObject({ code: 'link/refused' });
    });

    it.each(['mqtt', 'mqtt+ws'] as const)(
      'a port that answers with something else over %s',
      async (scheme) => {
        const peer = startTcpPeer(scheme, (socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'));
        expect(await pushTo(peer)).toMatchObject({ code: 'link/refused' });
      },
    );

    it('a TCP port that says nothing, left with Ctrl-C', async () => {
      const failure = await pushTo(startTcpPeer('tcp'), { interruptAt: 'checking' });
      expect(failure).toMatchObject({ code: 'cancelled' });
    });

    it('a TCP port that never stops talking, left with Ctrl-C', async () => {
      const peer = startTcpPeer('tcp', (socket) => {
        const talk = setInterval(() => socket.write('x'.repeat(10_000)), 5);
        socket.once('close', () => clearInterval(talk));
      });
      expect(await pushTo(peer, { interruptAt: 'checking' })).toMatchObject({ code: 'cancelled' });
    });

    it('a WebSocket whose peer does not even read the farewell, left with Ctrl-C', async () => {
      const peer = startWebSocketPeer(silent, { deaf: true });
      expect(await pushTo(peer, { interruptAt: 'checking' })).toMatchObject({ code: 'cancelled' });
    });

    it.each([
      ['src', nestedSource],
      ['error', nestedError],
      ['result', nestedResult],
    ])('a reply whose %s is nested 20,000 times, by WebSocket and by TCP', async (_, answer) => {
      const [message, line] = await Promise.all([
        pushTo(startWebSocketPeer(answer)),
        pushTo(startLinePeer(answer)),
      ]);
      const told = { code: 'rpc/bad-reply', facts: { method: 'OTA.Status' } };
      expect(message).toMatchObject(told);
      expect(line).toMatchObject(told);
    });

    it('a reply of 20 MB', async () => {
      const peer = startWebSocketPeer(({ id }) => `{"id":${id},"result":"${'x'.repeat(2e7)}"}`);
      expect(await pushTo(peer)).toMatchObject({ code: 'link/lost' });
    });

    it('a reply of 100 KB', async () => {
      const peer = startWebSocketPeer(({ id }) => `{"id":${id},"result":"${'x'.repeat(1e5)}"}`);
      expect(await pushTo(peer)).toMatchObject({ code: 'rpc/bad-reply' });
    });
  },
);
