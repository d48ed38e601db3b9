import { exchangeStreams } from '../../contracts/exchange-streams.ts';
import type { Link } from '../../contracts/link.ts';
import { createChannel, createMessageCodec } from '../../rpc/channel.ts';
import type { RpcRequest, RpcResponse } from '../../rpc/frame.ts';
import { createDeviceLineCodec } from '../../rpc/line-codec.ts';
import { createLinkPair } from '../../transports/loopback/link-pair.ts';
import type { RecordedLink } from '../recording.ts';

export interface StandInLink {
  /** For the update. */
  readonly link: Link;
  readonly reply: (request: RpcRequest, outcome: RpcResponse['outcome']) => void;
  readonly lose: (detail: string) => void;
  readonly close: () => void;
}

/** Answers are as long as their devices make them. */
const LONGEST_ANSWER = 1 << 24;

/** A link as it was recorded, at whose far end requests are handed to `ask`. Nobody waits for a turn to speak on it. */
export function openStandInLink(
  { kind, traits, label, framing, maxFrameBytes, ...recorded }: RecordedLink,
  ask: (request: RpcRequest) => void,
): StandInLink {
  const pair = createLinkPair({ label, framing, maxFrameBytes });
  const codec =
    framing === 'stream'
      ? createDeviceLineCodec()
      : createMessageCodec({ maxFrameBytes: LONGEST_ANSWER });
  const far = createChannel(pair.far, codec);
  far.listen({
    frame: (frame) => {
      if (frame.kind === 'request') ask(frame);
    },
  });
  const { baudRate, pieceBytes, isGuess, address } = recorded;
  return {
    link: {
      ...exchangeStreams(pair.near, {}),
      kind,
      // How a UART is spoken to is in the times that were recorded.
      traits: traits.service === 'uart' ? { ...traits, service: 'connection' } : traits,
      ...(baudRate !== null && { baudRate }),
      ...(pieceBytes !== null && { pieceBytes }),
      ...(isGuess && { isGuess }),
      ...(address !== null && {
        frameAddress: { src: 's'.repeat(address.src), dst: 'd'.repeat(address.dst), firstId: 0 },
      }),
    },
    reply({ id, src, dst }, outcome) {
      if (id === null) return;
      const response = { kind: 'response', id, src: dst, dst: src, tag: null, outcome } as const;
      far.send(response).catch(() => undefined); // the update has let the link go
    },
    lose: (detail) => pair.lose(detail),
    close: () => void pair.far.close(),
  };
}
